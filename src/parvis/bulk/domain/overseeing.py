"""Runs of a department's agents, for who sees to its work: how far they are, and their end."""

import datetime as dt
import uuid

import structlog
from django.db import connection

from parvis.exchange.data import Overseen

log = structlog.get_logger("parvis.bulk")


def overseen(since: dt.datetime) -> list[Overseen]:
    """What agents whose work the acting person sees to asked for since then, or have running. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 'run', o.id, coalesce((select min(c.name) from access_colleague c where c.person_id = o.person_id),"
            " ''), o.act, o.state, o.asked_at, o.total, o.done from bulk_overseen(%s) o",
            [since],
        )
        return [Overseen(*row) for row in cursor.fetchall()]


def stop(ident: uuid.UUID, *, fr: str, en: str, by: uuid.UUID) -> bool:
    """Stop one of them; whether it was going on, and theirs to stop. fr, en: what who asked for it is told."""
    with connection.cursor() as cursor:
        cursor.execute("select bulk_overseen_stop(%s, %s, %s)", [ident, fr, en])
        stopped = bool(cursor.fetchone()[0])
    if stopped:
        log.info("bulk.stopped_by_supervisor", run=str(ident), by=str(by))
    return stopped
