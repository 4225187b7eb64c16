"""Background work of the mailroom."""

from parvis.mailroom.domain.erasing import forget_batch
from parvis.mailroom.domain.printing import print_batch

__all__ = ["forget_batch", "print_batch"]
