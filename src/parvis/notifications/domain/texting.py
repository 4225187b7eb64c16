"""Texts to mobile phones: queued with the change that sends them, handed to the gateway once as far as it can be.

Invariants: as for e-mails (`delivering`), `sending` is committed before the gateway is spoken to, nothing is locked
meanwhile, and every attempt carries the same id: a gateway that heeds it sends once, however often it is asked. A
failure that may pass is tried again for two days, then it is final and told.
"""

import datetime as dt
import re
import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

from parvis.kernel import clock, events, jobs
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.notifications.data import MailState, NumberRefused, TextView
from parvis.notifications.domain.delivering import WAITS
from parvis.notifications.domain.lengths import length, plain
from parvis.notifications.domain.ordering import WAITS_ITS_TURN, turn
from parvis.notifications.events import TextFailed, TextSent
from parvis.notifications.models import TextMessage
from parvis.notifications.registry import GatewayAway, GatewayRefused, Outgoing, gateways

_NUMBER = re.compile(r"\+[1-9][0-9]{5,14}")
#: French numbers that take texts: 06 and 07, and their like overseas (ARCEP, decision 2018-0881)
_FRENCH = re.compile(r"\+33|\+(?:262|590|594|596|508)[0-9]{9}")
_FRENCH_MOBILE = re.compile(r"\+33[67][0-9]{8}|\+(?:262|590|594|596)(?:69|70|71)[0-9]{7}|\+262639[0-9]{6}")
_SALT = "parvis.notifications.report"


def is_mobile(number: str) -> bool:
    """Whether a text may reach an E.164 number: a French one must be a mobile's; of others, who knows."""
    if not _NUMBER.fullmatch(number):
        return False
    return bool(_FRENCH_MOBILE.fullmatch(number)) if _FRENCH.match(number) else True


def available() -> bool:
    """Whether texts can be sent at all: a gateway is configured."""
    return bool(settings.PARVIS_SMS_GATEWAY)


def queue_text(
    text: str,
    *,
    template: str,
    to: str,
    language: str,
    wall_id: uuid.UUID,
    subject_id: uuid.UUID | None = None,
    case_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Queue a text: it leaves once the caller's transaction has committed. Gives its id. Raises NumberRefused."""
    if not is_mobile(to):
        raise NumberRefused(f"not a number for texts: {to!r}")
    now, said = clock.now(), plain(text)
    made = TextMessage.objects.create(
        id=new_id(),
        wall_id=wall_id,
        subject_id=subject_id,
        case_id=case_id,
        template=template,
        language=language,
        to=to,
        text=said,
        segments=length(said).segments,
        queued_at=now,
        due_at=now,
    )
    jobs.defer(deliver_text, text_id=str(made.id), wall_id=str(wall_id))
    return made.id


def texts_of_case(case_id: uuid.UUID) -> list[TextView]:
    """The texts about a case within the acting reach, oldest first."""
    return [text.view() for text in TextMessage.objects.filter(case_id=case_id).order_by("queued_at", "id")]


@jobs.job(queue="mail", own_transactions=True)
def deliver_text(*, text_id: str, wall_id: str) -> None:
    """Try to hand one text to the gateway; one that was sent or failed for good is left alone."""
    reach = Reach(actor="worker", walls=(uuid.UUID(wall_id),))
    with acting(reach):
        text = _start(uuid.UUID(text_id))
    if text is None:
        return
    try:
        gateway = gateways.get(settings.PARVIS_SMS_GATEWAY)
        if gateway is None:
            raise GatewayAway("no SMS gateway is configured")
        name = gateway.send(Outgoing(text.id, text.to, text.text, report_address(text.id, text.wall_id)))
    except GatewayRefused as error:
        with acting(reach):
            _note_failure(text.id, error, final=True)
        return
    except GatewayAway as error:
        with acting(reach):
            _note_failure(text.id, error, final=False)
        return
    with acting(reach):
        _note_sent(text.id, name)


def _start(text_id: uuid.UUID) -> TextMessage | None:
    text = TextMessage.objects.select_for_update().filter(id=text_id).first()
    if text is None or text.state not in (MailState.QUEUED, MailState.SENDING):
        return None
    if (wait := turn(text)) is not None:
        text.due_at, text.last_error = clock.now() + wait, WAITS_ITS_TURN
        text.save(update_fields=["due_at", "last_error"])
        jobs.defer(deliver_text, delay=wait, text_id=str(text.id), wall_id=str(text.wall_id))
        return None
    if text.state == MailState.SENDING:
        text.maybe_twice = True
    text.state, text.due_at = MailState.SENDING, clock.now()
    text.attempts += 1
    text.save(update_fields=["state", "attempts", "maybe_twice", "due_at"])
    return text


def _note_sent(text_id: uuid.UUID, name: str) -> None:
    text = TextMessage.objects.select_for_update().filter(id=text_id).first()
    if text is None:
        return  # erased meanwhile
    text.state, text.sent_at, text.last_error, text.text = MailState.SENT, clock.now(), "", ""
    text.gateway_id = name[:200]
    text.save(update_fields=["state", "sent_at", "last_error", "text", "gateway_id"])
    events.publish(TextSent(text.id, text.wall_id, text.case_id, text.template))


def _note_failure(text_id: uuid.UUID, error: Exception, *, final: bool) -> None:
    text = TextMessage.objects.select_for_update().filter(id=text_id).first()
    if text is None:
        return
    text.last_error = str(error)[:1000]
    if final or text.attempts > len(WAITS):
        text.state, text.text = MailState.FAILED, ""
    else:
        wait = WAITS[text.attempts - 1]
        text.state, text.due_at = MailState.QUEUED, clock.now() + wait
        jobs.defer(deliver_text, delay=wait, text_id=str(text.id), wall_id=str(text.wall_id))
    text.save(update_fields=["state", "last_error", "due_at", "text"])
    if text.state == MailState.FAILED:
        events.publish(TextFailed(text.id, text.wall_id, text.case_id, text.template, text.last_error))


def report_address(text_id: uuid.UUID, wall_id: uuid.UUID) -> str:
    """Where the gateway may tell what became of a text: only who got the address can, and only of this text."""
    key = signing.dumps([text_id.hex, wall_id.hex], salt=_SALT, compress=False)
    scheme = "https" if settings.PARVIS_HTTPS else "http"
    return f"{scheme}://{settings.PARVIS_HOST}{reverse('notifications:report', args=[key])}"


def report(key: str, *, delivered: bool, detail: str, at: dt.datetime) -> bool:
    """Note what the gateway tells; the first word counts. Whether the address was ours and the text is still known."""
    try:
        text_id, wall_id = map(uuid.UUID, signing.loads(key, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return False
    with acting(Reach(actor="worker", walls=(wall_id,))):
        text = TextMessage.objects.select_for_update().filter(id=text_id).first()
        if text is None:
            return False
        if text.state == MailState.FAILED or text.delivered_at:
            return True
        if delivered:
            text.delivered_at = at
            text.save(update_fields=["delivered_at"])
            return True
        text.state, text.text, text.last_error = MailState.FAILED, "", detail[:1000]
        text.save(update_fields=["state", "text", "last_error"])
        events.publish(TextFailed(text.id, text.wall_id, text.case_id, text.template, text.last_error))
    return True
