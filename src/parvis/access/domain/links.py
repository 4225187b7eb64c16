"""Links sent by e-mail: a primitive for those who have no account, and for drafts resumed elsewhere."""

import datetime as dt
import json
from typing import Any

from django.db import connection

from parvis.access.models import Link
from parvis.identity.api import digest, fresh
from parvis.kernel import clock


def issue(purpose: str, payload: dict[str, Any], *, lifetime: dt.timedelta) -> str:
    """The token of a new link, good once and for `lifetime`; the payload (JSON) is for who redeems it."""
    token = fresh()
    Link.objects.create(token_hash=digest(token), purpose=purpose, payload=payload, expires_at=clock.now() + lifetime)
    return token


def redeem(token: str, purpose: str) -> dict[str, Any] | None:
    """The payload of a link, which is used up by this; None if it is unknown, used, late or for something else.

    Of two that redeem one link at once, one gets it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select access_link_take(%s, %s, %s)::text", [digest(token), purpose, clock.now()])
        row = cursor.fetchone()
    return json.loads(row[0]) if row and row[0] else None
