"""What crosses the border of `figures`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
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
