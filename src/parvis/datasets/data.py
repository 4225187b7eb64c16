"""What crosses the border of `datasets`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from parvis.forms.data import LocalizedText

MOST_ROWS = 100_000
MOST_COLUMNS = 40
LONGEST_KEY, LONGEST_LABEL, LONGEST_CELL = 100, 200, 500


class Refused(Exception):
    """What can't be done or taken; the text says why, in the active language."""


@dataclass(frozen=True, slots=True)
class Current:
    """The copy of a data set that forms offer now. columns: titles by name."""

    id: uuid.UUID
    code: str
    number: int
    name: LocalizedText
    rows: int
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that may be chosen. cells: by the names of columns, empty ones left out."""

    key: str
    label: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Use:
    """What somewhere uses of a data set. where: as its designers know it."""

    where: str
    code: str
    columns: frozenset[str]
