"""Guests of requests: accounts and browsers that open somebody else's."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.access.domain.erasure.erase_person")
class Guest(Record):
    """Who opens the requests of a subject that is not theirs, until `ended_at`: an account, or the browser whose
    visitor secret has `token_hash`. Written by the doors of the module that invites (`cases`); nobody else writes it.
    """

    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    token_hash = models.CharField(max_length=64, default="", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id"], name="access_guest_person"),
            models.Index(fields=["token_hash"], name="access_guest_token"),
            models.Index(fields=["subject_id"], name="access_guest_subject"),
        ]

    def __str__(self) -> str:
        return str(self.id)
