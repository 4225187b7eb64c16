"""The case that stands beside another in a list: to go through a list without coming back to it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from parvis.finding.data import Query
from parvis.finding.domain import asking, paging
from parvis.finding.domain.orders import Order, Place


def neighbour(
    query: Query,
    walls: Sequence[uuid.UUID],
    case_id: uuid.UUID,
    *,
    person_id: uuid.UUID | None,
    today: dt.date,
    backward: bool = False,
) -> uuid.UUID | None:
    """See `finding.api.neighbour`."""
    plan = asking.plan(query, walls, person_id=person_id, today=today)
    place = _place(plan.order, case_id)
    if place is None:
        return None
    found = paging.find(plan, place, 1, backward=backward, counted=False)
    return found.places[-1 if backward else 0].id if found.places else None


def _place(order: Order, case_id: uuid.UUID) -> Place | None:
    """Where a case stands in an order, whether the list shows it or not: one statement."""
    rows = paging.run(
        f"select {order.key} from cases_case c where c.id = %s",  # noqa: S608 - expressions of ours
        [*order.key_params, case_id],
    )
    return Place(rows[0][0], case_id) if rows else None
