"""Models of `revising`."""

from parvis.revising.models.passage import Item, Passage

__all__ = ["Item", "Passage"]
