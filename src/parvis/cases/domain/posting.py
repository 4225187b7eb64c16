"""Having the papers of a case posted: the receipt, the last message or the decision, as a letter."""

import datetime as dt
import uuid

from django.db import transaction

from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Audience, Conflict, NotAllowed
from parvis.cases.domain import revisions, sending
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.writing import Writing, reachable
from parvis.cases.models import TimelineEntry
from parvis.notifications.data import Channel, Topic


def post(case_id: uuid.UUID, topic: Topic, *, by: Actor, at: dt.datetime, version: int, since: dt.datetime) -> bool:
    """Queue a letter with it, noted for agents; False where the case has nothing of the kind.

    version: the case as who asks saw it at `since`. A letter does not change it, so that its note says whether another
    one of the kind was asked for meanwhile.
    Raises Conflict, Unreached where nobody said where letters go, NotAllowed, NotFound.
    """
    with transaction.atomic():
        case = reachable(case_id, by=by, lock=True)
        right = by.kind is ActorKind.AGENT and Right.HANDLE_CASES in rights_in(by, case.wall_id)
        if not right or case.wall_id in by.lent:
            raise NotAllowed("post")
        told = {"channel": Channel.LETTER.value, "topic": topic.value}
        later = TimelineEntry.objects.filter(case=case, at__gte=since)
        if case.version != version or later.filter(kind="told_again", data=told).exists():
            raise Conflict(mine=None, theirs=list(later.order_by("id")), version=case.version)
        if not sending.tell_again(case, revisions.load(case.revision_id), topic, Channel.LETTER):
            return False
        write = Writing(case, by=by, at=at, quiet=True)
        write.note("told_again", told, audience=Audience.AGENTS)
        write.finish()
    return True
