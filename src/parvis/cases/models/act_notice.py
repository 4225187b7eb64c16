"""The line that says, beside a published act, that it no longer holds."""

import datetime as dt
from typing import Any

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("acts as they are published: the personal data of the people concerned are left out")
class ActNotice(Record):
    """That an act was repealed ("repeal") or withdrawn ("withdrawal"), and on which day: once, and never changed.

    It names the act by its number alone, as the act names no case.
    """

    wall_id = models.UUIDField()
    organisation_id = models.UUIDField()
    number = models.CharField(max_length=30)
    ending = models.CharField(max_length=10, choices=[("repeal", "repeal"), ("withdrawal", "withdrawal")])
    ended_on = models.DateField()
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="cases_actnotice_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.ending}"

    def payload(self) -> dict[str, Any]:
        """What the ledger seals."""
        return {
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "ended_on": self.ended_on.isoformat(),
            "ending": str(self.ending),
            "id": str(self.id),
            "number": self.number,
            "organisation": str(self.organisation_id),
        }
