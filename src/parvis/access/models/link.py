"""Links that are sent by e-mail: single use, expiring, kept as a hash."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="actor", eraser="parvis.access.domain.erasure.forget_links")
class Link(Record):
    """What a secret link opens once: `payload` is for the module that asked for it, by `purpose`."""

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    payload = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d %H:%M}"
