"""A book: what an export holds, laid out as sheets of typed columns.

Spreadsheets have a sheet for each block, whose rows name their case by its reference: what people filter and count.
A single table (CSV, the properties of a map) has the columns of each row of a block, side by side, as many as a case
has at most.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.exchange.data import Column, NotPossible, Options, Row
from parvis.exchange.domain.columns import blocks_of, with_numbers
from parvis.forms.data import IndexKind, JsonValue
from parvis.kernel.clock import PARIS

#: what XLSX can hold (ECMA-376), and what LibreOffice opens: lines of a sheet, headings among them
MOST_LINES = 1_048_576
#: columns of a sheet of both
MOST_COLUMNS = 16_384
#: what no XML 1.0 document can hold (§ 2.2)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Book:
    """An export to be written. widths: the most rows of each block that a case has. total: how many cases."""

    title: str
    columns: Sequence[Column]
    widths: Mapping[str, int]
    options: Options
    total: int

    @property
    def own(self) -> list[Column]:
        return [column for column in self.columns if not column.block]

    @property
    def blocks(self) -> dict[str, tuple[Column, ...]]:
        return {block: with_numbers(block, many) for block, many in blocks_of(self.columns).items()}

    def flat(self) -> list[Column]:
        """The columns of one table with everything side by side. Raises NotPossible for too many."""
        found = self.own
        for block, many in self.blocks.items():
            for number in range(self.widths.get(block, 0)):
                found += [
                    Column(
                        f"{_joined(one)}_{number + 1}",
                        f"{one.item_label or one.block_label} {number + 1} – {one.label}",
                        one.kind,
                    )
                    for one in many
                ]
        return _few(found)

    def flattened(self, row: Row) -> list[JsonValue]:
        """The cells for `flat`."""
        cells = list(row.cells)
        for block, many in self.blocks.items():
            held, width = row.blocks.get(block, ()), self.widths.get(block, 0)
            for found in held:
                cells += found
            cells += [None] * (len(many) * (width - len(held)))
        return cells

    def sheets(self) -> list[Sheet]:
        """The sheets of a spreadsheet, the cases' first. Raises NotPossible for too many lines or columns."""
        if self.total >= MOST_LINES:
            raise NotPossible(
                _("A spreadsheet holds 1,048,575 requests at most: choose CSV, or take fewer at a time by their dates")
            )
        names = _names([self.title, *(many[0].block_label for many in self.blocks.values())])
        found = [Sheet(names[0], tuple(_few(self.own)))]
        for name, (block, many) in zip(names[1:], self.blocks.items(), strict=True):
            reference = Column("reference", _("Reference"), IndexKind.CODE)
            number = Column("n", _("Number"), IndexKind.INTEGER)
            found.append(Sheet(name, tuple(_few([reference, number, *many])), block))
        return found


def _joined(column: Column) -> str:
    return column.path.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the cases themselves, or the rows of one block."""

    name: str
    columns: tuple[Column, ...]
    block: str = ""

    def lines(self, rows: Iterable[Row]) -> Iterator[Sequence[JsonValue]]:
        """Its lines. Raises NotPossible where a sheet can't hold them all."""
        if not self.block:
            for row in rows:
                yield row.cells
            return
        count = 1
        for row in rows:
            for number, cells in enumerate(row.blocks.get(self.block, ()), 1):
                count += 1
                if count > MOST_LINES:
                    raise NotPossible(
                        _("The sheet “%(name)s” would have more than 1,048,575 lines: take fewer requests at a time")
                        % {"name": self.name}
                    )
                yield [row.reference, number, *cells]


def day(value: JsonValue) -> dt.date | None:
    """A day, or None for what is none (a date of which the day is not known): that stays a text."""
    try:
        return dt.date.fromisoformat(value)
    except (ValueError, TypeError):
        return None


def moment(value: JsonValue) -> dt.datetime | None:
    """A moment as a clock in Paris shows it, without its zone, which spreadsheets have not."""
    try:
        found = dt.datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return found.astimezone(PARIS).replace(tzinfo=None) if found.tzinfo else found


def yes(value: JsonValue) -> str:
    """Yes or no, in the language of the export."""
    return _("Yes") if value else _("No")


def is_number(value: JsonValue) -> bool:
    """Whether a cell of a column of numbers is one."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def legible(text: Any) -> str:
    """A text without what XML can't hold."""
    return _ILLEGAL.sub("", str(text))


def _few(columns: list[Column]) -> list[Column]:
    if len(columns) > MOST_COLUMNS:
        raise NotPossible(_("A spreadsheet holds 16,384 columns at most: choose fewer"))
    return columns


_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def _names(titles: Sequence[str]) -> list[str]:
    """Names of sheets as Excel takes them: at most 31 characters, none of []:*?/\\, no apostrophe at an end, no two
    alike whatever their case.
    """
    found: list[str] = []
    for title in titles:
        plain = _FORBIDDEN.sub(" ", title)
        base = " ".join(plain.split()).strip("' ")[:31].strip("' ") or "Sheet"
        name, number = base, 1
        while name.casefold() in {one.casefold() for one in found} or name.casefold() == "history":
            number += 1
            name = f"{base[: 31 - len(f' {number}')]} {number}"
        found.append(name)
    return found
