from parvis.bulk.models.item import Item
from parvis.bulk.models.run import Run

__all__ = ["Item", "Run"]
