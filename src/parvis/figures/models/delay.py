"""Real delays, as everybody reads them."""

from django.db import models

from parvis.kernel.personal import no_personal_data


@no_personal_data("sums over at least as many requests as the operator says, published")
class Delay(models.Model):
    """How long one organisation took to answer one procedure's requests over some months; None: the whole territory.

    answers: how many; half, nine: the days within which half of them, nine in ten were given, in working days if
    `working`; due, in_time: how many had a due day, and kept it, 0 of 0 where they
    are too few. Made anew once a day (`domain.publishing`).
    """

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField(null=True)
    case_type_id = models.UUIDField()
    first_month = models.DateField()
    last_month = models.DateField()
    answers = models.IntegerField()
    half = models.IntegerField()
    nine = models.IntegerField()
    working = models.BooleanField()
    due = models.IntegerField()
    in_time = models.IntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_type_id", "organisation_id"], nulls_distinct=False, name="figures_delay_one_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_type_id} {self.half}"
