"""Something that is to be done for a case, later."""

from django.db import models

from parvis.errands.data import State, What
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Errand(Record):
    """An errand of a case; it goes with the case.

    name: what it is called by: the timer's id, the web service's code, the procedure's slug; status: where the case
    stands for as long as a timer counts; options: what it was told; due_at: not before; until then nobody else takes
    one that is being done; transition: the step that asked for it, or that a timer takes.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    what = models.CharField(max_length=10, choices=[(what.value, what.value) for what in What])
    name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=60, blank=True)
    transition = models.CharField(max_length=60)
    options = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], default=State.WAITING
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="errands_errand_case"),
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=[State.WAITING, State.DOING]), name="errands_errand_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.name} {self.state}"
