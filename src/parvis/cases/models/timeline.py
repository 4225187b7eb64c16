"""What happened to a case: append-only, sealed in the ledger."""

import datetime as dt
from typing import Any

from django.db import models

from parvis.cases.data import Audience
from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class TimelineEntry(Record):
    """One thing that happened. Triggers refuse every change; residents read those of audience "all" alone.

    version: the case's version that this write made. `salt` seals the entry: the ledger's digest tells nothing of it
    once the row is erased.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="timeline")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    audience = models.CharField(max_length=6, choices=[(audience.value, audience.value) for audience in Audience])
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    salt = models.BinaryField(max_length=16)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="cases_timeline_case"),
            # what changed lately behind a wall: ids are made of the time
            models.Index(fields=["wall_id", "id"], name="cases_timeline_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    def payload(self) -> dict[str, Any]:
        """What the ledger seals: the whole row but its salt."""
        return {
            "actor": {"id": str(self.actor_id) if self.actor_id else None, "kind": self.actor_kind},
            "actor_name": self.actor_name,
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "audience": self.audience,
            "case": str(self.case_id),
            "data": self.data,
            "id": str(self.id),
            "kind": self.kind,
            "version": self.version,
        }
