"""Background work of `exchange`."""

from parvis.exchange.domain.exports import expire, make
from parvis.exchange.domain.imports import bring, expire_import

__all__ = ["bring", "expire", "expire_import", "make"]
