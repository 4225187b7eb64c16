"""Telling a department, by e-mail, of what nobody at the desk did: a withdrawal, a request that was handed to it.

The e-mail says that there is something to look at, and where; what the request says stays in the file.
"""

import uuid

from django.urls import reverse

from parvis.cases.domain import revisions
from parvis.cases.events import AgentConcerned
from parvis.cases.models import Case
from parvis.kernel import clock, events, jobs
from parvis.notifications import api as notifications
from parvis.territory.api import departments, sites

WITHDRAWN, HANDED, LENT = "withdrawn", "handed", "lent"


def ask(case: Case, what: str, department_id: uuid.UUID | None = None) -> None:
    """Have a worker tell who follows the case, or `department_id`, that `what` happened. One statement."""
    place = department_id or case.department_id
    jobs.defer(inform, case_id=str(case.id), wall_id=str(case.wall_id), what=what, department_id=str(place))


@jobs.job(queue="mail")
def inform(*, case_id: str, wall_id: str, what: str, department_id: str) -> None:
    """Have the agent in charge told, as they want to be; or else write to the department's mailbox, if it has one."""
    case = Case.objects.filter(id=case_id).first()
    if case is None:  # erased meanwhile
        return
    if what == WITHDRAWN and case.assignee_id:
        events.publish(AgentConcerned(case.id, case.wall_id, case.organisation_id, clock.now(), case.assignee_id, what))
        return
    department = departments.get(uuid.UUID(department_id))
    to = department.contact.email
    if not to:
        return
    site = sites.of(department.organisation_id)
    notifications.send(
        template="cases/agents",
        to=to,
        language="fr",
        context={
            "site": site,
            "what": what,
            "reference": case.reference,
            "procedure": revisions.load(case.revision_id).definition.name.into("fr"),
            "department": str(department.name.fr),
            "address": sites.url(site, reverse("cases:agent_case", args=[case.reference])),
        },
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        case_id=case.id,
    )
