"""The face of `finding`."""

from parvis.finding.domain.indexing import index

__all__ = ["index"]
