"""The demonstration's outbox: e-mails and texts are written to files of `PARVIS_VAR/outbox` instead of leaving.

E-mails are whole RFC 5322 messages, named by their Message-ID; texts are JSON, named by their id: a retry replaces and
never doubles.
"""

import datetime as dt
import email
import email.policy
import email.utils
import json
import os
import re
import uuid
from collections.abc import Sequence
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.notifications.data import OutboxMail, OutboxText
from parvis.notifications.domain.lengths import length

_ID = re.compile(r"^[0-9a-f]{32}$")


def folder() -> Path:
    """Where the demonstration's e-mails lie."""
    return Path(settings.PARVIS_VAR) / "outbox"


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend of the demonstration."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            written = message.message()
            name = str(written["Message-ID"] or "").strip("<>").partition("@")[0]
            if not _ID.fullmatch(name):
                name = new_id().hex
            draft = folder() / f".{name}.{os.getpid()}"
            draft.write_bytes(written.as_bytes())
            draft.replace(folder() / f"{name}.eml")
        return len(email_messages)


def listed(limit: int = 200) -> list[OutboxMail]:
    """The latest e-mails first (their names are UUIDv7: they sort by time)."""
    names = sorted((path.stem for path in folder().glob("*.eml")), reverse=True) if folder().exists() else []
    return [mail for name in names[:limit] if (mail := find(name))]


def _parsed(name: str) -> Parsed | None:
    if not _ID.fullmatch(name):
        return None
    try:
        data = (folder() / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    return email.message_from_bytes(data, policy=email.policy.default)


def find(name: str) -> OutboxMail | None:
    """One e-mail of the outbox by its id."""
    message = _parsed(name)
    if message is None:
        return None
    return OutboxMail(
        id=name,
        to=str(message["To"]),
        sender=str(message["From"]),
        subject=str(message["Subject"]),
        at=email.utils.parsedate_to_datetime(str(message["Date"])) if message["Date"] else None,
        text=_body(message, "plain"),
        html=_body(message, "html"),
        files=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )


def _body(message: Parsed, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def attachment(name: str, number: int) -> tuple[str, str, bytes] | None:
    """Name, media type and bytes of an attachment, counted from 0."""
    message = _parsed(name)
    parts = list(message.iter_attachments()) if message else []
    if not 0 <= number < len(parts):
        return None
    part = parts[number]
    data = part.get_content()
    return part.get_filename() or "", part.get_content_type(), data.encode() if isinstance(data, str) else data


def keep_text(text_id: uuid.UUID, *, to: str, text: str) -> None:
    """Put a text into the outbox."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder() / f".{text_id.hex}.{os.getpid()}"
    draft.write_text(json.dumps({"to": to, "text": text, "at": clock.now().isoformat()}), encoding="utf-8")
    draft.replace(folder() / f"{text_id.hex}.sms")


def texts(limit: int = 200) -> list[OutboxText]:
    """The latest texts first."""
    paths = sorted(folder().glob("*.sms"), reverse=True) if folder().exists() else []
    found = []
    for path in paths[:limit]:
        said = json.loads(path.read_text(encoding="utf-8"))
        at = dt.datetime.fromisoformat(said["at"])
        found.append(OutboxText(path.stem, said["to"], at, said["text"], length(said["text"]).segments))
    return found
