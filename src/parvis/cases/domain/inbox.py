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
    """What to select for how many cases each selection holds, in their order, and the values in it. also: an
    expression, with its values, of the people whose cases count as the person's own.

    For a statement that asks for more beside them; `inbox_counts` asks for them alone.
    """
    week = sunday(today)
    conditions: dict[Selection, tuple[str, list[Any]]] = {
        Selection.ALL: ("", []),
        Selection.MINE: (f"and assignee_id = any((select %s::uuid || {also[0]})::uuid[])", [person_id, *also[1]]),
        Selection.UNASSIGNED: ("and assignee_id is null", []),
        Selection.LATE: ("and due_on < %s", [today]),
        Selection.WEEK: ("and due_on between %s and %s", [today, week]),
    }
    parts: list[str] = []
    values: list[Any] = []
    for condition, given in conditions.values():
        parts.append(
            "(select count(*) from (select 1 from cases_case where wall_id = any(%s) and kind in ('open', 'waiting') "  # noqa: S608
            f"{condition} limit {COUNTED + 1}) as found)"
            " + (select count(*) from cases_case where id = any((select cases_granted())::uuid[])"
            f" and kind in ('open', 'waiting') {condition})"
        )
        values += [list(walls), *given, *given]
    return parts, values


def inbox_counts(walls: Sequence[uuid.UUID], *, person_id: uuid.UUID, today: dt.date) -> dict[Selection, int]:
    """How many cases each selection holds, `COUNTED` + 1 for more than `COUNTED`: one statement that stops there."""
    parts, values = inbox_counting(walls, person_id=person_id, today=today)
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", values)
        return dict(zip(Selection, cursor.fetchone(), strict=True))


def find_reference(walls: Sequence[uuid.UUID], reference_key: str) -> str | None:
    """The reference, as it is written, of the case with that key behind `walls`; None where there is none."""
    found = Case.objects.filter(Q(wall_id__in=walls) | is_lent(), reference_key=reference_key)
    return found.values_list("reference", flat=True).first()
