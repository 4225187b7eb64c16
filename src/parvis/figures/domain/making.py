"""Facts, made from cases: pure but for the reading and the writing. Made anew at will, as long as the case is there."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from parvis.calendars.api import Calendar
from parvis.cases.api import Lacking
from parvis.figures.data import Course, Outcome
from parvis.figures.domain import working

#: the columns of `figures_fact` in the order in which `row` gives them
COLUMNS = (
    "case_id",
    "wall_id",
    "organisation_id",
    "case_type_id",
    "department_id",
    "received_month",
    "ended_month",
    "due_on",
    "days",
    "working",
    "returns",
    "in_time",
    "outcome",
    "fields",
)

# What had ended elsewhere before it was brought in is no work of this administration's desk (`cases.domain.past`).
_ENDED_ELSEWHERE = (
    "c.closed_at is not null and exists (select from cases_timelineentry e"
    " where e.case_id = c.id and e.kind = 'brought_in' and e.data ->> 'on' <> '')"
)

# A case has one decision. The day of a moment is that of Paris, as the administration counts its days.
_COURSES = f"""
    select c.id, c.wall_id, c.organisation_id, c.case_type_id, c.department_id, c.received_on, c.due_on,
           (c.closed_at at time zone 'Europe/Paris')::date,
           d.outcome, (d.decided_at at time zone 'Europe/Paris')::date,
           coalesce(t.returns, 0), coalesce(t.fields, '{{}}')
    from cases_case c
    left join cases_decision d on d.case_id = c.id
    left join lateral (
        select count(distinct turn.id) as returns, array_agg(distinct asked.id order by asked.id)
                 filter (where asked.id is not null) as fields
        from cases_turn turn
        left join lateral (
            select one ->> 'id' as id from jsonb_array_elements(coalesce(turn.asked -> 'fields', '[]')) as one
        ) asked on true
        where turn.case_id = c.id and turn.kind = 'correction'
    ) t on true
    where c.id = any(%s::uuid[]) and not ({_ENDED_ELSEWHERE})
    order by c.id
"""  # noqa: S608 - no input
_WRITE = f"""
    insert into figures_fact ({", ".join(COLUMNS)})
    select case_id, wall_id, organisation_id, case_type_id, department_id, received_month, ended_month, due_on, days,
           working, returns, in_time, outcome, string_to_array(fields, ' ')
    from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::date[], %s::date[], %s::date[],
                %s::int[], %s::int[], %s::smallint[], %s::bool[], %s::text[], %s::text[]) as made ({", ".join(COLUMNS)})
    on conflict (case_id) do update set
        {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])}
"""  # noqa: S608 - names of columns


def month(day: dt.date) -> dt.date:
    """The month of a day, as its first day."""
    return day.replace(day=1)


def row(course: Course, calendar: Calendar) -> tuple[Any, ...]:
    """The fact of one case, in the order of COLUMNS. `calendar`: of its organisation, over its whole course."""
    ended, outcome, due = course.ended_on, "", course.due_on
    days = worked = in_time = None
    if ended is not None:
        outcome, due = course.outcome or Outcome.WITHDRAWN.value, None
        if Outcome(outcome).is_answer:
            decided = course.decided_on or ended
            days = max(0, (decided - course.received_on).days)
            worked = working.between(calendar, course.received_on, decided)
            in_time = decided <= course.due_on if course.due_on else None
    return (
        course.case_id,
        course.wall_id,
        course.organisation_id,
        course.case_type_id,
        course.department_id,
        month(course.received_on),
        month(ended) if ended else None,
        due,
        days,
        worked,
        course.returns,
        in_time,
        outcome,
        course.fields,
    )


def courses(case_ids: Sequence[uuid.UUID]) -> list[Course]:
    """The courses of these cases, within reach, held until the transaction ends: none is erased, none changes
    meanwhile. Two statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from cases_case where id = any(%s::uuid[]) order by id for no key update", [list(case_ids)]
        )
        held = [found[0] for found in cursor.fetchall()]
        cursor.execute(_COURSES, [held])
        return [Course(*found) for found in cursor.fetchall()]


def keep(case_ids: Sequence[uuid.UUID], calendars: Mapping[uuid.UUID, Calendar] | None = None) -> int:
    """Make the facts of these cases anew; how many were within reach. Within the worker's reach of their walls.

    calendars: of all organisations, where they were read already; otherwise one statement for each that is concerned.
    """
    found = courses(case_ids)
    write(found, _calendars(found) if calendars is None else calendars)
    return len(found)


def _calendars(found: Iterable[Course]) -> dict[uuid.UUID, Calendar]:
    spans: dict[uuid.UUID, tuple[dt.date, dt.date]] = {}
    for one in found:
        last = one.decided_on or one.ended_on or one.received_on
        first, until = spans.get(one.organisation_id, (one.received_on, last))
        spans[one.organisation_id] = min(first, one.received_on), max(until, last)
    return {organisation_id: working.calendar_of(organisation_id, *span) for organisation_id, span in spans.items()}


def write(found: Sequence[Course], calendars: Mapping[uuid.UUID, Calendar]) -> None:
    """Write the facts of these courses: one statement."""
    if not found:
        return
    rows = [row(one, calendars[one.organisation_id]) for one in found]
    columns = [list(column) for column in zip(*rows, strict=True)]
    # ids of fields hold no spaces; an array of arrays must have equal lengths
    columns[-1] = [" ".join(fields) for fields in columns[-1]]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)


def fold() -> None:
    """Add up what was counted since the last time, as the timer: as many rows as there are different ones stay."""
    with connection.cursor() as cursor:
        cursor.execute("select figures_fold()")


#: the cases that have no fact yet
lacking = Lacking(f"not exists (select from figures_fact f where f.case_id = c.id) and not ({_ENDED_ELSEWHERE})")
