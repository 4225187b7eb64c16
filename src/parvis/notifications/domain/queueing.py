"""Queueing an e-mail in the caller's transaction, and looking at those that left or failed."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from parvis.files.api import FileRef
from parvis.kernel import clock, jobs, rows
from parvis.kernel.ids import new_id
from parvis.notifications.data import AddressRefused, MailState, MailView
from parvis.notifications.domain.delivering import deliver
from parvis.notifications.domain.writing import Written, one_line, write
from parvis.notifications.models import Mail


def send(
    *,
    template: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    wall_id: uuid.UUID | None,
    subject_id: uuid.UUID | None = None,
    case_id: uuid.UUID | None = None,
    attachments: Iterable[FileRef] = (),
    at: dt.datetime | None = None,
    unsubscribe: str = "",
) -> uuid.UUID:
    """Write an e-mail and queue it: it leaves once the caller's transaction has committed, and not before `at`.

    template: as `writing.write` reads it; wall_id: behind which wall it is seen (None: by the worker alone);
    attachments: files of the same wall; unsubscribe: an address that takes one's word by one click. Gives the e-mail's
    id. Raises AddressRefused.
    """
    return queue(
        write(template, language, context),
        template=template,
        to=to,
        language=language,
        sender_name=str(getattr(context.get("site"), "name", "")),
        wall_id=wall_id,
        subject_id=subject_id,
        case_id=case_id,
        attachments=attachments,
        at=at,
        unsubscribe=unsubscribe,
    )


def queue(
    written: Written,
    *,
    template: str,
    to: str,
    language: str,
    sender_name: str = "",
    wall_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    case_id: uuid.UUID | None = None,
    attachments: Iterable[FileRef] = (),
    at: dt.datetime | None = None,
    unsubscribe: str = "",
) -> uuid.UUID:
    """Queue an e-mail that is already written. Raises AddressRefused."""
    now = clock.now()
    mail_id = new_id()
    mail = Mail(
        id=mail_id,
        wall_id=wall_id,
        subject_id=subject_id,
        case_id=case_id,
        template=template,
        language=language,
        sender_name=one_line(sender_name)[:200],
        to=address(to),
        subject=one_line(written.subject)[:300],
        text=written.text,
        html=written.html,
        attachments=[str(ref.id) for ref in attachments],
        unsubscribe=unsubscribe,
        message_id=f"<{mail_id.hex}@{settings.PARVIS_HOST.partition(':')[0]}>",
        queued_at=now,
        due_at=at or now,
    )
    rows.insert([mail])
    delay = at - now if at and at > now else None
    jobs.defer(deliver, delay=delay, mail_id=str(mail_id), wall_id=str(wall_id) if wall_id else None)
    return mail_id


def address(text: str) -> str:
    """An address that one can write to. Raises AddressRefused."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise AddressRefused(f"not an e-mail address: {text!r}") from error
    return text


def get(mail_id: uuid.UUID) -> MailView | None:
    """An e-mail within the acting reach."""
    found = Mail.objects.filter(id=mail_id).first()
    return found.view() if found else None


def of_case(case_id: uuid.UUID) -> list[MailView]:
    """The e-mails about a case within the acting reach, oldest first."""
    return [mail.view() for mail in Mail.objects.filter(case_id=case_id).order_by("queued_at", "id")]


def failed(limit: int = 100) -> list[MailView]:
    """The e-mails within the acting reach that failed for good, latest first."""
    return [mail.view() for mail in Mail.objects.filter(state=MailState.FAILED).order_by("-queued_at")[:limit]]
