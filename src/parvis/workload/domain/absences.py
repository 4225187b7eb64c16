"""Absences: entered, ended, taken back; who is away. Within the acting person's reach."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from parvis.access.api import Colleague, Right, colleagues
from parvis.access.data import MembershipFact
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.workload.data import Away, Refused, StoodFor
from parvis.workload.domain import standing_in
from parvis.workload.models import Absence

#: nobody plans further ahead, and a year typed wrong should not send somebody away for a century
LONGEST = dt.timedelta(days=366)


def coming(organisation_id: uuid.UUID, today: dt.date) -> list[Away]:
    """The absences of an organisation that are not over, the first first. One statement."""
    rows = Absence.objects.filter(organisation_id=organisation_id, last_day__gte=today)
    return [row.view() for row in rows.order_by("first_day", "id")]


def away_on(organisation_id: uuid.UUID, day: dt.date) -> dict[uuid.UUID, uuid.UUID | None]:
    """Who is away on a day, with who stands in. One statement."""
    rows = Absence.objects.filter(organisation_id=organisation_id, first_day__lte=day, last_day__gte=day)
    return standing_in.on([row.view() for row in rows], day)


def handlers(organisation_id: uuid.UUID, day: dt.date) -> dict[uuid.UUID, list[Colleague]]:
    """Who handles cases in the organisation on that day, each with their memberships there. One statement."""
    found: dict[uuid.UUID, list[Colleague]] = {}
    for one in colleagues(organisation_id):
        if one.since <= day and (one.until is None or one.until >= day) and Right.HANDLE_CASES in one.rights:
            found.setdefault(one.person_id, []).append(one)
    return found


def overseen(
    organisation_id: uuid.UUID, supervising: Iterable[MembershipFact], people: Mapping[uuid.UUID, Sequence[Colleague]]
) -> set[uuid.UUID]:
    """Of these people of an organisation, those whose work somebody with these memberships sees to: their department's,
    or everybody's where a membership names none. The policy of the table says the same.
    """
    places = {one.department_id for one in supervising if one.organisation_id == organisation_id}
    return {
        person_id
        for person_id, held in people.items()
        if None in places or any(places and one.department_id in (None, *places) for one in held)
    }


def enter(
    organisation_id: uuid.UUID,
    person_id: uuid.UUID,
    first_day: dt.date,
    last_day: dt.date,
    *,
    replacement_id: uuid.UUID | None,
    by: uuid.UUID,
    at: dt.datetime,
) -> Away:
    """Enter an absence. Who may is the policy's to say: oneself, or a supervisor of one's department.

    Raises Refused: days the wrong way round or past, another absence on one of them, somebody who does not handle
    cases here, a circle of replacements.
    """
    today = clock.today()
    if last_day < first_day:
        raise Refused(_("The last day comes before the first"), "last_day")
    if last_day < today:
        raise Refused(_("These days are past"), "last_day")
    if last_day - first_day > LONGEST or first_day - today > LONGEST:
        raise Refused(_("Enter a year ahead at most"), "last_day")
    people = handlers(organisation_id, today)
    if person_id not in people:
        raise Refused(_("Choose somebody of the list"), "person")
    if replacement_id is not None and replacement_id not in people:
        raise Refused(_("Choose somebody of the list"), "replacement")
    if replacement_id == person_id:
        raise Refused(_("Nobody stands in for themselves: choose somebody else"), "replacement")
    row = Absence(
        id=new_id(),
        organisation_id=organisation_id,
        person_id=person_id,
        replacement_id=replacement_id,
        first_day=first_day,
        last_day=last_day,
        entered_by_id=by,
        entered_at=at,
    )
    with connection.cursor() as cursor:  # two at once could close a circle that neither sees
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"workload.absence:{organisation_id}"])
    known = coming(organisation_id, today)
    if standing_in.comes_round(row.view(), known):
        raise Refused(
            _("Replacements would go round in a circle on one of these days: choose somebody who is there"),
            "replacement",
        )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "workload_absence_apart" not in str(error):
            raise
        raise Refused(
            _("There is already an absence on one of these days: end or delete it first"), "first_day"
        ) from error
    return row.view()


def find(absence_id: uuid.UUID) -> Absence | None:
    """An absence within reach."""
    return Absence.objects.filter(id=absence_id).first()


def end(absence_id: uuid.UUID, today: dt.date) -> bool:
    """Take back an absence that is to come; one that goes on ends yesterday: they are there today. False where it is
    not the acting person's to end.
    """
    row = find(absence_id)
    if row is None:
        return False
    mine = Absence.objects.filter(id=absence_id)
    if row.first_day >= today:
        return bool(mine.delete()[0])
    return bool(mine.update(last_day=today - dt.timedelta(days=1)))


def instead_of(organisation_id: uuid.UUID, wall_id: uuid.UUID, person_id: uuid.UUID) -> tuple[uuid.UUID, str] | None:
    """Who gets today what is meant for that person, with their name: None where it is they themselves, or nobody who
    works behind that wall. One statement; a second where they are away.
    """
    today = clock.today()
    away = away_on(organisation_id, today)
    if person_id not in away:
        return None
    found = standing_in.stand_in(person_id, away)
    held = handlers(organisation_id, today).get(found, []) if found else []
    return next(((one.person_id, one.name) for one in held if wall_id in one.walls), None)


def stood_for(person_id: uuid.UUID, day: dt.date) -> list[StoodFor]:
    """For whom that person stands in, down the chain. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.person_id, (select min(c.name) from access_colleague c where c.person_id = s.person_id),"
            " s.last_day from workload_stood_for(%s, %s) s order by 2, 1",
            [person_id, day],
        )
        return [StoodFor(row[0], row[1] or "", row[2]) for row in cursor.fetchall()]


#: the people for whom somebody stands in (person, day), as an expression of a statement; with their names, as JSON
STOOD_FOR = "(select coalesce(array_agg(s.person_id), '{}') from workload_stood_for(%s, %s) s)"
STANDS_IN = (
    "(select coalesce(json_agg(json_build_array(s.person_id, coalesce((select min(c.name) from access_colleague c"
    " where c.person_id = s.person_id), ''), s.last_day) order by s.person_id), '[]')::text"
    " from workload_stood_for(%s, %s) s)"
)


def read_stands_in(text: str) -> tuple[StoodFor, ...]:
    """What `STANDS_IN` gave."""
    return tuple(StoodFor(uuid.UUID(one), name, dt.date.fromisoformat(day)) for one, name, day in json.loads(text))
