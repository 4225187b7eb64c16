"""Tokens: which programme calls, for what, from where, how often, until when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="actor", eraser="parvis.apiplatform.domain.erasing.erase_service")
class Token(Record):
    """The key of a programme, and as who it acts. A trigger refuses a wall of another organisation.

    prefix: the part of the secret that is no secret, by which it is found; digest: SHA-256 of all of it, in
    hexadecimal. walls: what it reaches; scopes: what it may do there; networks: from where (CIDR; none: anywhere).
    person_id: who made it, None once they are erased. The counters belong to the minute and the day they name.
    """

    organisation_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    walls = ArrayField(models.UUIDField())
    scopes = ArrayField(models.CharField(max_length=40))
    networks = ArrayField(models.CharField(max_length=43), default=list)
    per_minute = models.PositiveIntegerField(default=120)
    per_day = models.PositiveIntegerField(default=20_000)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    minute = models.DateTimeField(null=True)
    minute_used = models.PositiveIntegerField(default=0)
    day = models.DateField(null=True)
    day_used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(walls__len__gte=1), name="apiplatform_token_has_walls"),
            models.CheckConstraint(condition=models.Q(scopes__len__gte=1), name="apiplatform_token_has_scopes"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="apiplatform_token_ends"
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "-id"], name="apiplatform_token_theirs")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"
