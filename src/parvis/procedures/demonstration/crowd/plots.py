"""The courses that requests take: who does what, how many days after the last thing that happened."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class By(StrEnum):
    """Who acts: whoever asked, the department's agent or its supervisor, an agent of another organisation, a timer."""

    RESIDENT = "resident"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    HELPER = "helper"
    TIMER = "timer"


@dataclass(frozen=True)
class Act:
    """One thing that happens to a request. do: a transition's id, or one of `telling.Teller`'s own acts.

    after: days since the act before it (agents: at least so many, on a working day). words: the reason, the message or
    the note. said: answers to the questions of the transition. about: what a correction asks, or who is to help.
    """

    by: By
    after: int
    do: str
    words: str = ""
    grounds: tuple[str, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True)
class Plot:
    """One course, taken by `count` requests. ago: how many days ago its last act was, from the nearest to the farthest.

    due: instead, the answer is due so many working days from the day of filling (0: today; negative: late). changes:
    made to the answers, given the place among those that take the plot and the day of filling. wanted: another school
    than the sector's. told: the channels chosen. linked: an agent says of the last two that they are the same.
    """

    count: int
    acts: tuple[Act, ...] = ()
    ago: tuple[int, int] = (1, 4)
    due: int | None = None
    changes: Callable[[dict[str, Any], int, dt.date], dict[str, Any]] | None = None
    account: str = ""
    commune: str = ""
    wanted: bool = False
    told: tuple[str, ...] = ()
    linked: bool = False


def agent(after: int, do: str, words: str = "", **more: Any) -> Act:
    return Act(By.AGENT, after, do, words, **more)


def supervisor(after: int, do: str, words: str = "", **more: Any) -> Act:
    return Act(By.SUPERVISOR, after, do, words, **more)


def resident(after: int, do: str, words: str = "", **more: Any) -> Act:
    return Act(By.RESIDENT, after, do, words, **more)


TAKE = agent(1, "take")
RETAKE = agent(2, "take")


def asks(words: str, about: str, after: int = 1, *, note: str = "") -> Act:
    """An agent asks one answer again. note: what is missing beside it."""
    return agent(after, "ask_corrections", note, about=about, said={"words": words})


def mends(after: int, note: str = "") -> Act:
    return resident(after, "mend", note)


def withdraws(after: int, words: str) -> Act:
    return resident(after, "withdraw", words)


def closes(after: int, words: str) -> Act:
    return agent(after, "close", words)


def refuses(after: int, words: str, *grounds: str) -> Act:
    return supervisor(after, "refuse", words, grounds=grounds)


def notes(after: int, words: str) -> Act:
    return agent(after, "note", words)


def says(after: int, words: str) -> Act:
    """A message of the agent's, which moves nothing."""
    return agent(after, "message", words)


def writes(after: int, words: str) -> Act:
    """A message of the resident's."""
    return resident(after, "message", words)
