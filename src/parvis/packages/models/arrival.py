"""Packages that were kept: append-only, sealed in the ledger."""

import datetime as dt
from typing import Any

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="actor", eraser="parvis.packages.domain.erasing.erase_service")
class Arrival(Record):
    """A package that became a draft. digest: of its manifest; key: that signed it, "" for none; standing: whose it was
    then (`data.Standing`); maker: what it says of itself; reason: why it was kept though nobody here knows the key.

    salt: seals the row without the name of who did it, which may be erased.
    """

    organisation_id = models.UUIDField()
    draft_id = models.UUIDField()
    slug = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=43, blank=True)
    standing = models.CharField(max_length=10)
    maker = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "-at"], name="packages_arrival_latest")]

    def __str__(self) -> str:
        return f"{self.slug} {self.standing}"

    def payload(self) -> dict[str, Any]:
        """What the ledger seals: never who did it."""
        return {
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "digest": self.digest,
            "draft": str(self.draft_id),
            "id": str(self.id),
            "key": self.key,
            "maker": self.maker,
            "organisation": str(self.organisation_id),
            "reason": self.reason,
            "slug": self.slug,
            "standing": self.standing,
        }
