"""What could not reach the person is stated on the case, for agents: they send it another way."""

import uuid

from parvis.cases.data import Audience
from parvis.cases.domain.actors import system
from parvis.cases.domain.writing import Writing
from parvis.cases.events import ReceiptTold
from parvis.cases.models import Case
from parvis.kernel import clock, events
from parvis.notifications.data import Channel, Topic
from parvis.notifications.events import MailFailed, TextFailed

#: what an e-mail or a text was about, by its template
TOPICS = {
    "cases/received": Topic.RECEIPT,
    "cases/message": Topic.MESSAGE,
    "cases/moved": Topic.MESSAGE,
    "cases/decided": Topic.DECISION,
}


@events.subscribe(MailFailed)
def on_mail(event: MailFailed) -> None:
    """Runs in the worker's transaction, inside the wall of the e-mail."""
    _state(event.case_id, event.template, Channel.EMAIL, event.error)


@events.subscribe(TextFailed)
def on_text(event: TextFailed) -> None:
    """The same for texts."""
    _state(event.case_id, event.template, Channel.SMS, event.error)


def _state(case_id: uuid.UUID | None, template: str, channel: Channel, error: str) -> None:
    case = Case.objects.filter(id=case_id).first() if case_id and template in TOPICS else None
    if case is None:
        return
    write = Writing(case, by=system(""), at=clock.now(), quiet=True)
    write.note(
        "not_reached",
        {"channel": channel.value, "topic": TOPICS[template].value, "error": error[:200]},
        audience=Audience.AGENTS,
    )
    if TOPICS[template] is Topic.RECEIPT:
        write.publish(ReceiptTold(case.id, case.wall_id, case.organisation_id, write.at))
    write.finish()
