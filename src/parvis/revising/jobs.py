"""Background work of `revising`."""

from parvis.revising.domain.passing import work

__all__ = ["work"]
