"""What somebody is: from the door's row to a `Standing`."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import connection

from parvis.access.data import MembershipFact, Role, Standing
from parvis.identity.api import digest
from parvis.kernel import clock


def memberships(found: str | None) -> tuple[MembershipFact, ...]:
    """The memberships of the door's JSON: [id, organisation, department, role, walls, quality, by_delegation]."""
    return tuple(
        MembershipFact(
            id=uuid.UUID(row[0]),
            organisation_id=uuid.UUID(row[1]),
            department_id=uuid.UUID(row[2]) if row[2] else None,
            role=Role(row[3]),
            walls=tuple(map(uuid.UUID, row[4])),
            quality=row[5],
            by_delegation=row[6],
        )
        for row in json.loads(found or "[]")
    )


_DOOR = (
    "select ended, session_id, data, second_factor, person_id, email, given_name, family_name, language, password, "
    "created_at, memberships, subjects, guest_of "
    "from access_open(%s, %s, %s, %s, %s::interval, %s::interval, %s::interval, %s::interval)"
)


def open_door(session_key: str, host: str) -> tuple[Any, ...] | None:
    """The row of the request's door for a session's key on `host` (without port). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _DOOR,
            [
                digest(session_key),
                host,
                clock.now(),
                clock.today(),
                f"{settings.PARVIS_AGENT_IDLE_MINUTES} minutes",
                f"{settings.PARVIS_AGENT_SESSION_HOURS} hours",
                f"{settings.PARVIS_RESIDENT_IDLE_MINUTES} minutes",
                f"{settings.PARVIS_RESIDENT_SESSION_HOURS} hours",
            ],
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def standing_of(person_id: uuid.UUID) -> Standing:
    """The standing of an active person, outside a request. Raises LookupError for nobody. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, email, language, memberships, subjects, guest_of from access_standing(%s, %s)",
            [person_id, clock.today()],
        )
        row = cursor.fetchone()
    if row is None:
        raise LookupError(person_id)
    return Standing(
        person_id=person_id,
        name=row[0],
        email=row[1],
        language=row[2],
        memberships=memberships(row[3]),
        subjects=tuple(row[4] or ()),
        guest_of=tuple(row[5] or ()),
    )


def guest_of(token_hash: str) -> tuple[uuid.UUID, ...]:
    """The subjects of which a browser without account is a guest. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select access_guest_of(%s)", [token_hash])
        return tuple(cursor.fetchone()[0])
