"""Background work of the mailroom."""

from parvis.mailroom.domain.printing import print_batch

__all__ = ["print_batch"]
