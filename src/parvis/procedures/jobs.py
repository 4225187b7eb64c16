"""Background work of `procedures`."""

from parvis.procedures.domain.blanks import make

__all__ = ["make"]
