"""How many opinions are awaited about cases, and what waits for somebody: for lists and the rail."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.db.models import Count

from parvis.opinions.data import State
from parvis.opinions.models import Opinion

#: what waits for (person, day, person, day), and whether opinions are awaited behind (walls): columns of a statement
_WAITING = (
    "(select count(*) from opinions_asked_of(%s, %s)),"
    " (select count(distinct approval_id) from opinions_to_approve(%s, %s)),"
    " exists (select from opinions_opinion where state in ('awaited', 'silent') and wall_id = any(%s::uuid[]))"
)


def waiting(
    person_id: uuid.UUID, day: dt.date, walls: Sequence[uuid.UUID]
) -> tuple[str, list[uuid.UUID | dt.date | list[uuid.UUID]]]:
    """Three columns of a statement, with their values: opinions asked of somebody, steps that they may approve,
    whether any opinion is awaited about a case behind `walls`; within the acting reach.
    """
    return _WAITING, [person_id, day, person_id, day, list(walls)]


def awaited(case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many opinions are awaited about each of these cases, within reach. One statement, none for no case."""
    return counted(case_ids, (State.AWAITED, State.SILENT)) if case_ids else {}


def counted(case_ids: Collection[uuid.UUID], states: Collection[State]) -> dict[uuid.UUID, int]:
    """How many opinions in these states there are about each of these cases. One statement."""
    found = Opinion.objects.filter(case_id__in=list(case_ids), state__in=list(states))
    return dict(found.values("case_id").annotate(number=Count("id")).values_list("case_id", "number").order_by())
