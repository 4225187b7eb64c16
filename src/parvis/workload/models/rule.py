"""Rules by which a department hands out its cases."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="actor", eraser="parvis.workload.domain.erasing.erase_service")
class Rule(Record):
    """Cases that a rule fits go to one of its people. The first that fits counts, in the order of `place`.

    procedure: a slug, "" for any; first_letter, last_letter: of the family name, both or neither; variable, operator,
    value: one comparison over the answers of the procedure, or none; people: who gets them, whoever has the fewest.
    """

    organisation_id = models.UUIDField()
    department_id = models.UUIDField()
    place = models.PositiveIntegerField()
    procedure = models.CharField(max_length=80, blank=True)
    first_letter = models.CharField(max_length=1, blank=True)
    last_letter = models.CharField(max_length=1, blank=True)
    variable = models.CharField(max_length=200, blank=True)
    operator = models.CharField(max_length=10, blank=True)
    value = models.CharField(max_length=200, blank=True)
    people = ArrayField(models.UUIDField())

    class Meta:
        indexes = [models.Index(fields=["department_id", "place", "id"], name="workload_rule_order")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.place}"
