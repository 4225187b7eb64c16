"""What is to be told to an endpoint: written by a trigger, in the transaction of what happened."""

from django.db import models

from parvis.kernel.personal import personal_data
from parvis.webhooks.data import Standing


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Delivery(models.Model):
    """One message to one endpoint. Its number is its place: those of one case go in this order, one after the other.

    event_id: of the timeline entry, the `webhook-id` of every try; kind: of that entry, "ping" or "erased"; version:
    the case's. case_id, wall_id: none for a ping. next_at: not before; claimed_until: a worker is sending it, and is
    believed dead after. tries: since it was last asked for.
    """

    id = models.BigAutoField(primary_key=True)
    endpoint_id = models.UUIDField()
    organisation_id = models.UUIDField()
    wall_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    event_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    procedure = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=0)
    audience = models.CharField(max_length=6, blank=True)
    at = models.DateTimeField()
    added_at = models.DateTimeField()
    state = models.CharField(max_length=9, default=Standing.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in Standing]), name="webhooks_delivery_state"
            ),
            models.UniqueConstraint(fields=["endpoint_id", "event_id"], name="webhooks_delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["endpoint_id", "next_at", "id"],
                condition=models.Q(state="waiting"),
                name="webhooks_delivery_due",
            ),
            # what goes before it, of the same case
            models.Index(
                fields=["endpoint_id", "case_id", "id"],
                condition=models.Q(state="waiting"),
                name="webhooks_delivery_lane",
            ),
            models.Index(fields=["endpoint_id", "state", "id"], name="webhooks_delivery_listed"),
            models.Index(fields=["case_id"], name="webhooks_delivery_case"),
            models.Index(fields=["added_at"], name="webhooks_delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
