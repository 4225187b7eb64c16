"""What changed lately: the cases behind some walls by their latest timeline entries, walked in the order of time."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

#: entries looked at for each case of a page: a busy hour of one case must not hide the others
_FOR_EACH = 4

_WALK = """
    select entry.case_id, entry.id from unnest(%s::uuid[]) as wall(id) cross join lateral (
      select case_id, id from cases_timelineentry where wall_id = wall.id and id > %s order by id limit %s) as entry
    order by entry.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of cases, by when each changed; `after` goes on from there (None: nothing more, for now)."""

    ids: tuple[uuid.UUID, ...]
    after: uuid.UUID | None


def since(at: dt.datetime) -> uuid.UUID:
    """Where a walk begins that tells what changed from a moment on: ids are made of the time (UUIDv7)."""
    return uuid.UUID(int=max(0, round(at.timestamp() * 1000)) << 80)


def changed(walls: Sequence[uuid.UUID], *, after: uuid.UUID, size: int) -> Changes:
    """The next cases behind these walls that changed: one statement. One that changes again comes again, later."""
    most = _FOR_EACH * size
    with connection.cursor() as cursor:
        cursor.execute(_WALK, [list(walls), after, most + 1, most + 1])
        found = cursor.fetchall()
    ids: dict[uuid.UUID, None] = {}
    last = after
    for number, (case_id, entry_id) in enumerate(found):
        if number == most or (case_id not in ids and len(ids) == size):
            return Changes(tuple(ids), last)
        ids[case_id], last = None, entry_id
    return Changes(tuple(ids), None)
