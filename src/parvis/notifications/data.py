"""What crosses the border of `notifications`."""

import datetime as dt
import enum
import uuid
from dataclasses import dataclass


class MailState(enum.StrEnum):
    """queued → sending → sent, or back to queued after a failure that may pass, or failed for good."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MailView:
    """What a caller may know of an e-mail. `maybe_twice`: a death left unknown whether an attempt had gone through."""

    id: uuid.UUID
    template: str
    to: str
    subject: str
    state: MailState
    attempts: int
    maybe_twice: bool
    last_error: str
    queued_at: dt.datetime
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """An e-mail of the demonstration's outbox. `files` are the names of its attachments."""

    id: str
    to: str
    sender: str
    subject: str
    at: dt.datetime | None
    text: str
    html: str
    files: tuple[str, ...]


class AddressRefused(ValueError):
    """What was given is no e-mail address that one can write to."""
