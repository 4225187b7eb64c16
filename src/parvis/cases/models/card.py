"""Cards that wardens check."""

from django.db import models

from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Card(Record):
    """A card as it was given. A trigger refuses every change but its end before time (`cancelled_at`), once.

    replaced_on: the first day of the card that renews this one, which ends it.
    plate: letters and digits alone, as it is compared; zone: as the card shows it. It goes with its case.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_constraint=False, related_name="cards")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    organisation_id = models.UUIDField()
    number = models.CharField(max_length=30)
    plate = models.CharField(max_length=40)
    zone = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField()
    cancelled_at = models.DateTimeField(null=True)
    replaced_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="cases_card_number"),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="cases_card_valid_period"
            ),
        ]
        indexes = [models.Index(fields=["case"], name="cases_card_case")]

    def __str__(self) -> str:
        return self.number
