"""Documents that still have no file: found through a door, asked for again."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document without its file, and how often it was tried."""

    id: uuid.UUID
    wall_id: uuid.UUID
    requested_at: dt.datetime
    attempts: int


def waiting(before: dt.datetime) -> list[Waiting]:
    """Those asked for before that moment, oldest first, at most a thousand; for the actor "timer" alone."""
    with connection.cursor() as cursor:
        cursor.execute("select id, wall_id, requested_at, attempts from documents_waiting(%s)", [before])
        return [Waiting(*row) for row in cursor.fetchall()]
