"""A form as both readers give it, before it becomes our definition: the typed model between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from parvis.incoming.domain.accounting import Entry


@dataclass(slots=True)
class Written:
    """A rule in another system's language. text: as written there; entry: its line in the report."""

    text: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice: its id there, its label, its id here, and what else the other system knows of it."""

    key: str
    label: str
    value: str
    more: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Ask:
    """Something on a page: a question, words to read, a computed value. type: one of our types of field.

    name: how rules over there call it; offered: its choices; guessed: they are not those that
    rules over there speak of; outcomes: every text that a computed value may give, where they are few; format: how the
    other system holds the answer, where its rules would see it ("text", "date", "bool", "number", "choice", "choices",
    "file", "none").
    """

    entry: Entry
    type: str
    label: str
    name: str = ""
    hint: str = ""
    required: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    offered: tuple[Offered, ...] = ()
    guessed: bool = False
    format: str = "text"
    condition: Written | None = None
    computed: Written | None = None
    outcomes: tuple[str, ...] = ()
    prefill: str | None = None
    checks: list[tuple[Any, str]] = field(default_factory=list)


@dataclass(slots=True)
class Repeat:
    """A repeated group; rows: the names of its rows, where they are fixed; table: drawn as one."""

    entry: Entry
    label: str
    name: str
    members: list[Ask | Repeat]
    hint: str = ""
    least: int = 0
    most: int = 10
    condition: Written | None = None
    rows: tuple[str, ...] = ()
    table: bool = False

    def size(self) -> int:
        """Questions and blocks that it holds."""
        return sum(1 + (one.size() if isinstance(one, Repeat) else 0) for one in self.members)


@dataclass(slots=True)
class Heading:
    """A title within a page; level 1 stands above level 2. name: how its text may be called, if at all."""

    entry: Entry
    text: str
    level: int = 1
    condition: Written | None = None


@dataclass(slots=True)
class After:
    """A check of a whole page, with the message that stops."""

    rule: Written
    message: str


@dataclass(slots=True)
class Sheet:
    """A page. entry: None for the one that a form without pages has."""

    entry: Entry | None
    title: str
    items: list[Ask | Repeat | Heading] = field(default_factory=list)
    condition: Written | None = None
    after: list[After] = field(default_factory=list)


@dataclass(slots=True)
class Model:
    """A form. constants: what its rules may read that is fixed in the export (its options), by name there."""

    entry: Entry
    title: str
    slug: str
    sheets: list[Sheet]
    category: str = ""
    constants: dict[str, Any] = field(default_factory=dict)
    workflow: str = ""
