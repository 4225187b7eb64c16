"""What the administration and the resident write to each other."""

from django.db import models

from parvis.cases.data import Direction
from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Message(Record):
    """A message of a case, kept in the file whatever channel tells of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    direction = models.CharField(max_length=20, choices=[(way.value, way.value) for way in Direction])
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    at = models.DateTimeField()
    author_id = models.UUIDField(null=True)
    author_name = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="cases_message_case")]

    def __str__(self) -> str:
        return self.subject or str(self.id)
