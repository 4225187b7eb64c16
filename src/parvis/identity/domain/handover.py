"""Carrying a session from the territory's host to an organisation's site (architecture § 7).

1. The site sets a state cookie (a secret of this browser) and sends the browser to the territory with its SHA-256.
2. The territory, where the person is signed in, gives a code: single use, 30 seconds, for that site and that state.
3. The site takes the code back with the secret of the cookie: a session of the site is born, child of the territory's.

A code that is presented is deleted, right or wrong; a stolen one opens nothing without the browser's cookie.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection

from parvis.identity.models import HandOver
from parvis.identity.secrets import digest, fresh
from parvis.kernel import clock
from parvis.kernel.ids import new_id

LIFETIME = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Taken:
    """A session of the site has begun: its key goes into the cookie, the browser to `path`."""

    session_key: str
    person_id: uuid.UUID
    path: str


def give(*, session_id: uuid.UUID, person_id: uuid.UUID, host: str, challenge: str, path: str) -> str:
    """A code that carries the territory's session `session_id` to `host`; acts as the person.

    challenge: SHA-256 (hexadecimal) of the site's state cookie. path: where the browser goes on to, on that host.
    """
    code = fresh()
    HandOver.objects.create(
        code_hash=digest(code),
        session_id=session_id,
        person_id=person_id,
        host=host,
        challenge=challenge,
        path=path,
        expires_at=clock.now() + LIFETIME,
    )
    return code


def take(*, code: str, host: str, state: str, user_agent: str) -> Taken | None:
    """Change a code for a session of `host`. None if it is unknown, used, late, for another host or browser."""
    key = fresh()
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, path from identity_hand_over_take(%s, %s, %s, %s, %s, %s, %s)",
            [digest(code), host, digest(state), new_id(), digest(key), user_agent[:200], clock.now()],
        )
        row = cursor.fetchone()
    return Taken(key, row[0], row[1]) if row else None
