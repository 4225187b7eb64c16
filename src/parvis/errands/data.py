"""What crosses the border of `errands`: kinds, states, failures."""

import enum
from dataclasses import dataclass


class What(enum.StrEnum):
    """Kinds of errands. Values are stored: never rename one."""

    TIMER = "timer"
    HAND_OUT = "hand_out"
    CREATE = "create"
    CALL = "call"


class State(enum.StrEnum):
    """waiting → (doing →) done, or back to waiting after a failure that may pass, or failed; dropped: overtaken."""

    WAITING = "waiting"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


class Failed(Exception):
    """An errand that could not be done. words: why, for agents; final: trying again is of no use."""

    def __init__(self, words: str, *, final: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.final = final


class Later(Exception):
    """Not now: it is looked at again tomorrow."""


class Overtaken(Exception):
    """Nothing is to be done any more."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a done errand says in the history of its case; nothing where `data` is None."""

    data: dict[str, object] | None = None
