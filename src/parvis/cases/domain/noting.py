"""Internal notes: what agents write for agents, in the timeline, where no resident's page ever reads it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Audience, NotAllowed
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.writing import Writing, reachable
from parvis.cases.models import TimelineEntry

NOTE = "note"


def record(case_id: uuid.UUID, kind: str, data: Mapping[str, Any], *, by: Actor, at: dt.datetime) -> None:
    """Add an entry of another module's to the history that agents read (`registry.STORIES` tells it). It takes no
    version. Raises NotFound.
    """
    with transaction.atomic():
        write = Writing(reachable(case_id, by=by, lock=True), by=by, at=at, quiet=True)
        write.note(kind, data, audience=Audience.AGENTS)
        write.finish()


def note(case_id: uuid.UUID, body: str, *, by: Actor, at: dt.datetime) -> bool:
    """Write a note for agents. False when the last note of the case is this very one: a second click, a retry.

    It changes nothing of the case and takes no version: whoever has the case open is told of no conflict, and the
    resident's page does not learn that something was written. It is an entry of the timeline for agents, so that the
    ledger seals it, no write changes it, and it is erased with the case. Part of the file all the same, and given on
    request as the law says (CRPA L311-1, L311-6; RGPD art. 15). Raises NotAllowed, NotFound.
    """
    words = body.strip()
    if not words:
        raise NotAllowed("an empty note")
    with transaction.atomic():
        case = reachable(case_id, by=by, lock=True)
        if by.kind is not ActorKind.AGENT or Right.HANDLE_CASES not in rights_in(by, case.wall_id):
            raise NotAllowed("note")
        last = TimelineEntry.objects.filter(case=case, kind=NOTE).order_by("-id").first()
        if last is not None and last.actor_id == by.person_id and last.data["text"] == words:
            return False
        write = Writing(case, by=by, at=at, quiet=True)
        write.note(NOTE, {"text": words}, audience=Audience.AGENTS)
        write.finish()
    return True
