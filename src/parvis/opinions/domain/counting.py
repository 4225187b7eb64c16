"""How many opinions are awaited about cases, and what waits for somebody: for lists and the rail."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Count

from parvis.opinions.data import State
from parvis.opinions.models import Opinion

#: what waits for (person, day, person, day), as one expression of a statement: opinions asked, steps to approve
_WAITING = (
    "(select count(*) from opinions_asked_of(%s, %s)),"
    " (select count(distinct approval_id) from opinions_to_approve(%s, %s))"
)


def waiting(person_id: uuid.UUID, day: dt.date) -> tuple[str, list[uuid.UUID | dt.date]]:
    """Two columns of a statement, with their values: opinions that are asked of somebody, steps that they may approve,
    within the acting reach.
    """
    return _WAITING, [person_id, day, person_id, day]


def awaited(case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many opinions are awaited about each of these cases, within reach. One statement, none for no case."""
    return counted(case_ids, (State.AWAITED, State.SILENT)) if case_ids else {}


def counted(case_ids: Collection[uuid.UUID], states: Collection[State]) -> dict[uuid.UUID, int]:
    """How many opinions in these states there are about each of these cases. One statement."""
    found = Opinion.objects.filter(case_id__in=list(case_ids), state__in=list(states))
    return dict(found.values("case_id").annotate(number=Count("id")).values_list("case_id", "number").order_by())
