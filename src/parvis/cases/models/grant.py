"""Help across a wall: one case, lent to another organisation for some days."""

from django.db import models

from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Grant(Record):
    """A case opened to the wall of another organisation, from `since` until (excluded) `until`, or until it `ended_at`.

    The policies of the case and of all that goes with it read this table through `cases_granted()`: nothing else opens
    a case across its wall. decides: whether they may also decide, in the name of the organisation that lends.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grants")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    to_wall_id = models.UUIDField()
    to_organisation_id = models.UUIDField()
    to_department_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.TextField()
    decides = models.BooleanField(default=False)
    given_by = models.UUIDField(null=True)
    giver_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ender_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="cases_grant_one_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="cases_grant_dated"),
            models.CheckConstraint(condition=~models.Q(wall_id=models.F("to_wall_id")), name="cases_grant_elsewhere"),
        ]
        indexes = [
            models.Index(fields=["to_wall_id", "until"], condition=models.Q(ended_at=None), name="cases_grant_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} until {self.until:%Y-%m-%d}"
