"""News of letters."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterPosted:
    """A letter left on `on`; `by` is the name of the agent who says so. Told in the agent's transaction."""

    letter_id: uuid.UUID
    wall_id: uuid.UUID
    case_id: uuid.UUID
    topic: str
    title: str
    on: dt.date
    by: str
    by_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class LetterWithdrawn:
    """A letter will not be posted; `reason` says why."""

    letter_id: uuid.UUID
    wall_id: uuid.UUID
    case_id: uuid.UUID
    topic: str
    title: str
    reason: str
    by: str
    by_id: uuid.UUID | None
