"""Web services that the steps of an organisation's procedures call."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("addresses of programmes, and secrets that are sealed")
class Service(Record):
    """Another programme. code: what definitions call it, never another's of the organisation; secret: sealed with a key
    that is not in the database.
    """

    organisation_id = models.UUIDField()
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    secret = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "code"], name="errands_service_code")]

    def __str__(self) -> str:
        return self.code
