"""What crosses the border of `workload`."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

#: an answer due within so many days is at risk, where the department chose nothing else
RISK_DAYS = 5
RISK_LONGEST = 60
#: what becomes of cases that arrive: nothing, handed out by rule, or by rule and otherwise in turn
ARRIVALS = ("", "rules", "all")


class Way(StrEnum):
    """How chosen cases are handed out."""

    BOTH = "both"  # by the rules of their department; what none fits, in turn
    RULES = "rules"  # by the rules; what none fits stays
    TURN = "turn"  # each to whoever has the fewest


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody to whom cases may be given. load: the open cases that they follow; walls: behind which they work."""

    id: uuid.UUID
    name: str
    load: int = 0
    walls: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody's absence, both days included. replacement_id: who stands in, None for nobody."""

    id: uuid.UUID
    person_id: uuid.UUID
    replacement_id: uuid.UUID | None
    first_day: dt.date
    last_day: dt.date

    def covers(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class StoodFor:
    """Somebody for whom one stands in today, until that day."""

    person_id: uuid.UUID
    name: str
    until: dt.date


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has to do; numbers beyond 1,000 are 1,001 (`kernel.ui.shell.COUNTED`).

    risk: due within the department's days; back: mended by the person concerned or sent back by who confirms.
    """

    open: int = 0
    new: int = 0
    risk: int = 0
    late: int = 0
    back: int = 0


class Refused(ValueError):
    """What was asked can't be; the text says how to mend it. field: the input that it is about."""

    def __init__(self, message: str, field: str = "main") -> None:
        super().__init__(message)
        self.field = field
