"""A file that goes with a request: of a draft at first, of the case once it was sent."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Attachment(Record):
    """What is known of a file that somebody attached; its id is that of its stored file.

    Before the request is sent it belongs to the draft and goes with it (a foreign key of the database removes it);
    whoever opens the draft opens it, and nobody behind the wall does. Then it belongs to the case, alike. A file for a
    question that was asked again belongs to that turn in the same way, until the corrections are sent.
    pages: of a PDF, 1 for a picture, 0 where unknown; width, height: pixels; thumbnail: a small WebP, or nothing.
    Of a photographed page that waits to be made a PDF (`domain.photographs`): place: among the pages, from 1; turned:
    degrees, clockwise; sharpness: what was measured, 0 once its person keeps it as it is.
    Of a proof of identity (`domain.proofs`): proof_days: how many days after the decision it stays, null for any other
    file; erased_at: when it went, which leaves this row alone.
    """

    draft_id = models.UUIDField(null=True)
    turn_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    wall_id = models.UUIDField()
    subject_id = models.UUIDField(null=True)
    field = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=127)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    thumbnail = models.BinaryField(default=bytes)
    place = models.PositiveSmallIntegerField(default=0)
    turned = models.PositiveSmallIntegerField(default=0)
    sharpness = models.PositiveIntegerField(default=0)
    proof_days = models.PositiveSmallIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    draft_id__isnull=False, turn_id__isnull=True, case_id__isnull=True, subject_id__isnull=True
                )
                | models.Q(draft_id__isnull=True, turn_id__isnull=False, case_id__isnull=True, subject_id__isnull=True)
                | models.Q(
                    draft_id__isnull=True, turn_id__isnull=True, case_id__isnull=False, subject_id__isnull=False
                ),
                name="cases_attachment_of_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["draft_id"], name="cases_attachment_draft", condition=models.Q(draft_id__isnull=False)
            ),
            models.Index(fields=["turn_id"], name="cases_attachment_turn", condition=models.Q(turn_id__isnull=False)),
            models.Index(fields=["case_id"], name="cases_attachment_case", condition=models.Q(case_id__isnull=False)),
            models.Index(
                fields=["case_id"],
                name="cases_attachment_proofs",
                condition=models.Q(case_id__isnull=False, proof_days__isnull=False, erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
