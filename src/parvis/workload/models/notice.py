"""What agents are to be told of, and how they want to be."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.workload.domain.erasing.erase_person")
class Notice(Record):
    """Something that an agent is to be told about one case. Written by whoever did it, behind the case's wall; read by
    the worker as the person. A trigger takes it away with its case; told ones go after a month.

    what: see `domain.noticing`; due_on: of a late case, told once for each day that it was due. told_at:
    when it was dealt with; mailed: by an e-mail that left then (not where they want none).
    """

    person_id = models.UUIDField()
    wall_id = models.UUIDField()
    case_id = models.UUIDField()
    what = models.CharField(max_length=10)
    due_on = models.DateField(null=True)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    mailed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "due_on", "person_id"],
                condition=models.Q(what="late"),
                name="workload_notice_late_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "id"], condition=models.Q(told_at=None), name="workload_notice_waits"),
            models.Index(fields=["person_id", "told_at"], condition=models.Q(mailed=True), name="workload_notice_told"),
            models.Index(fields=["case_id"], name="workload_notice_case"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.case_id} {self.person_id}"


@personal_data(wall="person_id", eraser="parvis.workload.domain.erasing.erase_person")
class Preference(models.Model):
    """How an agent wants to be told; one who said nothing has no row, or one that holds when they were told.

    digest, hour: an e-mail on working days from that hour of Paris on; digested_on: the day of the latest, so that a
    job that runs twice, or late, sends one a day.
    """

    person_id = models.UUIDField(primary_key=True)
    digest = models.BooleanField(default=True)
    hour = models.PositiveSmallIntegerField(default=8)
    assigned = models.BooleanField(default=True)
    late = models.BooleanField(default=True)
    digested_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(hour__gte=5, hour__lte=20), name="workload_preference_hour"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
