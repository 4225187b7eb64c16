"""The seams of `cases`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parvis.kernel.registry import Registry

if TYPE_CHECKING:
    from parvis.cases.domain.revisions import Published


@dataclass(frozen=True, slots=True)
class DraftDoors:
    """Where a draft goes on, and where it is thrown away: the pages of the module in which requests are filled in."""

    name: str
    resume: Callable[[uuid.UUID], str]
    discard: Callable[[uuid.UUID], str]


draft_doors: Registry[DraftDoors] = Registry("draft doors", key=lambda doors: doors.name)


@dataclass(frozen=True, slots=True)
class Brought:
    """A case that is brought in with many others: what was just written of it, for those who keep rows beside it.

    ids as text. values: the columns of the case by name (days and `submitted_at` as such, `closed_at` as text);
    messages: their bodies.
    """

    id: str
    wall_id: str
    procedure: str
    published: Published
    values: Mapping[str, Any]
    messages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows that another module keeps beside each case: written with it when many are brought in at once.

    tables: their columns in order; rows: (table, line of COPY's text) of one case. It runs in processes without a
    database, so it must know all that it needs: `prepare` is called before with one, and with the
    (procedure's slug, revision) of the cases that come.
    """

    name: str
    tables: Mapping[str, tuple[str, ...]]
    rows: Callable[[Brought], Iterable[tuple[str, str]]]
    prepare: Callable[[Iterable[tuple[str, uuid.UUID]]], None] = lambda revisions: None


BESIDE: Registry[Beside] = Registry("rows beside cases", key=lambda beside: beside.name)
