"""One case of a run, and what became of it."""

from django.db import models

from parvis.bulk.data import ItemState
from parvis.bulk.models.run import Run
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.bulk.domain.erasing.erase_person")
class Item(Record):
    """A case to do, done or left, in the transaction that does it. It goes with the run, and with the case.

    version: of the case when the run was confirmed (listed, for an act that is not exact). reason: why it was left as
    it is. letter_id: the letter that it queued, for the batch that the run makes.
    """

    run = models.ForeignKey(Run, on_delete=models.DO_NOTHING, related_name="items", db_constraint=False)
    person_id = models.UUIDField(editable=False)
    case_id = models.UUIDField(editable=False)
    reference = models.CharField(max_length=14)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=9, default=ItemState.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    letter_id = models.UUIDField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "case_id"], name="bulk_item_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in ItemState]), name="bulk_item_state"
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state", "id"], name="bulk_item_state_of"),
            models.Index(fields=["case_id"], name="bulk_item_case"),
        ]

    def __str__(self) -> str:
        return self.reference
