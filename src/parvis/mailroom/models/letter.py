"""One letter to one person."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.mailroom.data import LetterState


@personal_data(wall="wall_id", eraser="parvis.mailroom.domain.erasing.erase_subject")
class Letter(Record):
    """A letter behind its wall. In at most one batch at a time, which the row itself says: two agents who choose it at
    once take their turn on its lock.

    address: its lines on the envelope; document_id: the sealed document that it brings; file_id: its PDF, made once.
    """

    wall_id = models.UUIDField(editable=False)
    subject_id = models.UUIDField(editable=False)
    case_id = models.UUIDField(editable=False)
    organisation_id = models.UUIDField(editable=False)
    department_id = models.UUIDField(editable=False)
    topic = models.CharField(max_length=12)
    reference = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=300)
    address = models.JSONField()
    texts = models.JSONField()
    document_id = models.UUIDField(null=True, editable=False)
    state = models.CharField(max_length=9, default=LetterState.WAITING)
    batch = models.ForeignKey("mailroom.Batch", null=True, on_delete=models.PROTECT, related_name="letters")
    file_id = models.UUIDField(null=True)
    pages = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    posted_on = models.DateField(null=True)
    reprints = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mailroom_letter_state",
                condition=models.Q(state=LetterState.WAITING, batch__isnull=True, posted_on__isnull=True)
                | models.Q(state=LetterState.PRINTED, batch__isnull=False, posted_on__isnull=True)
                | models.Q(state=LetterState.POSTED, batch__isnull=False, posted_on__isnull=False)
                | models.Q(state=LetterState.WITHDRAWN, posted_on__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["wall_id", "asked_at"], condition=models.Q(state="waiting"), name="mailroom_letter_waiting"
            ),
            models.Index(fields=["case_id"], name="mailroom_letter_by_case"),
            models.Index(fields=["batch"], name="mailroom_letter_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
