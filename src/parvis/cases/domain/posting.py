"""Having the papers of a case posted: the receipt, the last message or the decision, as a letter."""

import datetime as dt
import uuid

from django.db import transaction

from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Audience, NotAllowed
from parvis.cases.domain import revisions, sending
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.writing import Writing, reachable
from parvis.notifications.data import Channel, Topic


def post(case_id: uuid.UUID, topic: Topic, *, by: Actor, at: dt.datetime) -> bool:
    """Queue a letter with it, noted for agents; False where the case has nothing of the kind.

    Raises Unreached where nobody said where letters go, NotAllowed, NotFound.
    """
    with transaction.atomic():
        case = reachable(case_id, by=by, lock=True)
        right = by.kind is ActorKind.AGENT and Right.HANDLE_CASES in rights_in(by, case.wall_id)
        if not right or case.wall_id in by.lent:
            raise NotAllowed("post")
        if not sending.tell_again(case, revisions.load(case.revision_id), topic, Channel.LETTER):
            return False
        write = Writing(case, by=by, at=at, quiet=True)
        write.note("told_again", {"channel": Channel.LETTER.value, "topic": topic.value}, audience=Audience.AGENTS)
        write.finish()
    return True
