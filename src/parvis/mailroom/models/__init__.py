"""Letters and the batches in which they are printed."""

from parvis.mailroom.models.batch import Batch
from parvis.mailroom.models.letter import Letter

__all__ = ["Batch", "Letter"]
