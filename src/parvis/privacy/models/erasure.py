"""An erasure that a data protection officer asked for, and what became of it (RGPD art. 5.2)."""

from typing import Any

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


class Reason(models.TextChoices):
    """Why somebody's data are erased. Values are stored."""

    REQUEST = "request"
    OBJECTION = "objection"
    UNLAWFUL = "unlawful"
    CLOSED = "closed"


class State(models.TextChoices):
    """How far an erasure is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@personal_data(wall="wall_id", eraser="parvis.privacy.domain.requests.forget_officer")
class Erasure(Record):
    """One person behind one wall, erased because somebody asked. It says of the person nothing but, as long as
    something of theirs must be kept, the id under which it is: that goes when nothing is left.

    batch_id: those that were confirmed together; rows: how many each eraser took away; held: what had to stay.
    """

    batch_id = models.UUIDField()
    wall_id = models.UUIDField()
    subject_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    asked_by = models.UUIDField(null=True)
    asker_name = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.JSONField(default=dict)
    held = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    salt = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=State.DONE, ended_at__isnull=False) | ~models.Q(state=State.DONE),
                name="privacy_erasure_done_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["wall_id", "-id"], name="privacy_erasure_latest"),
            models.Index(fields=["batch_id"], name="privacy_erasure_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.state}"

    def payload(self) -> dict[str, Any]:
        """What the ledger seals once it is done: never who was erased."""
        return {
            "asked_at": self.asked_at.isoformat(),
            "asked_by": str(self.asked_by) if self.asked_by else "",
            "batch": str(self.batch_id),
            "held": self.held,
            "reason": self.reason,
            "rows": dict(self.rows),
            "wall": str(self.wall_id),
        }
