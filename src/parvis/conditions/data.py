"""What an editor shows: a tree of rows and groups, with values as they are typed.

A tree may be unfinished (no question chosen, half a date): what was typed is kept as it is until it says something.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Mode(StrEnum):
    """How the parts of a group count together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    NOT_ALL = "not_all"


@dataclass(slots=True)
class Group:
    """Conditions that count together."""

    mode: Mode = Mode.ALL
    children: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """« question · operator · value ».

    subject: the name that is read ("@name" from inside a record for one outside, "name#point" for a point on the map);
    against: what it is compared with ("" a value, "today", a name); value, several, number: as typed; shift and unit:
    so many days, months or years later than `against`; over: the number that is summed; inner: the condition on each
    record.
    """

    subject: str = ""
    operator: str = ""
    against: str = ""
    value: str = ""
    several: list[str] = field(default_factory=list)
    shift: str = ""
    unit: str = "days"
    number: str = ""
    over: str = ""
    inner: Group | None = None


@dataclass(slots=True)
class Written:
    """A part that rows can't show, in its text form."""

    text: str = ""


@dataclass(slots=True)
class Operand:
    """A part of a formula. source: "value", "name:…" a variable, "call:…" a function, "if", "written", "" for nothing
    chosen yet; parts: what a function takes, or the two values of an "if"; condition: that of an "if" or of a count.
    """

    source: str = ""
    value: str = ""
    text: str = ""
    over: str = ""
    parts: list[Operand] = field(default_factory=list)
    condition: Group | None = None


Node: TypeAlias = Group | Row | Written
Tree: TypeAlias = Group | Operand


@dataclass(frozen=True, slots=True)
class Told:
    """Something said of a part of a tree, in the active language. path: of the part, "r" for the whole."""

    path: str
    message: str
    blocking: bool = True


class Unfinished(Exception):
    """A part says nothing yet: what is missing, in the active language."""
