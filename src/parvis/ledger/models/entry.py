"""An entry of the record, and its place once the sequencer has chained it."""

from functools import lru_cache

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data
from parvis.ledger.domain.canonical import canonical
from parvis.ledger.domain.tree import leaf_hash


@no_personal_data("opaque ids and salted digests; the salts lie with the sealed rows and are erased with them")
class Entry(Record):
    """One sealed fact. Inserted in the writer's transaction; triggers refuse every later change but one, the
    sequencer's: giving a place to an entry that has none.
    """

    source = models.CharField(max_length=60)
    ref = models.UUIDField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    digest = models.BinaryField(max_length=32)
    position = models.BigIntegerField(null=True, unique=True)
    leaf = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "ref"], name="ledger_entry_one_per_row"),
            models.CheckConstraint(
                condition=models.Q(position__isnull=True, leaf__isnull=True)
                | models.Q(position__gte=0, leaf__isnull=False),
                name="ledger_entry_chained_with_leaf",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(position__isnull=True), name="ledger_entry_waiting"),
        ]

    def leaf_at(self, position: int) -> bytes:
        """The hash of this entry as the leaf at `position`: the place is part of it, so that a swap shows."""
        # As `canonical` writes it (a test compares), in a tenth of the time: who verifies asks it of every entry.
        return leaf_hash(
            f'{{"at":"{self.at.isoformat(timespec="microseconds")}","digest":"{bytes(self.digest).hex()}"'
            f',"id":"{self.id}","kind":{_text(self.kind)},"position":{position},"ref":"{self.ref}"'
            f',"source":{_text(self.source)}}}'.encode()
        )


@lru_cache(maxsize=1000)
def _text(value: str) -> str:
    return canonical(value).decode()
