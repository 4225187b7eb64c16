"""What departments chose."""

import uuid

from parvis.workload.data import RISK_DAYS
from parvis.workload.models import Setting


def of(department_id: uuid.UUID) -> Setting:
    """What a department chose, or what holds where it chose nothing (not saved). One statement."""
    found = Setting.objects.filter(department_id=department_id).first()
    return found or Setting(department_id=department_id, risk_days=RISK_DAYS)


def choose(department_id: uuid.UUID, organisation_id: uuid.UUID, *, risk_days: int, arrival: str) -> None:
    """Keep what a department chooses. The policy lets supervisors of the organisation alone write it."""
    Setting.objects.bulk_create(
        [Setting(department_id=department_id, organisation_id=organisation_id, risk_days=risk_days, arrival=arrival)],
        update_conflicts=True,
        unique_fields=["department_id"],
        update_fields=["risk_days", "arrival"],
    )
