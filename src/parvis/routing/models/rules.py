"""The rules of a procedure in an organisation: what is being changed, and what was in force from when on."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data

_ERASER = "parvis.routing.domain.erasing.erase_service"


@personal_data(wall="actor", eraser=_ERASER)
class Draft(Record):
    """A set of rules being changed, one for each procedure and organisation.

    document: see `data.RuleSet`; base: the number of the version that it began from (0: none); version: of optimistic
    locking; changed_by: who changed it last; tried: the digest of the document that was tried last.
    """

    organisation_id = models.UUIDField()
    case_type = models.ForeignKey("cases.CaseType", on_delete=models.PROTECT, related_name="+")
    base = models.PositiveIntegerField(default=0)
    document = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    changed_by_id = models.UUIDField(null=True)
    changed_by_name = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    tried = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "case_type"], name="routing_draft_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.case_type_id} in {self.organisation_id}"


@personal_data(wall="actor", eraser=_ERASER)
class Version(Record):
    """Rules as they were kept: the one with the highest number is in force. Never changed by the application."""

    organisation_id = models.UUIDField()
    case_type = models.ForeignKey("cases.CaseType", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "case_type", "number"], name="routing_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.case_type_id} in {self.organisation_id}, {self.number}"
