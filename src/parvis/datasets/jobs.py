"""Background work of `datasets`."""

from parvis.datasets.domain.loading import refresh_due, work

__all__ = ["refresh_due", "work"]
