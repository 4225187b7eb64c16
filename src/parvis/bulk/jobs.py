"""Background work of bulk."""

from parvis.bulk.domain.erasing import forget
from parvis.bulk.domain.running import work

__all__ = ["forget", "work"]
