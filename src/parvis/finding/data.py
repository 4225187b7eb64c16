"""What crosses the border of `finding`: a query with its address, the columns it may name, a page of lines."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from parvis.cases.data import CaseLine
from parvis.forms.data import IndexKind

__all__ = [
    "ANSWER",
    "BadQuery",
    "Choice",
    "Column",
    "Filter",
    "IndexKind",
    "Line",
    "Mended",
    "Operator",
    "Page",
    "Query",
    "Sort",
    "State",
]

#: what the key of an answer's column begins with: `a.attendance`, `a.address.city`, `a.vehicles.plate`
ANSWER = "a."


class State(StrEnum):
    """Which cases: those that wait for somebody (open by default), those that have ended, or both."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


class Operator(StrEnum):
    """How a column is compared. IS and NOT take one value or several (any of them); the last two take none."""

    IS = "is"
    NOT = "not"
    STARTS = "starts"
    FROM = "from"
    TO = "to"
    EMPTY = "empty"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition. values: as typed in the address (ids, ISO dates, `12,5`, `today-7`, `me`), never trusted.

    Of a column with several values (a block, several choices), IS, STARTS, FROM and TO ask for one that fits.
    """

    column: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of the lines; those without a value in the column stand last, either way."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows. An address holds one (`address`, `read`), so a view that is kept or shared is an address.

    procedure: a slug, across organisations; needed as soon as an answer is named. sort: None for the order that suits:
    newest first where words are searched, else by the state (by due day; what ended last first; received last first).
    columns: keys to show, in order; empty: the page's own.
    """

    procedure: str = ""
    state: State = State.OPEN
    filters: tuple[Filter, ...] = ()
    words: str = ""
    sort: Sort | None = None
    columns: tuple[str, ...] = ()

    @classmethod
    def read(cls, params: Any) -> Query:
        """The query that an address holds: a `QueryDict`, or a mapping to texts or lists of texts. Pure.

        What is not said of a query (a cursor, a token) is left alone. Raises BadQuery, and nothing else.
        """
        return _Reader(params).query()

    def address(self) -> str:
        """The query string: `read(parse(address()))` gives the query back; "" for the list as it comes."""
        said: list[tuple[str, str]] = []
        if self.procedure:
            said.append(("procedure", self.procedure))
        if self.state is not State.OPEN:
            said.append(("state", str(self.state)))
        for one in self.filters:
            said += [(f"{one.column}:{one.operator}", value) for value in one.values or ("1",)]
        if self.words:
            said.append(("words", self.words))
        if self.sort:
            said.append(("sort", ("-" if self.sort.descending else "") + self.sort.column))
        said += [("column", column) for column in self.columns]
        return urlencode(said)


class BadQuery(Exception):
    """A query that can't be answered: what is wrong, in the page's language, by the name of the part in the address."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{part}: {message}" for part, message in problems.items()))
        self.problems = dict(problems)


_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_COLUMN = re.compile(r"(a\.)?[a-z][a-z0-9_]{0,59}(\.[a-z][a-z0-9_]{0,59}){0,3}")
#: what an address may hold at most: beyond is nonsense, or an attempt
_FILTERS, _VALUES, _COLUMNS, _LENGTH = 30, 100, 100, 200
_ALONE = (Operator.STARTS, Operator.FROM, Operator.TO)
_NONE = (Operator.EMPTY, Operator.FILLED)


class _Reader:
    """Reads an address; gathers what is wrong by part, and says it all at once."""

    def __init__(self, params: Any) -> None:
        self._problems: dict[str, str] = {}
        self._given: dict[str, list[str]] = {}
        for name, values in params.lists() if hasattr(params, "lists") else dict(params).items():
            texts = [str(value).strip() for value in ([values] if isinstance(values, str) else values)]
            self._given[str(name)] = [text for text in texts if text]

    def query(self) -> Query:
        procedure, words = self._one("procedure"), self._one("words")
        if procedure and not _SLUG.fullmatch(procedure):
            self._problems["procedure"] = _("There is no such procedure")
        state = self._one("state") or str(State.OPEN)
        if state not in set(State):
            self._problems["state"] = _("Choose open requests, ended ones or all")
            state = str(State.OPEN)
        filters = self._filters()
        sort = self._sort()
        columns = tuple(dict.fromkeys(self._given.get("column", ())))
        if len(columns) > _COLUMNS or not all(_COLUMN.fullmatch(column) for column in columns):
            self._problems["column"] = _("There is no such column")
        named = [one.column for one in filters] + list(columns) + ([sort.column] if sort else [])
        if not procedure and any(column.startswith(ANSWER) for column in named):
            self._problems.setdefault("procedure", _("Choose the procedure whose answers you want to see"))
        if self._problems:
            raise BadQuery(self._problems)
        return Query(procedure, State(state), filters, words, sort, columns)

    def _one(self, name: str) -> str:
        values = self._given.get(name, [])
        if len(set(values)) > 1:
            self._problems[name] = _("Give one value here")
        return self._legible(name, values[0]) if values else ""

    def _legible(self, name: str, value: str) -> str:
        """A text that a database can hold: no control character, no half of a character."""
        if len(value) > _LENGTH or any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value):
            self._problems[name] = _("This text can’t be read, or is too long")
            return ""
        return value

    def _sort(self) -> Sort | None:
        text = self._one("sort")
        if not text:
            return None
        sort = Sort(text.removeprefix("-"), text.startswith("-"))
        if not _COLUMN.fullmatch(sort.column):
            self._problems["sort"] = _("There is no such column to sort by")
        return sort

    def _filters(self) -> tuple[Filter, ...]:
        found = []
        for name, values in self._given.items():
            column, colon, operator = name.rpartition(":")
            if not colon or not values:
                continue
            label = name[:_LENGTH]
            if not _COLUMN.fullmatch(column) or operator not in set(Operator):
                self._problems[label] = _("There is no such filter")
                continue
            texts = tuple(dict.fromkeys(self._legible(label, value) for value in values))
            if operator in _NONE:
                texts = ()
            if len(texts) > (1 if operator in _ALONE else _VALUES):
                self._problems[label] = _("Give one value here") if operator in _ALONE else _("Give fewer values here")
            found.append(Filter(column, Operator(operator), texts))
        if len(found) > _FILTERS:
            self._problems["filters"] = _("These are too many filters at once")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter offers, and how people read it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a list may show, filter and sort by.

    operators: empty where it can only be shown. several: a case has several values in it (then it is no order).
    former: no published form asks for it any more. mixed: older forms asked for another type: their answers have no
    place in this column's order, and stand last. written: as `forms.data.Indexed` has it. shown: False of a filter
    alone: what it hangs on is not read with the lines.
    """

    key: str
    label: str
    kind: IndexKind
    operators: tuple[Operator, ...] = ()
    sortable: bool = True
    several: bool = False
    former: bool = False
    mixed: bool = False
    choices: tuple[Choice, ...] = ()
    written: Callable[[str], str | None] | None = field(default=None, compare=False, repr=False)
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list. cells: the text of each column that the query names, in the page's language, "" for none.

    version: grows with every write to the case. unread: it has a message that no agent has read yet.
    """

    case: CaseLine
    cells: Mapping[str, str] = field(default_factory=dict)
    lent: bool = False
    wall_id: uuid.UUID | None = None
    version: int = 0
    unread: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """A word that no case holds, and the one that was looked for as well, because it differs by a letter or two."""

    said: str
    meant: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. before, after: cursors of the neighbouring pages, "" where there is none.

    count: exact to 1,000 (`kernel.ui.shell.COUNTED`), then 1,001 for "more"; None where nobody asked for it.
    remarks: what the reader should know of the order (answers of another type stand last).
    understood: words of the query that nothing holds, with what was searched as well.
    """

    lines: tuple[Line, ...]
    before: str
    after: str
    count: int | None
    remarks: tuple[str, ...] = ()
    understood: tuple[Mended, ...] = ()
