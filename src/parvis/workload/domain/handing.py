"""Handing out what nobody follows: who is there, what waits, what would go to whom; and giving it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Actor, Conflict, NotAllowed, NotFound
from parvis.workload.data import Hand
from parvis.workload.domain import absences, dealing, load

#: so many are handed out at once; a job goes on with the others
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case that nobody follows, as it was read."""

    id: uuid.UUID
    wall_id: uuid.UUID
    version: int
    reference: str
    title: str


def waiting(walls: Sequence[uuid.UUID], department_id: uuid.UUID, limit: int = AT_ONCE) -> list[Waiting]:
    """The pile of a department, the oldest first, in the order in which it is handed out. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, c.wall_id, c.version, c.reference, c.title from unnest(%s::uuid[]) w(id)"
            " cross join lateral (select * from cases_case c where c.wall_id = w.id and c.department_id = %s"
            " and c.closed_at is null and c.assignee_id is null order by c.id limit %s) c order by c.id limit %s",
            [list(walls), department_id, limit, limit],
        )
        return [Waiting(*row) for row in cursor.fetchall()]


def hands(
    organisation_id: uuid.UUID,
    department_id: uuid.UUID,
    walls: Sequence[uuid.UUID],
    *,
    today: dt.date,
    people: Sequence[uuid.UUID] = (),
) -> list[Hand]:
    """Who of the department may be given something today: whoever handles cases there, behind one of these walls, and
    is not away. people: of these alone, whatever their department. Three statements.
    """
    away = absences.away_on(organisation_id, today)
    found: dict[uuid.UUID, Hand] = {}
    for person_id, memberships in absences.handlers(organisation_id, today).items():
        named = person_id in people if people else any(one.department_id == department_id for one in memberships)
        own = frozenset(wall for one in memberships for wall in one.walls) & frozenset(walls)
        if named and own and person_id not in away:
            found[person_id] = Hand(person_id, memberships[0].name, 0, own)
    counted = load.of_people(walls, found, today=today, risk_days=0)
    return [Hand(one.id, one.name, counted[one.id].load.open, one.walls) for one in found.values()]


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody gets: their open cases before, and how many more."""

    hand: Hand
    more: int


def shares(dealt: Mapping[uuid.UUID, Hand], there: Sequence[Hand]) -> list[Share]:
    """What each gets, by name."""
    counts: dict[uuid.UUID, int] = {}
    for one in dealt.values():
        counts[one.id] = counts.get(one.id, 0) + 1
    order = sorted(there, key=lambda one: (one.name.casefold(), str(one.id)))
    return [Share(one, counts.get(one.id, 0)) for one in order]


def in_turn(pile: Sequence[Waiting], there: Sequence[Hand]) -> dict[uuid.UUID, Hand]:
    """To whom each of the pile goes in turn."""
    return dealing.deal([(one.id, one.wall_id) for one in pile], there)


def give(pile: Sequence[Waiting], dealt: Mapping[uuid.UUID, Hand], *, by: Actor, at: dt.datetime) -> int:
    """Give each case to who it was dealt to, as it was read: what somebody took meanwhile stays theirs. How many."""
    given = 0
    for one in pile:
        hand = dealt.get(one.id)
        if hand is None:
            continue
        try:
            cases.assign(
                one.id,
                by=by,
                at=at,
                version=one.version,
                assignee_id=hand.id,
                assignee_name=hand.name,
                reason=_("Handed out in turn"),
            )
        except (Conflict, NotFound, NotAllowed):
            continue
        given += 1
    return given
