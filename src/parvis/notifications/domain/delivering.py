"""Handing an e-mail to the mail server: as near to exactly once as SMTP allows.

Invariants: `sending` is committed before the server is spoken to, and nothing is locked meanwhile. A death between the
server's yes and our noting it cannot be told from one before it: the next attempt carries the same Message-ID and the
row says that it may have come twice. A failure that may pass is tried again for two days, then it is final and told.
What was written before to the same person about the same case goes first (`ordering`).
"""

import datetime as dt
import smtplib
import uuid
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from parvis.files import api as files
from parvis.kernel import clock, events, jobs
from parvis.kernel.reach import Reach, acting
from parvis.notifications.data import MailState
from parvis.notifications.domain.ordering import WAITS_ITS_TURN, turn
from parvis.notifications.events import MailFailed, MailSent
from parvis.notifications.models import Mail

MINUTE = dt.timedelta(minutes=1)
#: how long to wait after the first failure, the second…; after the last one the failure is final
WAITS = tuple(n * MINUTE for n in (1, 5, 15, 60, 180, 360, 720, 1440))


@jobs.job(queue="mail", own_transactions=True)
def deliver(*, mail_id: str, wall_id: str | None) -> None:
    """Try to deliver one e-mail; one that was sent or failed for good is left alone."""
    reach = Reach(actor="worker", walls=(uuid.UUID(wall_id),) if wall_id else ())
    with acting(reach):
        mail = _start(uuid.UUID(mail_id))
    if mail is None:
        return
    try:
        with acting(reach):
            message = _message(mail)
        message.send()
    except (OSError, smtplib.SMTPException, files.FileDamaged, files.FileNotFound) as error:
        with acting(reach):
            _note_failure(mail.id, error)
        return
    with acting(reach):
        _note_sent(mail.id)


def _start(mail_id: uuid.UUID) -> Mail | None:
    mail = Mail.objects.select_for_update().filter(id=mail_id).first()
    if mail is None or mail.state not in (MailState.QUEUED, MailState.SENDING):
        return None
    if (wait := turn(mail)) is not None:
        mail.due_at, mail.last_error = clock.now() + wait, WAITS_ITS_TURN
        mail.save(update_fields=["due_at", "last_error"])
        _again(mail, wait)
        return None
    if mail.state == MailState.SENDING:
        mail.maybe_twice = True
    mail.state = MailState.SENDING
    mail.attempts += 1
    mail.due_at = clock.now()
    mail.save(update_fields=["state", "attempts", "maybe_twice", "due_at"])
    return mail


def _message(mail: Mail) -> EmailMultiAlternatives:
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=formataddr((mail.sender_name or name, sender)),
        to=[mail.to],
        headers={
            "Message-ID": mail.message_id,
            "Content-Language": mail.language,
            # no automatic answers, please (RFC 3834 § 5)
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            # RFC 8058 § 3.1: a post to that address, without a page in between
            **(
                {"List-Unsubscribe": f"<{mail.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
                if mail.unsubscribe
                else {}
            ),
        },
    )
    message.attach_alternative(mail.html, "text/html")
    for file_id in mail.attachments:
        ref = files.fetch(uuid.UUID(file_id))
        message.attach(ref.name, files.read(ref), ref.media_type)
    return message


def _note_sent(mail_id: uuid.UUID) -> None:
    mail = Mail.objects.select_for_update().filter(id=mail_id).first()
    if mail is None:
        return  # erased meanwhile
    mail.state, mail.sent_at, mail.last_error = MailState.SENT, clock.now(), ""
    mail.text = mail.html = ""
    mail.save(update_fields=["state", "sent_at", "last_error", "text", "html"])
    events.publish(MailSent(mail.id, mail.wall_id, mail.case_id, mail.template))


def _note_failure(mail_id: uuid.UUID, error: Exception) -> None:
    mail = Mail.objects.select_for_update().filter(id=mail_id).first()
    if mail is None:
        return
    mail.last_error = f"{type(error).__name__}: {error}"[:1000]
    if mail.attempts > len(WAITS) or _is_final(error):
        mail.state = MailState.FAILED
        mail.text = mail.html = ""
    else:
        wait = WAITS[mail.attempts - 1]
        mail.state, mail.due_at = MailState.QUEUED, clock.now() + wait
        _again(mail, wait)
    mail.save(update_fields=["state", "last_error", "due_at", "text", "html"])
    if mail.state == MailState.FAILED:
        events.publish(MailFailed(mail.id, mail.wall_id, mail.case_id, mail.template, mail.last_error))


def _again(mail: Mail, wait: dt.timedelta) -> None:
    jobs.defer(deliver, delay=wait, mail_id=str(mail.id), wall_id=str(mail.wall_id) if mail.wall_id else None)


def _is_final(error: Exception) -> bool:
    """Whether the server refused for good (RFC 5321 § 4.2.1: 5yz), rather than for now."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False  # ours to mend: the operator changes the password, the e-mail must not be lost
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500
