"""The facts of cases that are brought in by COPY: those that `making` would write."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from parvis.calendars.api import Calendar
from parvis.cases.registry import BESIDE, Beside, Brought
from parvis.figures.data import Course
from parvis.figures.domain import making, working
from parvis.figures.models import Fact, Tally
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.database.bulk import line
from parvis.territory.api import organisations

_TABLE = Fact._meta.db_table
#: working days by organisation, read before processes are forked
_calendars: dict[str, Calendar] = {}


def _prepare(known: Iterable[tuple[str, Any]]) -> None:
    _calendars.clear()
    for one in organisations.all():
        _calendars[str(one.id)] = working.calendar_of(one.id, dt.date(1970, 1, 1), clock.today())


def _rows(cases: Sequence[Brought]) -> Iterator[tuple[str, str]]:
    for case in cases:
        yield _TABLE, _row(case)


def _row(case: Brought) -> str:
    values = case.values
    closed = values.get("closed_at")
    course = Course(
        case_id=uuid.UUID(case.id),
        wall_id=uuid.UUID(case.wall_id),
        organisation_id=values["organisation_id"],
        case_type_id=values["case_type_id"],
        department_id=values["department_id"],
        received_on=values["received_on"],
        due_on=values["due_on"],
        ended_on=dt.datetime.fromisoformat(closed).astimezone(PARIS).date() if closed else None,
        outcome=case.outcome or None,
        decided_on=case.decided_on,
    )
    return line([*making.row(course, _calendars[str(values["organisation_id"])])[:-1], []])


_TALLY = Tally._meta.db_table
#: where the facts of before end: the triggers that add facts up are put aside in a load
_BEFORE = "figures_before"


def _begin(cursor: Any) -> None:
    cursor.execute(f"create temporary table {_BEFORE} on commit drop as select max(id) as last from {_TABLE}")  # noqa: S608


_ADD = f"""
    insert into {_TALLY} (wall_id, organisation_id, case_type_id, department_id, month, what, days, working, in_time,
                          field, n, settled)
    select f.wall_id, f.organisation_id, f.case_type_id, f.department_id, told.*, count(*), true
      from {_TABLE} f, figures_told(f.received_month, f.ended_month, f.days, f.working, f.in_time, f.outcome, f.returns,
                                    f.fields) as told
     where f.id > (select coalesce(last, 0) from {_BEFORE}) group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""  # noqa: S608 - names of tables


def _end(cursor: Any) -> None:
    cursor.execute(_ADD)
    cursor.execute(f"drop table {_BEFORE}")


BESIDE.register(Beside("figures", {_TABLE: making.COLUMNS}, _rows, _prepare, filled=(_TALLY,), begin=_begin, end=_end))
