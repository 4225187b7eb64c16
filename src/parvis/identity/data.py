"""What crosses the border of identity."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """How to write to a person: name as they gave it, e-mail, language of the account ("fr", "en")."""

    person_id: uuid.UUID
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One line of a person's list of sessions: a browser, on the territory's host and the sites that it entered.

    browser: in words ("Firefox on Windows"), "" if it says nothing that we know.
    """

    id: uuid.UUID
    browser: str
    created_at: dt.datetime
    seen_at: dt.datetime
    hosts: tuple[str, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail of sign-in, rendered: `template` names what it is ("email_confirmation", "password_reset_key"…)."""

    template: str
    to: str
    language: str
    subject: str
    text: str
    html: str
