"""Telling agents, by e-mail, of what nobody at the desk did: a withdrawal, a request that was handed to them.

The e-mail says that there is something to look at, and where; what the request says stays in the file.
"""

import uuid

from django.urls import reverse

from parvis.access.api import colleagues
from parvis.cases.domain import revisions
from parvis.cases.models import Case
from parvis.kernel import jobs
from parvis.notifications import api as notifications
from parvis.territory.api import departments, sites

WITHDRAWN, HANDED, LENT = "withdrawn", "handed", "lent"


def ask(case: Case, what: str, department_id: uuid.UUID | None = None) -> None:
    """Have a worker tell who follows the case, or `department_id`, that `what` happened. One statement."""
    place = department_id or case.department_id
    jobs.defer(inform, case_id=str(case.id), wall_id=str(case.wall_id), what=what, department_id=str(place))


@jobs.job(queue="mail")
def inform(*, case_id: str, wall_id: str, what: str, department_id: str) -> None:
    """Write to the agent in charge, or else to the department's mailbox; to nobody where neither has one."""
    case = Case.objects.filter(id=case_id).first()
    if case is None:  # erased meanwhile
        return
    department = departments.get(uuid.UUID(department_id))
    to = department.contact.email
    if what == WITHDRAWN and case.assignee_id:
        known = (one.email for one in colleagues(case.organisation_id) if one.person_id == case.assignee_id)
        to = next(known, to)
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
