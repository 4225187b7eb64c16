"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header): an effect once, its answer as often as it is asked for.

The key is held by a lock of the transaction that has the effect; the answer is written in it. Whatever fails leaves
neither, so that trying again tries again.
"""

import datetime as dt
import hashlib
import uuid

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parvis.apiplatform.data import Mistake, Problem
from parvis.apiplatform.models import Replay
from parvis.kernel import rows

#: answers are kept for so long
KEPT = dt.timedelta(days=1)
LONGEST = 255
#: what of an answer is given again beside its body
_HEADERS = ("Content-Type", "Location")

_find = rows.Select(Replay, "where token_id = %s and key = %s")


def key_of(request: HttpRequest) -> str:
    """The key that a call names, "" for none. Raises Problem for one that is no key."""
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(key) > LONGEST or not key.isascii() or not (key.isprintable() or not key):
        raise Problem("unreadable", errors=[Mistake(_("At most 255 plain characters"), parameter="Idempotency-Key")])
    return key


def fingerprint(request: HttpRequest) -> str:
    """What makes a call the same as another one."""
    said = f"{request.method} {request.get_full_path()}\n{request.content_type}\n".encode()
    return hashlib.sha256(said + request.body).hexdigest()


def before(token_id: uuid.UUID, key: str, print_: str) -> HttpResponse | None:
    """Hold the key until the transaction ends; the answer that was given to it, None where it is new.

    Two statements. Raises Problem where another call holds it, or where it was used for something else.
    """
    number = int.from_bytes(hashlib.sha256(f"{token_id}:{key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Problem("in-progress", headers={"Retry-After": "1"})
    found = _find.first(token_id, key)
    if found is None:
        return None
    if found.fingerprint != print_:
        raise Problem("key-reused", _("Take a new key for every new request."))
    response = HttpResponse(found.body, status=found.status)
    for name, value in found.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def after(token_id: uuid.UUID, key: str, print_: str, response: HttpResponse, *, at: dt.datetime) -> None:
    """Keep what was answered: one statement, in the transaction of the effect."""
    kept = Replay(
        token_id=token_id,
        key=key,
        fingerprint=print_,
        status=response.status_code,
        headers={name: response[name] for name in _HEADERS if response.has_header(name)},
        body=response.content.decode(),
        at=at,
    )
    rows.insert([kept])


def forget(*, at: dt.datetime) -> int:
    """Delete answers of more than a day ago; acts as "timer". How many went."""
    return Replay.objects.filter(at__lt=at - KEPT).delete()[0]
