"""A procedure being changed, and the steps that brought it where it is."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data, personal_data


@personal_data(wall="actor", eraser="parvis.studio.domain.erasing.erase_service")
class Draft(Record):
    """A definition being changed: at most one of a case type at a time (none yet: a new procedure).

    base: the revision that it began from; document: see `data.Document`; problems: what the checks said of it;
    reserved: ids of questions of all earlier revisions, which no new question may take; version: of optimistic
    locking; done: the number of the last step in force.
    holder: who has the pen, pen_at: their last change; asker: who asks for it.
    """

    organisation_id = models.UUIDField()
    case_type = models.ForeignKey("cases.CaseType", null=True, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey("cases.Revision", null=True, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    sphere = models.CharField(max_length=30)
    document = models.JSONField()
    problems = models.JSONField(default=list)
    reserved = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    holder_id = models.UUIDField(null=True)
    holder_name = models.CharField(max_length=200, blank=True)
    pen_at = models.DateTimeField(null=True)
    asker_id = models.UUIDField(null=True)
    asker_name = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_type"], name="studio_draft_one_each"),
            models.UniqueConstraint(fields=["organisation_id", "slug"], name="studio_draft_slug"),
        ]

    def __str__(self) -> str:
        return self.slug


@no_personal_data("changes of a definition, without who made them")
class Step(Record):
    """One operation that was done: what it changed, both ways (`domain.patches`)."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    organisation_id = models.UUIDField()
    number = models.PositiveIntegerField()
    operation = models.JSONField()
    patch = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="studio_step_number")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.number}"
