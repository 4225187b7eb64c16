"""An export that somebody asked for: how far it is, and for a week its file."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.exchange.domain.erasing.erase_person")
class Export(Record):
    """Opened by who asked for it alone: its files lie behind a wall of its own, of which nobody is a member.

    walls: those that it reads, and that whoever opens it must still have; behind: these, and those of the cases that it
    holds (lent ones lie behind others), so that an erasure there finds it, its first part being read or not.
    organisation_id: the site on which it was asked for, whose walls alone it reads; None on the territory's. address:
    of the query; case_ids: chosen by hand instead. after: the last case that was read; parts: files of the rows read
    so far, until the export's own is made.
    widths: the most rows of each block that a case has. told: what is wrong, or worth knowing, in words for its person.
    """

    person_id = models.UUIDField(editable=False)
    organisation_id = models.UUIDField(null=True, editable=False)
    walls = ArrayField(models.UUIDField())
    behind = ArrayField(models.UUIDField(), default=list)
    address = models.TextField(blank=True, max_length=8000)
    case_ids = ArrayField(models.UUIDField(), null=True)
    format = models.CharField(max_length=8)
    columns = ArrayField(models.CharField(max_length=260))
    options = models.JSONField(default=dict)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    after = models.UUIDField(null=True)
    parts = ArrayField(models.UUIDField(), default=list)
    widths = models.JSONField(default=dict)
    file_id = models.UUIDField(null=True)
    size = models.BigIntegerField(default=0)
    told = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-id"], name="exchange_export_person"),
            GinIndex(fields=["behind"], name="exchange_export_behind"),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.done} of {self.total}"
