"""What became of letters is stated on the case: the day of posting for everybody, a withdrawal for agents."""

import uuid
from typing import Any

from parvis.cases.data import Actor, ActorKind, Audience
from parvis.cases.domain.writing import Writing
from parvis.cases.events import ReceiptTold
from parvis.cases.models import Case
from parvis.kernel import clock, events
from parvis.mailroom.events import LetterPosted, LetterWithdrawn
from parvis.notifications.data import Topic


@events.subscribe(LetterPosted)
def on_posted(event: LetterPosted) -> None:
    """In the agent's transaction, inside the wall of the letter."""
    _state(
        event, "letter_posted", {"on": event.on.isoformat(), "title": event.title, "topic": event.topic}, Audience.ALL
    )


@events.subscribe(LetterWithdrawn)
def on_withdrawn(event: LetterWithdrawn) -> None:
    """The same; the reason is between agents."""
    data = {"reason": event.reason, "title": event.title, "topic": event.topic}
    _state(event, "letter_withdrawn", data, Audience.AGENTS)


def _state(event: LetterPosted | LetterWithdrawn, kind: str, data: dict[str, Any], audience: Audience) -> None:
    case_id: uuid.UUID = event.case_id
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        return
    write = Writing(case, by=Actor(ActorKind.AGENT, name=event.by, person_id=event.by_id), at=clock.now(), quiet=True)
    write.note(kind, data, audience=audience)
    if event.topic == Topic.RECEIPT:
        write.publish(ReceiptTold(case.id, case.wall_id, case.organisation_id, write.at))
    write.finish()
