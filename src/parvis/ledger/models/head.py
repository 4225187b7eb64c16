"""Checkpoints of the tree."""

from django.db import models

from parvis.kernel.personal import no_personal_data
from parvis.ledger.data import Head


@no_personal_data("roots of the tree of digests")
class TreeHead(models.Model):
    """The tree after one pass of the sequencer. `frontier` is what the next pass needs to go on."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.head())

    def head(self) -> Head:
        return Head(self.size, bytes(self.root))
