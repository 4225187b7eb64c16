"""Requests that another programme prepared for somebody: drafts that wait, behind a secret, to be claimed once.

Nobody but who holds the link sees the answers; claimed, the draft is that person's like any other, and keeps who
prepared it. What nobody claims in time, the timer forgets.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import connection

from parvis.cases.data import Actor, ActorKind, NotFound
from parvis.cases.domain import drafts
from parvis.cases.models import Draft
from parvis.identity.api import digest, fresh
from parvis.kernel import reach

#: how a draft came to have answers: by another programme, by an address with answers in it, from an earlier request
PROGRAMME, LINK, EARLIER = "programme", "link", "earlier"


def prepare(
    case_type_id: uuid.UUID,
    organisation_id: uuid.UUID,
    answers: Mapping[str, Any],
    *,
    by: str,
    at: dt.datetime,
    until: dt.datetime,
    language: str,
) -> tuple[Draft, str]:
    """A draft with these answers, as the form takes them, and the secret that claims it until then.

    by: who prepares it, as the person will read it. Raises NotFound where nothing is published.
    """
    secret = fresh()
    with _holding(secret):
        draft = drafts.start(
            case_type_id,
            organisation_id,
            by=Actor(ActorKind.SYSTEM),
            at=at,
            token_hash=digest(secret),
            language=language,
            answers=answers,
            prefilled={"by": by, "how": PROGRAMME, "fields": sorted(answers)},
            claim_until=until,
        )
    return draft, secret


def look(secret: str, *, at: dt.datetime) -> drafts.Loaded | None:
    """What a secret claims; None once it was claimed, or too late. One statement."""
    with _holding(secret):
        found = Draft.objects.filter(token_hash=digest(secret), claim_until__gt=at, case_id=None).first()
        return drafts.loaded(found) if found else None


def claim(secret: str, to: str, *, at: dt.datetime) -> uuid.UUID:
    """Give the draft to the browser whose secret has the hash `to`: the link is used up. Raises NotFound.

    Of two that claim at once, one gets it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select cases_draft_claim(%s, %s, %s)", [digest(secret), to, at])
        found: uuid.UUID | None = cursor.fetchone()[0]
    if found is None:
        raise NotFound("claimed already, or too late")
    return found


def refuse(secret: str) -> None:
    """Throw away what was prepared, at the wish of who holds the link."""
    with _holding(secret):
        Draft.objects.filter(token_hash=digest(secret), claim_until__isnull=False, case_id=None).delete()


def _holding(secret: str) -> Any:
    now = reach.current() or reach.NOBODY
    return reach.acting(replace(now, person=None, token=digest(secret)))
