"""Telling a department, by e-mail, of what nobody at the desk did: a withdrawal, a request that was
handed to it, a silence that will answer in its place.

The e-mail says that there is something to look at, and where; what the request says stays in the file. Each minute, all
that waits for one mailbox leaves as one e-mail; in ten minutes `MOST` at most, what comes beyond waits and leaves
together: a transfer of five hundred requests is no flood.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from parvis.cases.domain import revisions
from parvis.cases.events import AgentConcerned
from parvis.cases.models import Case, MailboxNotice
from parvis.kernel import clock, events, jobs
from parvis.kernel.reach import Reach, acting
from parvis.notifications import api as notifications
from parvis.territory.api import departments, sites
from parvis.territory.data import Department, Site

WITHDRAWN, HANDED, LENT, SILENCE, AMENDED = "withdrawn", "handed", "lent", "silence", "amended"
MOST = 3
WINDOW = dt.timedelta(minutes=10)
#: so many requests of one sort are named in an e-mail, the others counted
NAMED = 10
#: what is told in one e-mail at most
_AT_ONCE = 10_000


def ask(case: Case, what: str, department_id: uuid.UUID | None = None) -> None:
    """Have a worker tell who follows the case, or `department_id`, that `what` happened. One statement."""
    place = department_id or case.department_id
    jobs.defer(inform, case_id=str(case.id), wall_id=str(case.wall_id), what=what, department_id=str(place))


@jobs.job(queue="mail")
def inform(*, case_id: str, wall_id: str, what: str, department_id: str) -> None:
    """Have the agent in charge told, as they want to be; or else the department's mailbox, if it has one."""
    case = Case.objects.filter(id=case_id).first()
    if case is None:  # erased meanwhile
        return
    if what in (WITHDRAWN, SILENCE, AMENDED) and case.assignee_id:
        events.publish(AgentConcerned(case.id, case.wall_id, case.organisation_id, clock.now(), case.assignee_id, what))
        return
    if what == AMENDED:  # nobody has it yet: whoever takes it reads it as it is
        return
    place = _place(uuid.UUID(department_id))
    if place and place.contact.email:
        MailboxNotice.objects.create(case=case, wall_id=case.wall_id, department_id=place.id, what=what, at=clock.now())


def _place(department_id: uuid.UUID) -> Department | None:
    try:
        return departments.get(department_id)
    except LookupError:  # dissolved since
        return None


def waiting() -> list[tuple[uuid.UUID, list[uuid.UUID]]]:
    """The departments whose mailbox has something to be told of, with the walls that it lies behind: the timer's."""
    with connection.cursor() as cursor:
        cursor.execute("select department_id, walls from cases_mailboxes_waiting()")
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Part:
    """What an e-mail says of one sort: how many, the first of them (reference, procedure, address)."""

    what: str
    count: int
    named: tuple[tuple[str, str, str], ...]

    @property
    def more(self) -> int:
        return self.count - len(self.named)


@jobs.job(queue="mail", own_transactions=True)
def tell_mailbox(*, department_id: str, walls: list[str]) -> None:
    """Tell a mailbox what waits to be told, in one e-mail: run twice, it finds nothing more."""
    behind = tuple(map(uuid.UUID, walls))
    with acting(Reach(actor="worker", walls=behind)):
        tell(uuid.UUID(department_id), behind)


def tell(department_id: uuid.UUID, walls: Sequence[uuid.UUID]) -> bool:
    """Write one e-mail with all that waits for a department behind these walls. Whether one left: not where its
    mailbox is gone, or got as many as it should lately.
    """
    now = clock.now()
    found = MailboxNotice.objects.filter(department_id=department_id, wall_id__in=walls)
    lately = found.filter(told_at__gt=now - WINDOW).values_list("told_at", flat=True).distinct()
    if lately.count() >= MOST:
        return False
    left = list(
        found.filter(told_at=None).select_for_update(of=("self",)).order_by("id").select_related("case")[:_AT_ONCE]
    )
    place = _place(department_id)
    MailboxNotice.objects.filter(id__in=[one.id for one in left]).update(told_at=now)
    if not left or place is None or not place.contact.email:
        return False
    parts = list(_parts(left, sites.of(place.organisation_id)))
    [first], alone = parts[0].named[:1], len(parts) == 1 and parts[0].count == 1
    context = {"site": sites.of(place.organisation_id), "department": str(place.name.fr)}
    one = {"what": parts[0].what, "reference": first[0], "procedure": first[1], "address": first[2]}
    notifications.send(
        template="cases/agents" if alone else "cases/several",
        to=place.contact.email,
        language="fr",
        context=context | (one if alone else {"parts": parts, "first": parts[0]}),
        wall_id=left[0].wall_id if alone else None,
        subject_id=left[0].case.subject_id if alone else None,
        case_id=left[0].case_id if alone else None,
    )
    return True


def _parts(left: Sequence[MailboxNotice], site: Site) -> Iterator[Part]:
    for what in (SILENCE, HANDED, LENT, WITHDRAWN):
        cases = list({one.case_id: one.case for one in left if one.what == what}.values())
        if cases:
            named = (
                (
                    case.reference,
                    revisions.load(case.revision_id).definition.name.into("fr"),
                    sites.url(site, reverse("cases:agent_case", args=[case.reference])),
                )
                for case in cases[:NAMED]
            )
            yield Part(what, len(cases), tuple(named))


def forget() -> int:
    """Forget what was told a week ago: the policy shows the timer nothing else."""
    gone: int = MailboxNotice.objects.all().delete()[0]
    return gone
