"""The post of Dunkerque's civil status: two batches of letters, of which one has left.

The worker prints a batch once what it encloses is sealed, so the job that says that it was posted is tried again until
then.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from functools import partial

from parvis.access.api import Right, acting_as, standing_of
from parvis.identity.api import find
from parvis.kernel import jobs
from parvis.kernel.clock import PARIS
from parvis.mailroom import api as mailroom
from parvis.procedures.demonstration.crowd.desks import ANNE
from parvis.procedures.demonstration.requests import DUNKERQUE
from parvis.territory.api import organisations

#: days ago on which the letters of that moment were printed, and whether they were posted on the same day
BATCHES = ((8, True), (3, False))
_DAY = dt.timedelta(days=1)
_HOUR = dt.time(9, 40)


def events(today: dt.date) -> Iterator[tuple[dt.datetime, Callable[[dt.datetime], None]]]:
    """Each batch at its moment, on a weekday."""
    for ago, posted in BATCHES:
        day = today - ago * _DAY
        day -= max(0, day.weekday() - 4) * _DAY
        yield dt.datetime.combine(day, _HOUR, PARIS), partial(_print, posted=posted)


def _print(at: dt.datetime, *, posted: bool) -> None:
    """Take the letters that wait into batches, as their supervisor; none where none waits."""
    town, anne = organisations.by_insee(DUNKERQUE), find(ANNE)
    assert town is not None
    assert anne is not None
    with acting_as(anne.id, Right.HANDLE_CASES) as reach:
        waiting = mailroom.waiting(reach.walls, town.id, None)
        if not waiting:
            return
        chosen = [letter.id for letter in waiting]
        done = mailroom.claim(chosen, walls=reach.walls, by=standing_of(anne.id).name, by_id=anne.id, at=at)
        if posted:
            day = at.astimezone(PARIS).date().isoformat()
            for batch_id in done.batches:
                jobs.defer(note_posted, batch_id=str(batch_id), person_id=str(anne.id), day=day)


@jobs.job(queue="documents", own_transactions=True)
def note_posted(*, batch_id: str, person_id: str, day: str) -> None:
    """Say that the batch was posted. Raises NotPossible, for a retry, while its PDF is not there."""
    who = standing_of(uuid.UUID(person_id))
    with acting_as(uuid.UUID(person_id), Right.HANDLE_CASES) as reach:
        mailroom.post(
            uuid.UUID(batch_id), dt.date.fromisoformat(day), walls=reach.walls, by=who.name, by_id=who.person_id
        )
