"""Background work of `exchange`."""

from parvis.exchange.domain.exports import expire, make, write
from parvis.exchange.domain.imports import bring, expire_import, read

__all__ = ["bring", "expire", "expire_import", "make", "read", "write"]
