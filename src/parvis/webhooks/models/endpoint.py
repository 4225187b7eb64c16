"""Endpoints: where an organisation wants to be told, and of what."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.webhooks.data import State


@personal_data(wall="actor", eraser="parvis.webhooks.domain.erasing.erase_service")
class Endpoint(Record):
    """One address. A trigger refuses a wall of another organisation.

    walls: whose cases it is told of; case_types, kinds: which of them (none: all). person_id: who made it, and whom a
    mail reaches when it is paused; None once they are erased. secret, former: sealed with a key that is not in the
    database; former_until: how long both sign. failures: in a row; failing_since: the first of them; hold_until: when
    it is asked again.
    """

    organisation_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    walls = ArrayField(models.UUIDField())
    case_types = ArrayField(models.UUIDField(), default=list)
    kinds = ArrayField(models.CharField(max_length=30), default=list)
    secret = models.TextField()
    former = models.TextField(blank=True, default="")
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=State.LIVE)
    paused_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    hold_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(walls__len__gte=1), name="webhooks_endpoint_has_walls"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="webhooks_endpoint_state"
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "-id"], name="webhooks_endpoint_theirs")]

    def __str__(self) -> str:
        return self.name
