"""What happened to memberships: append-only, sealed in the ledger."""

import datetime as dt
from typing import Any

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.access.domain.erasure.erase_person")
class MembershipEvent(Record):
    """A membership given, ended, or taken back before it began. Nobody rewrites one.

    by: who did it (empty: the operator of the installation); data: the membership as it then was; salt: seals the row,
    the ledger's digest tells nothing of it once the row is erased.
    """

    membership_id = models.UUIDField(db_index=True)
    person_id = models.UUIDField(db_index=True)
    organisation_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    data = models.JSONField()
    salt = models.BinaryField(max_length=16)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"

    def payload(self) -> dict[str, Any]:
        """What the ledger seals: the whole row but its salt."""
        return {
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "by": str(self.by) if self.by else None,
            "data": self.data,
            "id": str(self.id),
            "kind": self.kind,
            "membership": str(self.membership_id),
            "organisation": str(self.organisation_id),
            "person": str(self.person_id),
        }
