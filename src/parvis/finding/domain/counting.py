"""How many cases a query finds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from parvis.finding.data import Query
from parvis.finding.domain import asking
from parvis.finding.domain.paging import Finder


def count(query: Query, walls: Sequence[uuid.UUID], *, person_id: uuid.UUID | None, today: dt.date) -> int:
    """See `finding.api.count`."""
    plan = asking.plan(query, walls, person_id=person_id, today=today, ordered=False)
    if not plan.walls:
        return 0
    finder = Finder(plan)
    finder.prepare(walking=True)
    count = finder.total()
    finder.settle()
    return count
