"""Handing out cases that somebody chose, by the rules of their departments and in turn: to whom each would go."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from parvis.access.api import Right
from parvis.workload.data import Hand, Way
from parvis.workload.domain import absences, dealing, handing, rules, ruling, standing_in
from parvis.workload.domain.handing import Plan, Share, Waiting


@dataclass(frozen=True, slots=True)
class Shared:
    """To whom each case would go, which of them by a rule; left: those nobody would get; shares: what each gets."""

    to: Mapping[uuid.UUID, Hand] = field(default_factory=dict)
    ruled: Collection[uuid.UUID] = ()
    left: Collection[uuid.UUID] = ()
    shares: Sequence[Share] = ()


def share(case_ids: Sequence[uuid.UUID], walls: Sequence[uuid.UUID], way: Way, *, today: dt.date) -> Shared:
    """To whom the open cases of these ids behind `walls` would go, in their order, each within its department. One
    statement, and five for each department; nothing is given.
    """
    to: dict[uuid.UUID, Hand] = {}
    ruled: set[uuid.UUID] = set()
    left: set[uuid.UUID] = set()
    given: dict[uuid.UUID, Share] = {}
    for (organisation_id, department_id), pile in _piles(case_ids, walls).items():
        known = [] if way is Way.TURN else ruling.of(department_id)
        people = {one for rule in known for one in rule.people}
        there = handing.hands(organisation_id, department_id, walls, today=today, people=people)
        planned: Plan = handing.plan(pile, there, known, turn=way is not Way.RULES)
        to |= planned.to
        ruled |= set(planned.ruled)
        left |= {one.id for one in pile} - set(planned.to)
        for one in handing.shares(planned, there):
            before = given.get(one.hand.id)
            given[one.hand.id] = Share(one.hand, one.more + (before.more if before else 0))
    order = sorted(given.values(), key=lambda one: (one.hand.name.casefold(), str(one.hand.id)))
    return Shared(to, ruled & set(to), left, [one for one in order if one.more])


def _piles(
    case_ids: Sequence[uuid.UUID], walls: Sequence[uuid.UUID]
) -> dict[tuple[uuid.UUID, uuid.UUID], list[Waiting]]:
    """The open ones of these cases by organisation and department, in the order given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.organisation_id, c.department_id, c.id, c.wall_id, c.version, t.slug, c.revision_id,"
            " c.answers::text from unnest(%s::uuid[]) with ordinality chosen(id, place)"
            " join cases_case c on c.id = chosen.id join cases_casetype t on t.id = c.case_type_id"
            " where c.wall_id = any(%s::uuid[]) and c.closed_at is null order by chosen.place",
            [list(case_ids), list(walls)],
        )
        found: dict[tuple[uuid.UUID, uuid.UUID], list[Waiting]] = {}
        for organisation_id, department_id, ident, wall_id, version, slug, revision_id, answers in cursor.fetchall():
            subject = rules.Subject(slug, revision_id, rules.read(answers))
            found.setdefault((organisation_id, department_id), []).append(Waiting(ident, wall_id, version, subject))
        return found


def one_of(
    organisation_id: uuid.UUID,
    department_id: uuid.UUID,
    wall_id: uuid.UUID,
    people: Collection[uuid.UUID] = (),
    *,
    today: dt.date,
) -> Hand | None:
    """Who would get one case behind that wall: whoever has the fewest of these people, or of who stands in for them; of
    the department where none is named. None where nobody of them is there. Three statements.
    """
    there = handing.hands(organisation_id, department_id, (wall_id,), today=today, people=people)
    named = {standing_in.stand_in(one, there.away) for one in people}
    among = {one for one in named if one is not None} if people else there.own
    return dealing.deal([(handing.START, wall_id)], there.hands, {handing.START: among}).get(handing.START)


def oversee(
    organisation_id: uuid.UUID, department_id: uuid.UUID, wall_id: uuid.UUID, *, today: dt.date
) -> list[uuid.UUID]:
    """Who sees to the work of a department behind that wall: its supervisors and those of the whole organisation; of a
    department without any, all who assign cases there. One statement.
    """
    held = [
        one
        for found in absences.handlers(organisation_id, today).values()
        for one in found
        if Right.ASSIGN_CASES in one.rights and wall_id in one.walls
    ]
    own = [one for one in held if one.department_id in (None, department_id)]
    return sorted({one.person_id for one in own or held})
