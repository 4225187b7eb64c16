"""What waits for agents: five selections of the open cases, and how many each holds."""

import datetime as dt
import uuid
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q

from parvis.cases.domain.lending import is_lent
from parvis.cases.models import Case
from parvis.kernel.ui.shell import COUNTED


class Selection(StrEnum):
    """Which of the open cases."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    LATE = "late"
    WEEK = "week"


def sunday(today: dt.date) -> dt.date:
    """The last day of the week."""
    return today + dt.timedelta(days=6 - today.weekday())


def inbox_counting(
    walls: Sequence[uuid.UUID],
    *,
    person_id: uuid.UUID,
    today: dt.date,
    also: tuple[str, list[Any]] = ("'{}'::uuid[]", []),
) -> tuple[list[str], list[Any]]:
    """What to select for how many cases each selection holds, and the values in it; `inbox_counted` reads the answer.
    also: an expression, with its values, of the people whose cases count as the person's own.

    For a statement that asks for more beside them; `inbox_counts` asks for them alone. Each wall is counted along an
    index of its open cases that holds all that is asked, up to the last number that is shown.
    """
    week = sunday(today)
    conditions: dict[Selection, tuple[str, list[Any]]] = {
        Selection.ALL: ("true", []),
        Selection.MINE: (f"c.assignee_id = any((select %s::uuid || {also[0]})::uuid[])", [person_id, *also[1]]),
        Selection.UNASSIGNED: ("c.assignee_id is null", []),
        Selection.LATE: ("c.due_on < %s", [today]),
        Selection.WEEK: ("c.due_on between %s and %s", [today, week]),
    }
    parts: list[str] = []
    values: list[Any] = []
    for condition, given in conditions.values():
        parts.append(
            "(select count(*) from (select from unnest(%s::uuid[]) w(id) cross join lateral (select from cases_case c"  # noqa: S608
            f" where c.wall_id = w.id and c.closed_at is null and {condition} offset 0) o limit {COUNTED + 1}) found)"
        )
        values += [list(walls), *given]
    # what is lent is few: read once for all of them
    lent = ", ".join(f"count(*) filter (where {condition})" for condition, _given in conditions.values())
    parts.append(
        f"(select array[{lent}] from cases_case c where c.id = any((select cases_granted())::uuid[])"  # noqa: S608
        " and c.closed_at is null)"
    )
    for _condition, given in conditions.values():
        values += given
    return parts, values


def inbox_counted(row: Sequence[Any]) -> dict[Selection, int]:
    """How many cases each selection holds, of what a statement answered to the parts of `inbox_counting`."""
    *own, lent = row
    return {one: min(here + there, COUNTED + 1) for one, here, there in zip(Selection, own, lent, strict=True)}


def inbox_counts(walls: Sequence[uuid.UUID], *, person_id: uuid.UUID, today: dt.date) -> dict[Selection, int]:
    """How many cases each selection holds, `COUNTED` + 1 for more than `COUNTED`: one statement that stops there."""
    parts, values = inbox_counting(walls, person_id=person_id, today=today)
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", values)
        return inbox_counted(cursor.fetchone())


def find_reference(walls: Sequence[uuid.UUID], reference_key: str) -> str | None:
    """The reference, as it is written, of the case with that key behind `walls`; None where there is none."""
    found = Case.objects.filter(Q(wall_id__in=walls) | is_lent(), reference_key=reference_key)
    return found.values_list("reference", flat=True).first()
