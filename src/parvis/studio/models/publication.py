"""Who published a revision, when, with which words, and what it changed."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="actor", eraser="parvis.studio.domain.erasing.erase_service")
class Publication(Record):
    """A publication from the studio: never changed. note: the designer's words; changes: what it
    changed, in plain words of both languages (`domain.differences.said`). despite: why it was published though some
    examples were red, by name (`red`).
    """

    organisation_id = models.UUIDField()
    case_type = models.ForeignKey("cases.CaseType", on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    changes = models.JSONField(default=list)
    despite = models.CharField(max_length=1000, blank=True, default="", db_default="")
    red = models.JSONField(default=list)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.revision_id}"
