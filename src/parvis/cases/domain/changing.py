"""What changed lately: the cases behind some walls by their latest timeline entries, walked in the order of time."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

#: entries looked at for each case of a page: a busy hour of one case must not hide the others
_FOR_EACH = 4
#: ids are made by the clocks of the web machines, the horizon is PostgreSQL's: how far behind it theirs may be
SKEW = dt.timedelta(seconds=5)

# Who writes now, of those who come in by our own role. One that has begun and has locked nothing yet may be about to
# write, unless it has been reading for long.
_OURS = """
    select least(min(xact_start), clock_timestamp()) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and (backend_xid is not null or xact_start > clock_timestamp() - interval '10 seconds')
"""
# PostgreSQL does not tell since when others write (the owner: `parvis deadlines recompute`), but that they hold cases:
# then ten minutes, of which none of their transactions takes one.
_THEIRS = """
    select clock_timestamp() - interval '10 minutes' from pg_locks held join pg_stat_activity other using (pid)
    where held.locktype = 'relation' and held.granted and held.mode in ('RowShareLock', 'RowExclusiveLock')
      and held.database = (select oid from pg_database where datname = current_database())
      and held.relation in ('cases_case'::regclass, 'cases_timelineentry'::regclass)
      and held.pid <> pg_backend_pid() and other.xact_start is null limit 1
"""
_HORIZON = f"select least(({_OURS}), ({_THEIRS}))"
_WALK = """
    select entry.case_id, entry.id from unnest(%s::uuid[]) as wall(id) cross join lateral (
      select case_id, id from cases_timelineentry
      where wall_id = wall.id and id > %s and id < %s order by id limit %s) as entry
    order by entry.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of cases, by when each changed; `after` goes on from there (None: nothing more, for now).

    until: nothing that changed before this moment will come later.
    """

    ids: tuple[uuid.UUID, ...]
    after: uuid.UUID | None
    until: dt.datetime


def since(at: dt.datetime) -> uuid.UUID:
    """Where a walk begins that tells what changed from a moment on: ids are made of the time (UUIDv7)."""
    return uuid.UUID(int=max(0, int(at.timestamp() * 1000)) << 80)


def changed(walls: Sequence[uuid.UUID], *, after: uuid.UUID, size: int) -> Changes:
    """The next cases behind these walls that changed: two statements. One that changes again comes again, later.

    Ids are made a moment before they are committed, so that a walk could pass one that is still under way. It stops
    where the oldest transaction that may write began: asked for first, in a statement of its own, so that whoever has
    ended by then is seen by the walk. And `SKEW` before: what changed in the last seconds comes with the next walk.
    """
    most = _FOR_EACH * size
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        until: dt.datetime = cursor.fetchone()[0] - SKEW
        cursor.execute(_WALK, [list(walls), after, since(until), most + 1, most + 1])
        found = cursor.fetchall()
    ids: dict[uuid.UUID, None] = {}
    last = after
    for number, (case_id, entry_id) in enumerate(found):
        if number == most or (case_id not in ids and len(ids) == size):
            return Changes(tuple(ids), last, until)
        ids[case_id], last = None, entry_id
    return Changes(tuple(ids), None, until)
