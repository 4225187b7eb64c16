"""What is counted: stocks with their capacity, and what accepted cases took of them."""

from django.db import models

from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data, personal_data


@no_personal_data("how much there is of what is allotted: places of a school, metres of a street")
class Stock(Record):
    """One thing that is counted behind one wall. `key` is its label as it is compared ("jean zay|cp|2026 2027").

    capacity: as agents set it; null where none did, and the definition's default holds. Its row is the lock under
    which amounts are taken.
    """

    wall_id = models.UUIDField()
    organisation_id = models.UUIDField()
    resource = models.CharField(max_length=60)
    key = models.CharField(max_length=400)
    label = models.CharField(max_length=400)
    capacity = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wall_id", "resource", "key"], name="cases_stock_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.label}"


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Allotment(Record):
    """What a case took of a stock; between two moments, or for good where both are null. Freed once, never changed.

    It goes with its case (the database removes it when the case is erased).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_constraint=False, related_name="allotments")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="allotments")
    resource = models.CharField(max_length=60)
    amount = models.PositiveIntegerField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    allotted_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "resource"],
                condition=models.Q(freed_at__isnull=True),
                name="cases_allotment_one_each",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True, ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="cases_allotment_period",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=1), name="cases_allotment_amount"),
        ]
        indexes = [
            models.Index(
                fields=["stock", "starts_at"],
                condition=models.Q(freed_at__isnull=True),
                name="cases_allotment_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.resource}"
