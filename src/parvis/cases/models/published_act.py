"""Acts that an organisation puts online."""

import datetime as dt
import uuid
from typing import Any

from django.db import models

from parvis.files.data import FileRef
from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("acts as they are published: the personal data of the people concerned are left out")
class PublishedAct(Record):
    """An act among those that an organisation publishes (CGCT L2131-1, R2131-1), in a form that cannot be changed.

    Written once the order is sealed; put online once its version without personal data is sealed, and from then on
    neither changed nor removed (a trigger refuses both). It names no case: what is published leads to nobody.
    """

    wall_id = models.UUIDField()
    organisation_id = models.UUIDField()
    number = models.CharField(max_length=30)
    object = models.CharField(max_length=500)
    signed_on = models.DateField()
    published_at = models.DateTimeField(null=True)
    file_id = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    short_code = models.CharField(max_length=12)
    salt = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="cases_publishedact_number"),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, file_id__isnull=True, sha256="")
                | models.Q(published_at__isnull=False, file_id__isnull=False, sha256__gt=""),
                name="cases_publishedact_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "-id"], name="cases_publishedact_newest")]

    def __str__(self) -> str:
        return self.number

    def file(self) -> FileRef:
        """The sealed version that everyone may read."""
        name = f"{self.number}.pdf"
        return FileRef(self.file_id or uuid.UUID(int=0), self.wall_id, self.sha256, self.size, "application/pdf", name)

    def payload(self) -> dict[str, Any]:
        """What the ledger seals, when the act is put online."""
        if self.published_at is None:
            raise ValueError("an act is sealed once it is online")
        return {
            "id": str(self.id),
            "number": self.number,
            "object": self.object,
            "organisation": str(self.organisation_id),
            "published_at": self.published_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "sha256": self.sha256,
            "signed_on": self.signed_on.isoformat(),
        }
