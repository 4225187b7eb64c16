"""How a department works with its pile."""

from django.db import models

from parvis.kernel.personal import no_personal_data
from parvis.workload.data import RISK_DAYS


@no_personal_data("how a department hands out its cases, and from when on it counts one as at risk: no person in it")
class Setting(models.Model):
    """What a department chose; one that chose nothing has no row. Written by supervisors of the organisation.

    risk_days: an answer due within so many days is at risk. arrival: how cases are handed out as they arrive ("" for
    not at all, "rules", or "all": by rule, what no rule names in turn).
    """

    department_id = models.UUIDField(primary_key=True)
    organisation_id = models.UUIDField()
    risk_days = models.PositiveSmallIntegerField(default=RISK_DAYS)
    arrival = models.CharField(max_length=5, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.department_id} {self.risk_days} {self.arrival}"
