"""Background work of `exchange`."""

from parvis.exchange.domain.exports import expire, make

__all__ = ["expire", "make"]
