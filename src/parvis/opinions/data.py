"""What crosses the border of `opinions`."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What became of an opinion that was asked."""

    AWAITED = "awaited"
    #: its day has passed: silence had its effect, an answer is late
    SILENT = "silent"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def waits(self) -> bool:
        """Whether somebody may still answer."""
        return self in (State.AWAITED, State.SILENT)


class ApprovalState(StrEnum):
    """What became of an approval that was asked."""

    AWAITED = "awaited"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    #: the step was taken
    TAKEN = "taken"
    #: the case went another way
    OVERTAKEN = "overtaken"


class Instead(StrEnum):
    """Why somebody approves in the place of another."""

    DELEGATION = "delegation"
    ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class Expert:
    """Who is asked. One of: a department (with a person of it, if one is named), or an address outside."""

    department_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of experts. sections: what they see of the answers, as `showing` gives it; files: which of them.

    yes_no: (id, words). silence: what no answer by `due_on` says (a `deadlines.data.Favour`).
    """

    words: str
    due_on: dt.date
    silence: str = "none"
    confidential: bool = False
    rule: str = ""
    parts: tuple[str, ...] = ()
    files: tuple[uuid.UUID, ...] = ()
    yes_no: tuple[tuple[str, str], ...] = ()
    language: str = "fr"
    remind_days: int = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expert says. favour: a `deadlines.data.Favour`; replies: "yes" or "no" by question."""

    favour: str
    words: str
    replies: tuple[tuple[str, str], ...] = ()
    files: tuple[uuid.UUID, ...] = ()


class Refused(Exception):
    """What was said can't be taken: the message, in the active language, and the field that it concerns."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Overtaken(Exception):
    """Somebody else came first: the message says who, or what happened."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
