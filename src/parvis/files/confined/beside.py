"""Sheets that belong to another: one whose first column has the title of a column there (our exports write such a sheet
for each block) names its lines. What it says of a line is put beside it, as many columns as a line needs at most, under
titles like "Children 2 – First name".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from parvis.files.confined.reasons import Refused

Cell = str | int | float | bool | None
#: numbers and cells of lines
Lines = Iterator[tuple[int, list[Cell]]]


def put(lines: Lines, others: Sequence[tuple[str, Lines]], found: dict[str, Any], *, most: int) -> Lines:
    """The lines of a sheet with those of `others`, by name, that name them. `found` hears which sheets were put there
    ("joined") and how many of their lines name none ("orphans"). most: columns. Raises Refused: too_large.
    """
    first = next((line for line in lines if any(cell is not None for cell in line[1])), None)
    if first is None:
        return
    number, titles = first
    places = {_said(title): place for place, title in reversed(list(enumerate(titles))) if title is not None}
    joins = [one for name, sheet in others if (one := _join(name, sheet, places))]
    found["joined"] = [one.name for one in joins]
    width = len(titles)
    if width + sum(len(one.titles) for one in joins) > most and joins:
        raise Refused("too_large")
    yield number, [*titles, *(title for one in joins for title in one.titles)]
    for number, cells in lines:
        if joins and any(cell is not None for cell in cells):
            held = [*cells[:width], *([None] * (width - len(cells)))]
            yield number, [*held, *(cell for one in joins for cell in one.cells(held[one.place]))]
        else:
            yield number, cells
    found["orphans"] = sum(one.orphans() for one in joins)


@dataclass
class _Join:
    """A sheet whose lines name those of another. place: of the column there that says which; most: lines of one."""

    name: str
    place: int
    heads: list[Cell]
    lines: dict[str, list[list[Cell]]]
    met: set[str] = field(default_factory=set)

    @property
    def most(self) -> int:
        return max(map(len, self.lines.values()), default=0)

    @cached_property
    def titles(self) -> list[Cell]:
        return [
            f"{self.name} {number} – {'' if head is None else head}"
            for number in range(1, self.most + 1)
            for head in self.heads
        ]

    def cells(self, key: Cell) -> list[Cell]:
        said = _said(key)
        self.met.add(said)
        held = self.lines.get(said, ()) if said else ()
        found = [cell for line in held for cell in line]
        return found + [None] * (len(self.titles) - len(found))

    def orphans(self) -> int:
        return sum(len(held) for said, held in self.lines.items() if said not in self.met)


def _said(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split()).casefold()


def _join(name: str, sheet: Lines, places: dict[str, int]) -> _Join | None:
    lines = (cells for _number, cells in sheet if any(cell is not None for cell in cells))
    heads = next(lines, None)
    if heads is None or _said(heads[0]) not in places:
        return None
    # the second column of our own exports counts the lines of a case
    counted = len(heads) > 1 and _said(heads[1]) in ("numéro", "number", "n")
    begin, end = 2 if counted else 1, len(heads)
    found = _Join(name, places[_said(heads[0])], heads[begin:end], {})
    for cells in lines:
        held = [*cells[begin:end], *([None] * (end - len(cells)))][: end - begin]
        found.lines.setdefault(_said(cells[0]), []).append(held)
    return found if found.heads and found.lines else None
