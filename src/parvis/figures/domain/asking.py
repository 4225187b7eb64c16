"""Counting: three statements over sums by month, whatever the number of cases; what is open is counted as it is.

The walls are said again: policies say them, too.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import connection

from parvis.figures.data import By, Correction, Counted, Figures, Month, Period, Scope
from parvis.figures.domain.periods import months

# grouping() has a bit for each column that a row is not grouped by: type, department, organisation
_BY = {0b011: By.PROCEDURE, 0b101: By.DEPARTMENT, 0b110: By.ORGANISATION, 0b111: By.ALL}
_KEYS = "case_type_id, department_id, organisation_id"
_SETS = "grouping sets ((case_type_id), (department_id), (organisation_id), ())"
_HEAD = f"grouping({_KEYS}), coalesce(case_type_id, department_id, organisation_id)"

_ANSWERS = f"""
    select {_HEAD}, grouping(days), days, working, sum(n)::bigint,
           coalesce(sum(n) filter (where in_time is not null), 0)::bigint,
           coalesce(sum(n) filter (where in_time), 0)::bigint
    from figures_tally
    where {{scope}} and month between %(first)s and %(last)s and what = 'answered'
    group by grouping sets
        ((case_type_id, days), (case_type_id, working), (department_id, days), (organisation_id, days), (days),
         (working))
    having sum(n) <> 0
"""  # noqa: S608 - names of columns
_VOLUMES = f"""
    select what, {_HEAD}, null::date, sum(n)::bigint, 0
    from figures_tally where {{scope}} and month between %(first)s and %(last)s and what <> 'asked'
    group by what, {_SETS}
    union all
    select 'open', {_HEAD}, null, count(*), count(*) filter (where due_on < %(today)s)
    from figures_fact where {{scope}} and ended_month is null group by {_SETS}
    union all
    select case what when 'received' then 'came' else 'went' end, null, null, month, sum(n)::bigint, 0
    from figures_tally
    where {{scope}} and month >= %(first)s and what in ('received', 'answered', 'unanswered')
    group by 1, month
"""  # noqa: S608 - names of columns
_CORRECTIONS = """
    select case_type_id, field, sum(n)::bigint
    from figures_tally
    where {scope} and month between %(first)s and %(last)s and what = 'asked'
    group by 1, 2 having sum(n) <> 0 order by 3 desc, 2, 1
"""


def _scope(scope: Scope, case_type_ids: tuple[uuid.UUID, ...] | None) -> tuple[str, dict[str, Any]]:
    said = "wall_id = any(%(walls)s::uuid[])"
    if scope.parts:
        said += (
            " and (wall_id = any(%(whole)s::uuid[])"
            " or (wall_id, department_id) in (select * from unnest(%(parts)s::uuid[], %(departments)s::uuid[])))"
        )
    if case_type_ids is not None:
        said += " and case_type_id = any(%(types)s::uuid[])"
    return said, {
        "walls": list(scope.walls),
        "whole": list(scope.whole),
        "parts": [wall for wall, _ in scope.parts],
        "departments": [department for _, department in scope.parts],
        "types": list(case_type_ids or ()),
    }


def figures(
    scope: Scope, period: Period, *, today: dt.date, case_type_ids: tuple[uuid.UUID, ...] | None = None
) -> Figures:
    """What is counted of a period, within a scope; of these case types alone, if any are named."""
    said, values = _scope(scope, case_type_ids)
    values |= {"first": period.first, "last": period.last, "today": today}
    groups: dict[By, dict[uuid.UUID | None, Counted]] = {by: defaultdict(Counted) for by in By}
    groups[By.ALL][None] = Counted()
    came: dict[dt.date, int] = {}
    went: dict[dt.date, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS.format(scope=said), values)
        for which, key, in_working_days, days, working, number, due, in_time in cursor.fetchall():
            found = groups[_BY[which]][key]
            if in_working_days:
                found.working[working] = number
                continue
            found.days[days] = number
            found.due += due
            found.in_time += in_time
        cursor.execute(_VOLUMES.format(scope=said), values)
        for what, which, key, month, first, second in cursor.fetchall():
            if what == "came":
                came[month] = first
                continue
            if what == "went":
                went[month] = first
                continue
            found = groups[_BY[which]][key]
            if what == "open":
                found.open, found.late = first, second
            else:
                setattr(found, what, first)
        cursor.execute(_CORRECTIONS.format(scope=said), values)
        corrections = [Correction(*row) for row in cursor.fetchall()]
    waiting = groups[By.ALL][None].open
    return Figures(groups, _backlog(period, waiting, came, went), corrections)


def _backlog(period: Period, waiting: int, came: Mapping[dt.date, int], went: Mapping[dt.date, int]) -> list[Month]:
    """Month by month, from what is open now back to what was then: no month costs more than those after it."""
    after = [month for month in {*came, *went} if month > period.last]
    still = waiting - sum(came.get(month, 0) - went.get(month, 0) for month in after)
    found = []
    for month in reversed(months(period)):
        received, ended = came.get(month, 0), went.get(month, 0)
        found.append(Month(month, received, ended, still))
        still -= received - ended
    return found[::-1]
