"""What a closing day does to what was promised: said before it is saved, written by jobs once it is.

Only what an organisation promised in working days moves; the law's own days do not ask when a town hall is closed.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.access.api import describe_wall, walls_of
from parvis.cases.domain import recomputing
from parvis.cases.models import Case
from parvis.kernel import clock, jobs
from parvis.territory.api import organisations

#: open requests that are looked at for a preview, and seconds that it may take
MOST, LONGEST = 5_000, 3.0
#: of those that would move, so many are named
SHOWN = 10
#: of one slice of the job: other work goes between two
SLICE = 1_000


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose answer would be due on another day."""

    reference: str
    title: str
    before: dt.date | None
    after: dt.date | None


def weigh(
    walls: Sequence[uuid.UUID], day: dt.date, *, closed: bool, readable: Sequence[uuid.UUID] = ()
) -> tuple[int, bool, list[Moved]]:
    """How many open cases behind these walls would be due on another day if `day` were a closing day (or not, without
    `closed`), whether there may be more, and the first of them behind `readable`. Writes nothing.

    A statement or two for each thousand of cases that were received by then and are due then or later.
    """
    if not walls:
        return 0, False, []
    counting = recomputing.Counting(day=day, closed=closed)
    began, count, shown = time.monotonic(), 0, dict[uuid.UUID, recomputing.Change]()
    looked = recomputing.Looked(uuid.UUID(int=0), 0, [], 0)
    for _chunk in range(MOST // SLICE):
        looked = counting.look(looked.last, number=SLICE, walls=walls, on=day)
        count += len(looked.changes)
        for one in looked.changes:
            shown[one.case_id] = one
        if looked.cases < SLICE:
            break
        if time.monotonic() - began > LONGEST:
            return count, True, _named(shown, readable)
    return count, looked.cases == SLICE, _named(shown, readable)


def _named(found: dict[uuid.UUID, recomputing.Change], readable: Sequence[uuid.UUID]) -> list[Moved]:
    """Those that are due first, as whoever may read them knows them."""
    rows = Case.objects.filter(id__in=list(found), wall_id__in=list(readable)).order_by("due_on", "id")
    return [
        Moved(reference, title, found[ident].before.due_on, found[ident].after.due_on)
        for ident, reference, title in rows.values_list("id", "reference", "title")[:SHOWN]
    ]


def settle(organisation_id: uuid.UUID | None, day: dt.date) -> None:
    """Have the dates that a day moves counted anew: of an organisation, or of all (None). One statement a wall."""
    places = [organisation_id] if organisation_id else [one.id for one in organisations.all()]
    for place in places:
        for wall_id in walls_of(place).values():
            jobs.defer(recount, queueing_lock=f"recount:{wall_id}:{day}", wall_id=str(wall_id), day=day.isoformat())


@jobs.job(retries=8)
def recount(*, wall_id: str, day: str, after: str = "") -> None:
    """Give the open cases behind a wall that were received by a day, and are due then or later, the dates that the
    calendar gives now. A slice at a time: killed, it goes on where it was.
    """
    wall, on = uuid.UUID(wall_id), dt.date.fromisoformat(day)
    organisation_id, _sphere = describe_wall(wall)
    counting = recomputing.Counting()
    looked = counting.look(
        uuid.UUID(after or "0" * 32), number=SLICE, organisation_ids=[organisation_id], walls=[wall], on=on
    )
    if looked.changes:
        recomputing.write(counting, [one.case_id for one in looked.changes], at=clock.now())
    if looked.cases == SLICE:
        jobs.defer(recount, wall_id=wall_id, day=day, after=str(looked.last))
