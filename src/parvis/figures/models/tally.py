"""Facts added up by month, for periods with hundreds of thousands of them."""

from django.db import models

from parvis.kernel.personal import no_personal_data


@no_personal_data("sums, which lead to nobody; behind the walls all the same")
class Tally(models.Model):
    """So many of one thing (`what`) in one month; several rows of the same are added up.

    received, returned: by the month of receipt; answered (with its days), unanswered: by the month of the end; asked:
    cases that had that field asked again, by the month of receipt. A trigger on the facts writes each change as a row
    of its own, so that nobody waits for anybody; each quarter of an hour these are folded into one (`settled`).
    """

    id = models.BigAutoField(primary_key=True)
    wall_id = models.UUIDField()
    organisation_id = models.UUIDField()
    case_type_id = models.UUIDField()
    department_id = models.UUIDField()
    month = models.DateField()
    what = models.CharField(max_length=10)
    days = models.IntegerField(null=True)
    working = models.IntegerField(null=True)
    in_time = models.BooleanField(null=True)
    field = models.CharField(max_length=200, blank=True)
    n = models.BigIntegerField()
    settled = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["wall_id", "month", "what"], name="figures_tally_wall"),
            models.Index(
                fields=["wall_id", "month"], condition=models.Q(settled=False), name="figures_tally_unsettled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.what} {self.n}"
