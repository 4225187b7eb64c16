"""A procedure: what one organisation offers."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("the public catalogue of procedures")
class Procedure(Record):
    """A case type as residents find it on an organisation's site. Texts are {"fr": …, "en": …}.

    subject: its heading; words: what residents call it; often: above 0 among those often asked, highest first; events:
    moments of life (`procedures.life_events`); source: the official sheet that it follows ("F24345").
    is_open: set by hand; opens_at, closes_at, quota (and how many are taken): see `data.Availability`; said: by stage.
    """

    case_type = models.ForeignKey("cases.CaseType", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    slug = models.SlugField(max_length=80)
    title = models.JSONField()
    summary = models.JSONField()
    subject = models.JSONField()
    subject_order = models.PositiveSmallIntegerField(default=100)
    audience = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    often = models.PositiveSmallIntegerField(default=0)
    events = models.JSONField(default=list, db_default=[])
    source = models.CharField(max_length=20, blank=True)
    is_open = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    quota = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0, db_default=0)
    said = models.JSONField(default=dict, db_default={})
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "slug"], name="procedures_procedure_slug"),
            models.UniqueConstraint(fields=["organisation_id", "case_type"], name="procedures_procedure_one_each"),
        ]

    def __str__(self) -> str:
        return self.slug
