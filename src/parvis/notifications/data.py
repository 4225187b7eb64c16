"""What crosses the border of `notifications`."""

import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.files.data import FileRef


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


class Channel(enum.StrEnum):
    """How people are told. Values are stored: never rename one. Their order is that in which one is chosen for who
    chose none.
    """

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"

    @property
    def label(self) -> Promise:
        return {Channel.EMAIL: _("by e-mail"), Channel.SMS: _("by SMS"), Channel.LETTER: _("by letter")}[self]


class Topic(enum.StrEnum):
    """What people are told of. Values are stored: never rename one."""

    RECEIPT = "receipt"
    MESSAGE = "message"
    DECISION = "decision"

    @property
    def label(self) -> Promise:
        return {
            Topic.RECEIPT: _("Receipts of my requests"),
            Topic.MESSAGE: _("Messages, and what is asked of me"),
            Topic.DECISION: _("Decisions"),
        }[self]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where somebody can be reached. phone: E.164; postal: `street`, `complement`, `postcode`, `city`."""

    name: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    postal: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a letter says: a title, paragraphs, and the document that goes with it (which is then the letter's body).

    department_id: who prints it; reference and page: of what it is about, for the agent who prints it.
    """

    title: str
    texts: tuple[str, ...]
    organisation_id: uuid.UUID
    department_id: uuid.UUID
    reference: str = ""
    document_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell somebody, in the words of each channel, already in their language.

    template and context: of the e-mail (`writing.write`); text: the SMS; sheet: the letter; attachments: of the e-mail.
    """

    topic: Topic
    recipient: Recipient
    language: str
    template: str
    context: Mapping[str, Any]
    text: str
    sheet: Sheet
    wall_id: uuid.UUID
    subject_id: uuid.UUID
    case_id: uuid.UUID
    attachments: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class TextView:
    """What a caller may know of a text to a mobile phone."""

    id: uuid.UUID
    template: str
    to: str
    state: MailState
    attempts: int
    maybe_twice: bool
    last_error: str
    queued_at: dt.datetime
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class OutboxText:
    """A text of the demonstration's outbox."""

    id: str
    to: str
    at: dt.datetime
    text: str
    segments: int


class NumberRefused(ValueError):
    """What was given is no number to which a text can be sent."""


class Unreached(Exception):
    """None of the channels reaches this person."""
