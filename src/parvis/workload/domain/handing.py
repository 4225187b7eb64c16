"""Handing out what nobody follows: who is there, what waits, what would go to whom; and giving it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Actor, Conflict, NotAllowed, NotFound
from parvis.kernel import clock
from parvis.workload.data import Hand
from parvis.workload.domain import absences, dealing, load, rules, ruling, settings, standing_in
from parvis.workload.models import Rule

#: so many are handed out at once; a job goes on with the others
AT_ONCE = 50
#: what came longer ago than that waits for a person
FRESH_FOR = dt.timedelta(days=7)
START = uuid.UUID(int=0)
#: what was given back to the department, or freed by somebody, waits for a person
_FRESH = (
    "and c.submitted_at > now() - interval '7 days'"
    " and not exists (select from cases_timelineentry e where e.case_id = c.id and e.kind = 'assigned')"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open case that nobody follows, as it was read."""

    id: uuid.UUID
    wall_id: uuid.UUID
    version: int
    case: rules.Subject


def waiting(
    walls: Sequence[uuid.UUID],
    department_id: uuid.UUID,
    limit: int,
    *,
    after: uuid.UUID = START,
    fresh: bool = False,
) -> list[Waiting]:
    """The pile of a department, the oldest first, in the order in which it is handed out; after: from behind that case
    on; fresh: what arrived in the last week and was never given to anybody. One statement.
    """
    if fresh:
        after = max(after, _floor(dt.datetime.now(dt.UTC) - FRESH_FOR))
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, c.wall_id, c.version, t.slug, c.revision_id, c.answers::text from unnest(%s::uuid[]) w(id)"  # noqa: S608
            " cross join lateral (select * from cases_case c where c.wall_id = w.id and c.department_id = %s"
            " and c.closed_at is null and c.assignee_id is null and c.id > %s"
            f" {_FRESH if fresh else ''} order by c.id limit %s) c"
            " join cases_casetype t on t.id = c.case_type_id order by c.id limit %s",
            [list(walls), department_id, after, limit, limit],
        )
        return [
            Waiting(ident, wall_id, version, rules.Subject(slug, revision_id, rules.read(answers)))
            for ident, wall_id, version, slug, revision_id, answers in cursor.fetchall()
        ]


def _floor(moment: dt.datetime) -> uuid.UUID:
    """The least id that a case of that moment or later has: ids begin with the milliseconds of their making, by the
    machine's clock.
    """
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def hands(
    organisation_id: uuid.UUID,
    department_id: uuid.UUID,
    walls: Sequence[uuid.UUID],
    *,
    today: dt.date,
    people: Collection[uuid.UUID] = (),
) -> "There":
    """Who may be given something today: whoever handles cases in the department, behind one of these walls, and is not
    away; and these people, whatever their department. Three statements.
    """
    away = absences.away_on(organisation_id, today)
    named = {standing_in.stand_in(one, away) for one in people}
    own: set[uuid.UUID] = set()
    found: dict[uuid.UUID, Hand] = {}
    for person_id, memberships in absences.handlers(organisation_id, today).items():
        # a membership that names no department is one of the whole organisation
        within = any(one.department_id in (None, department_id) for one in memberships)
        reach = frozenset(wall for one in memberships for wall in one.walls) & frozenset(walls)
        if (within or person_id in named) and reach and person_id not in away:
            found[person_id] = Hand(person_id, memberships[0].name, 0, reach)
            own |= {person_id} if within else set()
    counted = load.open_of(walls, found)
    loaded = [Hand(one.id, one.name, counted[one.id], one.walls) for one in found.values()]
    return There(tuple(loaded), frozenset(own), away)


@dataclass(frozen=True, slots=True)
class There:
    """Who may be given something: all of them, those of the department, and who is away, with who stands in."""

    hands: tuple[Hand, ...]
    own: frozenset[uuid.UUID]
    away: Mapping[uuid.UUID, uuid.UUID | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """To whom each case would go; ruled: which of them by a rule, the others in turn."""

    to: Mapping[uuid.UUID, Hand]
    ruled: Collection[uuid.UUID] = ()


def plan(pile: Sequence[Waiting], there: There, known: Sequence[Rule] = (), *, turn: bool = True) -> Plan:
    """To whom each of the pile goes: by the first rule that fits and whose people, or who stands in for them, are
    there; in turn among the department's where none is (`turn`), or not at all.
    """
    among: dict[uuid.UUID, Collection[uuid.UUID]] = {}
    ruled: set[uuid.UUID] = set()
    able = {one.id: one.walls for one in there.hands}
    for one in pile:
        among[one.id] = there.own if turn else ()
        for rule in known:
            people = {standing_in.stand_in(person, there.away) for person in rule.people}
            fit = [person for person in people if person in able and one.wall_id in able[person]]
            if fit and rules.fits(rule, one.case):
                among[one.id] = fit
                ruled.add(one.id)
                break
    return Plan(dealing.deal([(one.id, one.wall_id) for one in pile], there.hands, among), ruled)


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody gets: their open cases before, and how many more."""

    hand: Hand
    more: int


def shares(planned: Plan, there: There) -> list[Share]:
    """What each gets, by name."""
    counts: dict[uuid.UUID, int] = {}
    for one in planned.to.values():
        counts[one.id] = counts.get(one.id, 0) + 1
    got = [one for one in there.hands if one.id in there.own or one.id in counts]
    order = sorted(got, key=lambda one: (one.name.casefold(), str(one.id)))
    return [Share(one, counts.get(one.id, 0)) for one in order]


def reason_words(*, ruled: bool) -> str:
    """What the case's history says of how it was given."""
    if ruled:
        return _("Handed out by the rules of the department")
    return _("Handed out to who had the fewest open requests")


def give(pile: Sequence[Waiting], planned: Plan, *, by: Actor, at: dt.datetime) -> int:
    """Give each case to who it was dealt to, as it was read: what somebody took meanwhile stays theirs. How many."""
    given = 0
    for one in pile:
        hand = planned.to.get(one.id)
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
                reason=reason_words(ruled=one.id in planned.ruled),
            )
        except (Conflict, NotFound, NotAllowed):
            continue
        given += 1
    return given


def give_round(
    organisation_id: uuid.UUID,
    department_id: uuid.UUID,
    walls: Sequence[uuid.UUID],
    *,
    by: Actor,
    at: dt.datetime,
    after: uuid.UUID = START,
) -> uuid.UUID | None:
    """Hand out the next of the pile behind that case, by rule or in turn. The last that was looked at; None where it
    was the end of the pile, or nobody is there.
    """
    return _round(organisation_id, department_id, walls, by=by, at=at, after=after, fresh=False, turn=True)


def arrive(
    organisation_id: uuid.UUID,
    department_id: uuid.UUID,
    walls: Sequence[uuid.UUID],
    *,
    by: Actor,
    at: dt.datetime,
    after: uuid.UUID = START,
) -> uuid.UUID | None:
    """The same of what has arrived in a department, as it chose. Acts as the worker behind these walls."""
    chosen = settings.of(department_id).arrival
    if not chosen:
        return None
    return _round(organisation_id, department_id, walls, by=by, at=at, after=after, fresh=True, turn=chosen == "all")


def _round(
    organisation_id: uuid.UUID,
    department_id: uuid.UUID,
    walls: Sequence[uuid.UUID],
    *,
    by: Actor,
    at: dt.datetime,
    after: uuid.UUID,
    fresh: bool,
    turn: bool,
) -> uuid.UUID | None:
    pile = waiting(walls, department_id, AT_ONCE, after=after, fresh=fresh)
    if not pile:
        return None
    known = ruling.of(department_id)
    people = {one for rule in known for one in rule.people}
    there = hands(organisation_id, department_id, walls, today=clock.today(), people=people)
    give(pile, plan(pile, there, known, turn=turn), by=by, at=at)
    return pile[-1].id if there.hands and len(pile) == AT_ONCE else None
