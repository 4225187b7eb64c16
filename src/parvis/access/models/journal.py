"""What access writes down: consultations of what lies behind walls, and attempts at what lies outside one's own."""

from django.db import models

from parvis.kernel import clock
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.access.domain.erasure.keep_journal")
class Consultation(Record):
    """Who opened what, when (CNIL, délibération 2021-122 on logging: six months to a year)."""

    wall_id = models.UUIDField()
    person_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["object_id", "at"], name="access_consultation_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.at:%Y-%m-%d}"


@personal_data(wall="person_id", eraser="parvis.access.domain.erasure.keep_journal")
class Refusal(Record):
    """An attempt, by somebody signed in, at what is not there for them: answered as missing, and written down."""

    person_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    sought = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.sought}"
