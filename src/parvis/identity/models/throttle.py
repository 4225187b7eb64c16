"""Counters of attempts, shared by all processes because they lie in the database."""

from django.db import models

from parvis.kernel.personal import no_personal_data


@no_personal_data("keyed digests that cannot be read back, forgotten after a day")
class Throttle(models.Model):
    """How many times `key` (an HMAC of action and account or address) was tried since `since`."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M:%S}"
