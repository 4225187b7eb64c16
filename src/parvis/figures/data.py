"""What crosses the border of `figures`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a case ended. ACCEPTED and REFUSED answer it on the merits; CLOSED is an end without (classement sans suite);
    WITHDRAWN one without any decision: the person gave it up.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_answer(self) -> bool:
        return self in (Outcome.ACCEPTED, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Course:
    """What a fact is made from: the days of one case, none of its words.

    ended_on: the day on which it was closed; decided_on, outcome: of its decision, if it has one. returns, fields: how
    often it went back to be mended, and for which answers (ids of fields).
    """

    case_id: uuid.UUID
    wall_id: uuid.UUID
    organisation_id: uuid.UUID
    case_type_id: uuid.UUID
    department_id: uuid.UUID
    received_on: dt.date
    due_on: dt.date | None
    ended_on: dt.date | None
    outcome: str | None
    decided_on: dt.date | None
    returns: int = 0
    fields: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, both included, each as its first day."""

    first: dt.date
    last: dt.date


class BadPeriod(Exception):
    """A period that can't be: `problems` by the part of the address."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(str(dict(problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases are counted: `whole` walls, and of others (`parts`) one department's alone."""

    whole: tuple[uuid.UUID, ...] = ()
    parts: tuple[tuple[uuid.UUID, uuid.UUID], ...] = ()

    @property
    def walls(self) -> tuple[uuid.UUID, ...]:
        return tuple(sorted({*self.whole, *(wall for wall, _ in self.parts)}))


class By(StrEnum):
    """What figures are told apart by."""

    ALL = "all"
    PROCEDURE = "procedures"
    DEPARTMENT = "departments"
    ORGANISATION = "organisations"


@dataclass(slots=True)
class Counted:
    """What was counted of one procedure, department or organisation, or of all.

    received, returned: received in the period, and how many of these went back to be mended at least once.
    answered, unanswered: ended in the period, with an answer on the merits or without. open, late: now, whenever they
    came. days, working: how many answers by the days that they took; due, in_time: of these, those that had a due day,
    and those that kept it.
    """

    received: int = 0
    returned: int = 0
    answered: int = 0
    unanswered: int = 0
    open: int = 0
    late: int = 0
    due: int = 0
    in_time: int = 0
    days: dict[int, int] = field(default_factory=dict)
    working: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """received and ended in it; open when it ended (now, for the current month)."""

    month: dt.date
    received: int
    ended: int
    open: int


@dataclass(frozen=True, slots=True)
class Correction:
    """How many cases received in the period had this answer of theirs asked again."""

    case_type_id: uuid.UUID
    field: str
    cases: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is counted of a period. groups: by what they are told apart by, then by id (None: all)."""

    groups: Mapping[By, Mapping[uuid.UUID | None, Counted]]
    months: Sequence[Month]
    corrections: Sequence[Correction]

    @property
    def all(self) -> Counted:
        return self.groups[By.ALL][None]
