"""Runs go a month after they end, and with who asked for them."""

import datetime as dt
import uuid

from parvis.bulk.models import Run
from parvis.kernel import jobs
from parvis.kernel.reach import Reach, acting

#: long enough to come back to a report
KEPT = dt.timedelta(days=30)


def erase_person(person_id: uuid.UUID) -> int:
    """Delete the runs of somebody, with their items; acts as the owner. How many runs."""
    return Run.objects.filter(person_id=person_id).delete()[0]


@jobs.job(own_transactions=True)
def forget(*, run_id: str, person_id: str) -> None:
    """Delete a run at the end of its time."""
    with acting(Reach(actor="worker", person=uuid.UUID(person_id))):
        Run.objects.filter(id=run_id).delete()
