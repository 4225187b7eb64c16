"""Who has how much: counted in one statement, whatever the number of people or of cases.

Every number stops at 1,001 and is read from an index; what is new this week is counted once for all of them, from the
week's arrivals.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from parvis.kernel.ui.shell import COUNTED
from parvis.workload.data import Load

# The turn that came last says whether it is the agent's again: corrections that were sent, a proposal sent back.
BACK = (
    "c.kind = 'open' and exists (select from cases_turn t where t.case_id = c.id"
    " and t.kind in ('correction', 'proposal') and t.state in ('answered', 'returned')"
    " and not exists (select from cases_turn n where n.case_id = t.case_id and n.id > t.id"
    " and n.kind in ('correction', 'proposal')))"
)


def _count(condition: str) -> str:
    return (
        "(select count(*) from (select from cases_case c where c.wall_id = any(%s::uuid[]) and c.closed_at is null"  # noqa: S608
        f" and {condition} limit {COUNTED + 1}) counted)"
    )


_STATEMENT = f"""
with recursive leap(wall_id, id) as (
  select w.id, (select c.assignee_id from cases_case c where c.wall_id = w.id and c.closed_at is null
                   and c.assignee_id is not null order by c.assignee_id limit 1)
    from unnest(%s::uuid[]) w(id)
  union all
  select leap.wall_id, (select c.assignee_id from cases_case c where c.wall_id = leap.wall_id and c.closed_at is null
                           and c.assignee_id > leap.id order by c.assignee_id limit 1)
    from leap where leap.id is not null),
people(id) as (select unnest(%s::uuid[]) union select id from leap where id is not null),
fresh as (select c.assignee_id as id, count(*) as n from cases_case c where c.wall_id = any(%s::uuid[])
            and c.closed_at is null and c.received_on >= %s and c.assignee_id is not null group by 1)
select p.id,
  (select c.assignee_name from cases_case c where c.wall_id = any(%s::uuid[]) and c.closed_at is null
      and c.assignee_id = p.id limit 1),
  {_count("c.assignee_id = p.id")},
  coalesce(fresh.n, 0),
  {_count("c.assignee_id = p.id and c.due_on between %s and %s")},
  {_count("c.assignee_id = p.id and c.due_on < %s")},
  {_count(f"c.assignee_id = p.id and {BACK}")}
from people p left join fresh on fresh.id = p.id
"""  # noqa: S608 - conditions of this module, no input

_PILE = f"""
select {_count("c.department_id = %s and c.assignee_id is null")},
  {_count("c.department_id = %s and c.assignee_id is null and c.received_on >= %s")},
  {_count("c.department_id = %s and c.assignee_id is null and c.due_on between %s and %s")},
  {_count("c.department_id = %s and c.assignee_id is null and c.due_on < %s")}
"""  # noqa: S608 - conditions of this module, no input


_OPEN = f"select p.id, {_count('c.assignee_id = p.id')} from unnest(%s::uuid[]) p(id)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Counted:
    """What somebody has, under the name that cases have for them ("" where they follow none)."""

    name: str
    load: Load


def monday(today: dt.date) -> dt.date:
    """The first day of the week."""
    return today - dt.timedelta(days=today.weekday())


def of_people(
    walls: Sequence[uuid.UUID], people: Iterable[uuid.UUID], *, today: dt.date, risk_days: int
) -> dict[uuid.UUID, Counted]:
    """The load of these people, and of everybody else who follows an open case behind `walls`. One statement."""
    own = list(walls)
    until = today + dt.timedelta(days=risk_days)
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            [own, list(people), own, monday(today), own, own, own, today, until, own, today, own],
        )
        return {row[0]: Counted(row[1] or "", Load(*row[2:])) for row in cursor.fetchall()}


def open_of(walls: Sequence[uuid.UUID], people: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many open cases behind `walls` these people follow. One statement, that reads as many rows of an index."""
    own = list(walls)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [own, list(people)])
        return dict(cursor.fetchall())


def of_pile(walls: Sequence[uuid.UUID], department_id: uuid.UUID, *, today: dt.date, risk_days: int) -> Load:
    """What a department has that nobody follows. One statement."""
    own, place = list(walls), department_id
    until = today + dt.timedelta(days=risk_days)
    with connection.cursor() as cursor:
        cursor.execute(_PILE, [own, place, own, place, monday(today), own, place, today, until, own, place, today])
        return Load(*cursor.fetchone())


def with_open_cases(walls: Sequence[uuid.UUID], department_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the departments that have an open case. One statement; none for no department."""
    if not department_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.id from unnest(%s::uuid[]) d(id) where exists (select from cases_case c"
            " where c.wall_id = any(%s::uuid[]) and c.department_id = d.id and c.closed_at is null)",
            [list(department_ids), list(walls)],
        )
        return {ident for (ident,) in cursor.fetchall()}
