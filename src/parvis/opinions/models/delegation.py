"""For whom somebody approves, for a time."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.opinions.domain.erasing.erase_person")
class Delegation(Record):
    """`person_id` lets `to_person_id` approve in their place, both days included. They alone give it, and end it."""

    organisation_id = models.UUIDField()
    person_id = models.UUIDField()
    to_person_id = models.UUIDField()
    first_day = models.DateField()
    last_day = models.DateField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="opinions_delegation_days"
            ),
            models.CheckConstraint(
                condition=~models.Q(to_person_id=models.F("person_id")), name="opinions_delegation_other"
            ),
        ]
        indexes = [models.Index(fields=["to_person_id", "last_day"], name="opinions_delegation_to")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.first_day} {self.last_day}"
