"""What crosses the border of the mailroom."""

import datetime as dt
import enum
import uuid
from dataclasses import dataclass


class LetterState(enum.StrEnum):
    """waiting → printed (in one batch) → posted; or withdrawn. A reprint goes back to waiting."""

    WAITING = "waiting"
    PRINTED = "printed"
    POSTED = "posted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter as the queue shows it. ready: the document that goes with it is sealed."""

    id: uuid.UUID
    case_id: uuid.UUID
    reference: str
    title: str
    address: tuple[str, ...]
    state: LetterState
    asked_at: dt.datetime
    ready: bool
    reprints: int


class NothingToPrint(Exception):
    """All of the letters that were chosen are in somebody's batch already, withdrawn, or gone."""


class NotPossible(Exception):
    """The letter or batch is not in a state for that; somebody else may have been quicker."""


class WrongDay(ValueError):
    """A day of posting in the future, or before the letters were printed."""
