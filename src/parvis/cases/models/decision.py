"""The decision of a case."""

import datetime as dt
from typing import Any

from django.db import models

from parvis.cases.data import Outcome
from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Decision(Record):
    """What was decided, by whom, under which number. A trigger refuses every change; its document is made by a job.

    Numbers have no gap within (organisation, series, year); a closed case has no order, hence no number, nor has an
    acceptance without a document of ours. valid_from, valid_until: the days between which an acceptance holds, both
    included; said: what the agent answered to the questions of the transition. implied: born of silence (CRPA L231-1):
    nobody took it, nothing numbers it.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="decision")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    organisation_id = models.UUIDField()
    outcome = models.CharField(max_length=10, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    series = models.CharField(max_length=6, blank=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True)
    grounds = models.JSONField(default=list)
    text = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decider_name = models.CharField(max_length=200, blank=True)
    decider_quality = models.CharField(max_length=200, blank=True)
    by_delegation = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    said = models.JSONField(default=dict)
    implied = models.BooleanField(default=False)
    salt = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "series", "year", "number"],
                condition=models.Q(number__isnull=False),
                name="cases_decision_number",
            ),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, outcome__in=[Outcome.CLOSED, Outcome.ACCEPTED], series="")
                | models.Q(number__gte=1, series__gt="", outcome__in=[Outcome.ACCEPTED, Outcome.REFUSED]),
                name="cases_decision_numbered",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True, valid_until__isnull=True)
                | models.Q(outcome=Outcome.ACCEPTED, valid_until__gte=models.F("valid_from")),
                name="cases_decision_valid_period",
            ),
            models.CheckConstraint(
                condition=models.Q(implied=False)
                | models.Q(outcome=Outcome.ACCEPTED, number__isnull=True, decided_by__isnull=True),
                name="cases_decision_implied",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as it is cited: `ARR-2026-0042`."""
        return f"{self.series}-{self.year}-{self.number:04}" if self.number else ""

    def payload(self) -> dict[str, Any]:
        """What the ledger seals: the whole row but its salt. What later versions added stands there if it is said."""
        added: dict[str, Any] = {"implied": True} if self.implied else {}
        if self.valid_until:
            added["valid"] = [str(self.valid_from), str(self.valid_until)]
        if self.said:
            added["said"] = self.said
        return added | {
            "by": {"id": str(self.decided_by) if self.decided_by else None, "name": self.decider_name},
            "by_delegation": self.by_delegation,
            "case": str(self.case_id),
            "decided_at": self.decided_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "grounds": self.grounds,
            "id": str(self.id),
            "number": self.label,
            "organisation": str(self.organisation_id),
            "outcome": self.outcome,
            "quality": self.decider_quality,
            "text": self.text,
        }
