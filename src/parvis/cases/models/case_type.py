"""What can be asked: case types, their immutable revisions, and who handles them in each organisation."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data

_PUBLIC = "definitions of what can be asked: public"


@no_personal_data(_PUBLIC)
class CaseType(Record):
    """A kind of request. Made by an organisation; a shared one (of the communauté) may be handled by others too."""

    organisation_id = models.UUIDField()
    slug = models.SlugField(max_length=80)
    sphere = models.CharField(max_length=30)
    shared = models.BooleanField(default=False)
    published = models.ForeignKey("cases.Revision", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "slug"], name="cases_casetype_slug")]

    def __str__(self) -> str:
        return self.slug


@no_personal_data(_PUBLIC)
class Revision(Record):
    """A published version of a case type's definition. A trigger refuses every change: cases pin it."""

    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_type", "number"], name="cases_revision_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="cases_revision_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.case_type_id} {self.number}"


@no_personal_data("who handles what, behind which wall: public organisation of the services")
class Handling(Record):
    """A case type as one organisation handles it, and the wall that its cases lie behind. Departments are found by the
    code that the definition names, so that a shared case type reaches each organisation's own.

    silence: the effect of no answer as this authority has confirmed it; null leaves the definition's reading.
    readings: ids of the definition's other readings that this authority has confirmed.
    """

    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="handlings")
    organisation_id = models.UUIDField()
    wall_id = models.UUIDField()
    silence = models.JSONField(null=True)
    readings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_type", "organisation_id"], name="cases_handling_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.case_type_id} in {self.organisation_id}"
