from parvis.ledger.models.entry import Entry
from parvis.ledger.models.head import TreeHead

__all__ = ["Entry", "TreeHead"]
