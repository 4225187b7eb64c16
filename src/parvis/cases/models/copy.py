"""Everything of one's own, as a file to keep."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="subject_id", eraser="parvis.cases.domain.erasure.erase_copies")
class Copy(Record):
    """A copy of one’s requests that a worker makes (RGPD art. 15.3, 20). Opened by its person alone: its file lies
    behind a wall of its own, of which nobody is a member. done, total: how many requests are in it.
    """

    subject_id = models.UUIDField()
    subjects = ArrayField(models.UUIDField())
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "-id"], name="cases_copy_subject")]

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"
