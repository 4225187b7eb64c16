"""What somebody was sending when their session had timed out: kept for them alone, shown back after they sign in."""

import datetime as dt
import json
import uuid

from django.db import connection
from django.http import QueryDict

from parvis.identity.models import KeptPost
from parvis.identity.secrets import digest
from parvis.kernel import clock
from parvis.kernel.ids import new_id

LIFETIME = dt.timedelta(days=1)
#: never kept: secrets, and what belongs to the page that is gone
SECRET = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code", "credential")
#: characters kept at most
MOST = 400_000


def keep(*, session_key: str, host: str, path: str, posted: QueryDict) -> uuid.UUID | None:
    """Keep the fields of a post that came with a timed-out session, for the person of that session.

    Files are not kept. None if the key is of no session of `host`, or if there is too much.
    """
    fields = {name: values for name, values in posted.lists() if name not in SECRET}
    text = json.dumps(fields)
    if not fields or len(text) > MOST:
        return None
    kept_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "select identity_keep_post(%s, %s, %s, %s, %s, %s)",
            [kept_id, digest(session_key), host, path[:2000], text, clock.now() + LIFETIME],
        )
        row = cursor.fetchone()
    return kept_id if row and row[0] else None


def find(kept_id: uuid.UUID, *, person_id: uuid.UUID, host: str) -> KeptPost | None:
    """What was kept for this person on this host."""
    return KeptPost.objects.filter(id=kept_id, person_id=person_id, host=host, expires_at__gt=clock.now()).first()


def discard(kept_id: uuid.UUID, *, person_id: uuid.UUID) -> None:
    """Forget it: it was sent again, or the person does not want it."""
    KeptPost.objects.filter(id=kept_id, person_id=person_id).delete()
