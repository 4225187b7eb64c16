"""A case that arrives is handed out where its department chose so."""

from django.db import connection

from parvis.cases.events import CaseSubmitted
from parvis.kernel import events, jobs
from parvis.workload.jobs import arrive


@events.subscribe(CaseSubmitted)
def on_submitted(event: CaseSubmitted) -> None:
    """Ask for it in the transaction of the submission: one look by primary keys where no department chose it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select from cases_case c join workload_setting s on s.department_id = c.department_id"
            " where c.id = %s and s.arrival <> ''",
            [event.case_id],
        )
        chosen = cursor.fetchone() is not None
    if chosen:
        jobs.defer(arrive, case_id=str(event.case_id), wall_id=str(event.wall_id))
