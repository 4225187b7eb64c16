"""What is promised in working days moves with the days on which an organisation is closed."""

import datetime as dt
import uuid

from django.http import HttpRequest
from django.urls import reverse

from parvis.access.api import Right, held_here
from parvis.kernel.reach import current
from parvis.territory.registry import ON_WORKING_DAYS, Moves, OnWorkingDays, Weighed


def _weigh(request: HttpRequest, organisation_id: uuid.UUID | None, day: dt.date, closed: bool) -> Weighed:
    """Numbers for whoever manages the calendar; references only of what they read as agents."""
    from parvis.cases.domain import weighing

    reach = current()
    walls = reach.walls if reach else ()
    reads = [wall for one in held_here(request, Right.READ_CASES) for wall in one.walls]
    count, more, moved = weighing.weigh(walls, day, closed=closed, readable=[one for one in walls if one in reads])
    shown = tuple(
        Moves(
            f"{one.reference} {one.title}".strip(),
            reverse("cases:agent_case", args=[one.reference]),
            one.before,
            one.after,
        )
        for one in moved
    )
    return Weighed(count, more, shown)


def _settle(organisation_id: uuid.UUID | None, day: dt.date) -> None:
    from parvis.cases.domain import weighing

    weighing.settle(organisation_id, day)


ON_WORKING_DAYS.register(OnWorkingDays("cases", _weigh, _settle))
