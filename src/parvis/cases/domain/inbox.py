"""What waits for agents: five selections of the open cases, the most urgent first, read by key; their numbers."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from django.db import connection
from django.db.models import Q, QuerySet

from parvis.cases.data import CaseLine, Direction, Kind
from parvis.cases.domain.lending import is_lent
from parvis.cases.domain.listing import PAGE, line
from parvis.cases.models import Case, Message
from parvis.kernel.ui.shell import COUNTED

_OPEN = (Kind.OPEN, Kind.WAITING)


class Selection(StrEnum):
    """Which of the open cases."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    LATE = "late"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page of the list begins or ends: a due day (None: cases without one stand last) and an id."""

    due_on: dt.date | None
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.due_on or ''}~{self.id}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The key that an address holds; None for what is none."""
        day, _, found = text.partition("~")
        try:
            return cls(dt.date.fromisoformat(day) if day else None, uuid.UUID(found))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of the list. before, after: keys of the neighbouring pages. unread: cases with a message not yet read."""

    lines: list[CaseLine]
    before: Key | None
    after: Key | None
    unread: frozenset[uuid.UUID]


def sunday(today: dt.date) -> dt.date:
    """The last day of the week."""
    return today + dt.timedelta(days=6 - today.weekday())


def inbox(
    walls: Sequence[uuid.UUID],
    selection: Selection,
    *,
    person_id: uuid.UUID,
    today: dt.date,
    after: Key | None = None,
    before: Key | None = None,
    size: int = PAGE,
) -> Inbox:
    """A page of the open cases behind `walls`, by due day: two statements, whatever their number.

    Each wall and kind is read in the order of the index and the results are merged: nothing is sorted that is not
    shown. The walls are said again because the planner can't estimate the session's.
    """
    chosen = _chosen(selection, person_id, today)
    order = ("-due_on", "-id") if before else ("due_on", "id")
    parts = [
        Case.objects.filter(chosen, _beyond(before, after), wall_id=wall, kind=kind).order_by(*order)[: size + 1]
        for wall in walls
        for kind in _OPEN
    ]
    # What is lent to these walls: by primary key, and nothing where nothing is.
    lent = Case.objects.filter(chosen, _beyond(before, after), is_lent(), kind__in=_OPEN)
    parts.append(lent.order_by(*order)[: size + 1])
    if not walls:
        return Inbox([], None, None, frozenset())
    rows: QuerySet[Case] = parts[0].union(*parts[1:], all=True).order_by(*order)
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    if before:
        found.reverse()
    ids = [case.id for case in found]
    unread = Message.objects.filter(case_id__in=ids, direction=Direction.TO_ADMINISTRATION, read_at=None).values_list(
        "case_id", flat=True
    )
    return Inbox(
        lines=[line(case) for case in found],
        before=_key(found[0]) if found and (more if before else after) else None,
        after=_key(found[-1]) if found and (before or more) else None,
        unread=frozenset(unread) if ids else frozenset(),
    )


def inbox_counts(walls: Sequence[uuid.UUID], *, person_id: uuid.UUID, today: dt.date) -> dict[Selection, int]:
    """How many cases each selection holds, `COUNTED` + 1 for more than `COUNTED`: one statement that stops there."""
    week = sunday(today)
    conditions: dict[Selection, tuple[str, list[Any]]] = {
        Selection.ALL: ("", []),
        Selection.MINE: ("and assignee_id = %s", [person_id]),
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
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", values)
        return dict(zip(conditions, cursor.fetchone(), strict=True))


def find_reference(walls: Sequence[uuid.UUID], reference_key: str) -> str | None:
    """The reference, as it is written, of the case with that key behind `walls`; None where there is none."""
    found = Case.objects.filter(Q(wall_id__in=walls) | is_lent(), reference_key=reference_key)
    return found.values_list("reference", flat=True).first()


def _chosen(selection: Selection, person_id: uuid.UUID, today: dt.date) -> Q:
    return {
        Selection.ALL: Q(),
        Selection.MINE: Q(assignee_id=person_id),
        Selection.UNASSIGNED: Q(assignee_id=None),
        Selection.LATE: Q(due_on__lt=today),
        Selection.WEEK: Q(due_on__gte=today, due_on__lte=sunday(today)),
    }[selection]


def _beyond(before: Key | None, after: Key | None) -> Q:
    if before:
        if before.due_on is None:
            return Q(due_on__isnull=False) | Q(due_on=None, id__lt=before.id)
        return Q(due_on__lt=before.due_on) | Q(due_on=before.due_on, id__lt=before.id)
    if after:
        if after.due_on is None:
            return Q(due_on=None, id__gt=after.id)
        return Q(due_on__gt=after.due_on) | Q(due_on=after.due_on, id__gt=after.id) | Q(due_on=None)
    return Q()


def _key(case: Case) -> Key:
    return Key(case.due_on, case.id)
