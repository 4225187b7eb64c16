"""News of e-mails."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailSent:
    """The mail server took an e-mail. Published by the worker, behind the e-mail's wall."""

    mail_id: uuid.UUID
    wall_id: uuid.UUID | None
    case_id: uuid.UUID | None
    template: str


@dataclass(frozen=True, slots=True)
class MailFailed:
    """An e-mail will not be tried again: refused for good, or tried for two days. Somebody has to be told."""

    mail_id: uuid.UUID
    wall_id: uuid.UUID | None
    case_id: uuid.UUID | None
    template: str
    error: str


@dataclass(frozen=True, slots=True)
class TextSent:
    """The gateway took a text. Published by the worker, behind the text's wall."""

    text_id: uuid.UUID
    wall_id: uuid.UUID
    case_id: uuid.UUID | None
    template: str


@dataclass(frozen=True, slots=True)
class TextFailed:
    """A text will not be tried again: refused for good, tried for two days, or reported as undelivered."""

    text_id: uuid.UUID
    wall_id: uuid.UUID
    case_id: uuid.UUID | None
    template: str
    error: str
