"""Answers that were given to a key: the same request, sent again, gets the same one."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("ids, references and statuses of what a programme wrote; gone after a day")
class Replay(Record):
    """What came of a request with an Idempotency-Key, written in the transaction of its effect.

    fingerprint: SHA-256 of method, address and body.
    """

    token_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token_id", "key"], name="apiplatform_replay_once")]
        indexes = [models.Index(fields=["at"], name="apiplatform_replay_age")]

    def __str__(self) -> str:
        return f"{self.token_id} {self.key}"
