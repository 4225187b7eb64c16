"""What crosses the border of `revising`: how a passage stands, and what became of each request."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """A passage from the moment somebody looks."""

    LOOKING = "looking"  # every open request and draft is looked at; nothing is written to them
    LOOKED = "looked"  # the groups are there to choose among
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class ItemState(StrEnum):
    """One request or draft of a passage."""

    SEEN = "seen"
    WAITING = "waiting"
    DONE = "done"
    UNCHANGED = "unchanged"  # it was there already, or is no longer open
    REFUSED = "refused"


class Kind(StrEnum):
    """What is moved."""

    CASE = "case"
    DRAFT = "draft"


class Refused(Exception):
    """It can't be done; the text says why to who asked."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a passage were chosen, and what became of these."""

    total: int
    done: int
    unchanged: int
    refused: int

    @property
    def over(self) -> int:
        return self.done + self.unchanged + self.refused
