"""Subjects: the other id that a person has in each wall, so that no column links their requests across walls."""

from django.db import models

from parvis.identity.models.person import Person
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.identity.domain.erasure.erase_person")
class Subject(Record):
    """`id` is the person's id inside `wall_id`. `adopted`: a request made without an account, later joined to it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    wall_id = models.UUIDField()
    adopted = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "wall_id"], condition=models.Q(adopted=False), name="identity_subject_one_a_wall"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
