"""Who confirmed a reading of the law for an authority, when, and what it said then."""

from typing import Any

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="actor", eraser="parvis.cases.domain.attesting.forget_person")
class Attestation(Record):
    """One confirmation, or its revocation: never changed, the latest of a reading counts.

    reading: "silence", or the id of another reading of the definition. said: the statement and its legal base at that
    time, by language. Seen by designers and administrators alone ("designer"), on their own organisation's site.
    """

    organisation_id = models.UUIDField()
    case_type_id = models.UUIDField()
    reading = models.CharField(max_length=60)
    confirmed = models.BooleanField()
    said = models.JSONField()
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "case_type_id", "-id"], name="cases_attestation_latest")]

    def __str__(self) -> str:
        return f"{self.reading} {self.confirmed}"

    def payload(self) -> dict[str, Any]:
        """What the ledger seals: a name may be erased, the id of who confirmed leads to nobody then."""
        return {
            "at": self.at.isoformat(),
            "by": str(self.by_id) if self.by_id else "",
            "case_type": str(self.case_type_id),
            "confirmed": self.confirmed,
            "organisation": str(self.organisation_id),
            "reading": self.reading,
            "said": self.said,
        }
