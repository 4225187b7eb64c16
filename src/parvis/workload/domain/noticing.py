"""Telling agents at once of what was given to them, or became late: a few e-mails one by one, a flood as one.

Whoever did it only leaves a notice, one row; every minute each person's notices become one e-mail. Within `WINDOW` at
most `MOST` leave: what comes beyond waits until the first of them is that old, and is then told together.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from parvis.access.api import Right, Standing, standing_of
from parvis.cases import api as cases
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.notifications import api as notifications
from parvis.territory.api import sites
from parvis.workload.domain import absences
from parvis.workload.models import Notice, Preference

MOST = 3
WINDOW = dt.timedelta(minutes=10)
#: so many requests are named in an e-mail, the others counted
NAMED = 10
ASSIGNED, LATE, WITHDRAWN, SILENCE, AMENDED = "assigned", "late", "withdrawn", "silence", "amended"
#: a step waits for one's approval; what one asked for was approved, or was not
APPROVE, APPROVED, REFUSED = "approve", "approved", "refused"
#: for supervisors: what no rule could send, or nobody could be given
UNROUTED = "unrouted"
#: notices of what became late that are left in one statement
AT_ONCE = 5_000
#: for how long a case that became late is worth an e-mail of its own: a worker was away for no longer
LATELY = dt.timedelta(days=7)


def leave(person_id: uuid.UUID, case_id: uuid.UUID, wall_id: uuid.UUID, what: str, *, at: dt.datetime) -> None:
    """Leave a notice, in the caller's transaction: one statement."""
    Notice.objects.bulk_create(
        [Notice(id=new_id(), person_id=person_id, case_id=case_id, wall_id=wall_id, what=what, at=at)]
    )


def leave_late(wall_id: uuid.UUID, organisation_id: uuid.UUID, today: dt.date) -> None:
    """Leave a notice of each case that became late lately, to who follows it or stands in; of each once for a due day.
    Two statements for every `AT_ONCE` cases.
    """
    away = absences.away_on(organisation_id, today)
    instead = {person_id: absences.instead_of(organisation_id, wall_id, person_id) for person_id in away}
    now = clock.now()
    after = uuid.UUID(int=0)
    while rows := _newly_late(wall_id, today, after):
        Notice.objects.bulk_create(
            [
                Notice(
                    id=new_id(),
                    person_id=(instead.get(person_id) or (person_id, ""))[0],
                    case_id=case_id,
                    wall_id=wall_id,
                    what=LATE,
                    due_on=due_on,
                    at=now,
                )
                for case_id, person_id, due_on in rows
            ],
            ignore_conflicts=True,
        )
        after = rows[-1][0]
        if len(rows) < AT_ONCE:
            return


def _newly_late(wall_id: uuid.UUID, today: dt.date, after: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID, dt.date]]:
    """The next cases that became late and of which nobody was told: through a door, for one sees one's own notices."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select case_id, assignee_id, due_on from workload_late_untold(%s, %s, %s, %s, %s)",
            [wall_id, today - LATELY, today, after, AT_ONCE],
        )
        return list(cursor.fetchall())


def may_leave(sent: Sequence[dt.datetime], now: dt.datetime) -> bool:
    """Whether one more e-mail may leave now, after those of these moments."""
    return sum(1 for at in sent if at > now - WINDOW) < MOST


@dataclass(frozen=True, slots=True)
class Told:
    """What an e-mail says of one sort: how many, and the first of them with their addresses."""

    what: str
    count: int
    named: tuple[tuple[str, str, str], ...]

    @property
    def more(self) -> int:
        return self.count - len(self.named)


def tell(person_id: uuid.UUID) -> bool:
    """Tell a person what waits to be told: one e-mail at most. Acts as the worker in their place, behind the walls of
    their notices. Whether one left: not where they are away, want none, or work here, or behind these walls, no more.
    """
    now = clock.now()
    waiting = list(Notice.objects.select_for_update().filter(person_id=person_id, told_at=None).order_by("id")[:5000])
    if not waiting:
        return False
    sent = Notice.objects.filter(person_id=person_id, mailed=True, told_at__gt=now - WINDOW)
    if not may_leave([at for at in sent.values_list("told_at", flat=True).distinct() if at], now):
        return False
    who = _reader(person_id)
    wanted: list[Notice] = []
    if who is not None:
        chosen = preference(person_id)
        wanted = [
            one
            for one in waiting
            # behind a wall that was theirs when it was left, but is no more, nothing is named
            if (chosen.late if one.what == LATE else chosen.assigned)
            and who.may(Right.HANDLE_CASES, wall_id=one.wall_id)
        ]
        if wanted:
            _mail(who, wanted)
    told = {one.id for one in wanted}
    Notice.objects.filter(id__in=told).update(told_at=now, mailed=True)
    Notice.objects.filter(id__in=[one.id for one in waiting if one.id not in told]).update(told_at=now)
    return bool(wanted)


def _reader(person_id: uuid.UUID) -> Standing | None:
    """Who is to be told: somebody who handles cases, and is there today."""
    try:
        found = standing_of(person_id)
    except LookupError:
        return None
    held = found.holding(Right.HANDLE_CASES)
    today = clock.today()
    if not held or any(person_id in absences.away_on(one, today) for one in {one.organisation_id for one in held}):
        return None
    return found


def preference(person_id: uuid.UUID) -> Preference:
    """How a person wants to be told; what holds where they said nothing."""
    return Preference.objects.filter(person_id=person_id).first() or Preference(person_id=person_id)


def _mail(who: Standing, wanted: Sequence[Notice]) -> None:
    site = sites.of(who.holding(Right.HANDLE_CASES)[0].organisation_id)
    told = []
    with override(who.language):
        for what in (SILENCE, ASSIGNED, APPROVE, APPROVED, REFUSED, LATE, AMENDED, WITHDRAWN, UNROUTED):
            ids = list(dict.fromkeys(one.case_id for one in wanted if one.what == what))
            if ids:
                lines = [one.line for one in cases.lines_of(ids[:NAMED])]
                named = (
                    (one.reference, one.type_name, sites.url(site, reverse("cases:agent_case", args=[one.reference])))
                    for one in lines
                )
                told.append(Told(what, len(ids), tuple(named)))
    notifications.send(
        template="workload/notice",
        to=who.email,
        language=who.language,
        context={
            "site": site,
            "told": told,
            "first": told[0],
            "mine": sites.url(site, reverse("workspace:mine")),
            "preferences": sites.url(site, reverse("workload:preferences")),
        },
        wall_id=None,
    )
