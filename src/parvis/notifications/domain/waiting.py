"""E-mails that nobody is about to deliver any more: found through a door, asked for again."""

import datetime as dt
import uuid

from django.db import connection


def overdue(before: dt.datetime) -> list[tuple[uuid.UUID, uuid.UUID | None]]:
    """Ids and walls of those due before that moment and not delivered, oldest first; for the actor "timer" alone."""
    with connection.cursor() as cursor:
        cursor.execute("select id, wall_id from notifications_overdue(%s)", [before])
        return list(cursor.fetchall())


def overdue_texts(before: dt.datetime) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """The same for texts."""
    with connection.cursor() as cursor:
        cursor.execute("select id, wall_id from notifications_texts_overdue(%s)", [before])
        return list(cursor.fetchall())
