"""The library of an organisation's shared blocks."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("questions that several procedures share, without who wrote them")
class Shared(Record):
    """One version of a block: never changed. key: the block, the same in all its versions; kind: page, section, block
    or field; note: what was changed, in the designer's words."""

    organisation_id = models.UUIDField()
    key = models.UUIDField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    element = models.JSONField()
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "key", "number"], name="studio_shared_version"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
