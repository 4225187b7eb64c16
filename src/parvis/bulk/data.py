"""What crosses the border of `bulk`: how a run stands, why a case was left as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

#: cases in one run at most
MOST = 20_000


class RunState(StrEnum):
    """A run from the moment it is confirmed."""

    ASKED = "asked"  # the cases are not listed yet
    RUNNING = "running"
    STOPPED = "stopped"  # by who asked for it
    DONE = "done"
    REFUSED = "refused"  # nothing of it was done: too many cases, a query that can't be answered any more


class ItemState(StrEnum):
    """One case of a run."""

    WAITING = "waiting"
    DONE = "done"
    UNCHANGED = "unchanged"  # it was so already
    REFUSED = "refused"


class Refused(Exception):
    """This case stays as it is; the text says why to who asked."""


class Mistakes(Exception):
    """What was typed can't be done: messages by the name of the field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: cases by state."""

    total: int
    done: int
    unchanged: int
    refused: int

    @property
    def left(self) -> int:
        return self.total - self.done - self.unchanged - self.refused

    @property
    def over(self) -> int:
        return self.total - self.left
