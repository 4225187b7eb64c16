"""One fact a case: when it came, when it ended, how long the answer took. By month, so that it can outlive the case."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.figures.data import Outcome
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Fact(models.Model):
    """What is counted of one case (ADR 14).

    Months are their first days. ended_month, outcome: of a case that is closed. days, working: from the day of receipt
    to that of the decision, in calendar days and in the organisation's working days; in_time: whether that was on its
    due day or before, null without one; all three of answers on the merits alone. due_on: of an open case, by when an
    answer is due. returns: how often it went back to the person to be mended; fields: which answers, each once.

    A trigger takes `case_id` and `due_on` away with the case: what stays leads to nobody, and past figures stand.
    """

    id = models.BigAutoField(primary_key=True)
    case_id = models.UUIDField(null=True, unique=True)
    wall_id = models.UUIDField()
    organisation_id = models.UUIDField()
    case_type_id = models.UUIDField()
    department_id = models.UUIDField()
    received_month = models.DateField()
    ended_month = models.DateField(null=True)
    due_on = models.DateField(null=True)
    days = models.IntegerField(null=True)
    working = models.IntegerField(null=True)
    returns = models.SmallIntegerField(default=0)
    in_time = models.BooleanField(null=True)
    outcome = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Outcome])
    fields = ArrayField(models.CharField(max_length=200), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_month__isnull=True, outcome="", days__isnull=True, in_time__isnull=True)
                | models.Q(ended_month__isnull=False, due_on__isnull=True) & ~models.Q(outcome=""),
                name="figures_fact_ended_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(days__isnull=True, working__isnull=True)
                | models.Q(outcome__in=[Outcome.ACCEPTED, Outcome.REFUSED], days__gte=0, working__gte=0),
                name="figures_fact_answer_has_days",
            ),
            models.CheckConstraint(
                condition=models.Q(case_id__isnull=False) | models.Q(due_on__isnull=True),
                name="figures_fact_erased_bare",
            ),
        ]
        indexes = [
            models.Index(
                fields=["wall_id", "due_on"],
                include=["case_type_id", "department_id", "organisation_id"],
                condition=models.Q(ended_month__isnull=True),
                name="figures_fact_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_month:%Y-%m} {self.outcome}"
