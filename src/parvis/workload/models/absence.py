"""Absences of agents, and who stands in for them."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.workload.data import Away


@personal_data(wall="person_id", eraser="parvis.workload.domain.erasing.erase_person")
class Absence(Record):
    """Somebody is away, both days included. Why is nobody's business: no reason is kept.

    A constraint of the database refuses two absences of one person that overlap. Seen by who works in the organisation;
    written by the person, or by a supervisor there.
    """

    organisation_id = models.UUIDField()
    person_id = models.UUIDField()
    replacement_id = models.UUIDField(null=True)
    first_day = models.DateField()
    last_day = models.DateField()
    entered_by_id = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="workload_absence_days"
            ),
            models.CheckConstraint(
                condition=models.Q(replacement_id=None) | ~models.Q(replacement_id=models.F("person_id")),
                name="workload_absence_somebody_else",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "last_day"], name="workload_absence_coming"),
            models.Index(
                fields=["replacement_id", "last_day"],
                condition=models.Q(replacement_id__isnull=False),
                name="workload_absence_stands_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.first_day} {self.last_day}"

    def view(self) -> Away:
        """What callers may know of it."""
        return Away(self.id, self.person_id, self.replacement_id, self.first_day, self.last_day)
