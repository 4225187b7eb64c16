"""The face of `finding`: `page(query, walls, …)`, `count(…)`, `columns(…)`, `matching(…)`. See docs/develop/finding.md.

All of them run within the acting agent's reach, say the walls again, and raise BadQuery with words for who asked.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence

from parvis.finding.data import Column, Line, Page, Query
from parvis.finding.domain import columns as known_columns, counting, lines as listing, matching as chunks, neighbours
from parvis.finding.domain.columns import Revisions, revisions
from parvis.finding.domain.indexing import index
from parvis.finding.domain.telling import channel_words, kind_words

__all__ = [
    "Revisions",
    "channel_words",
    "columns",
    "count",
    "index",
    "kind_words",
    "lines",
    "matching",
    "neighbour",
    "news",
    "page",
    "revisions",
]


def page(
    query: Query,
    walls: Sequence[uuid.UUID],
    *,
    person_id: uuid.UUID | None,
    today: dt.date,
    after: str = "",
    before: str = "",
    size: int = 50,
    known: Mapping[str, Column] | None = None,
    counted: bool = True,
) -> Page:
    """A page of the cases behind `walls` (or lent to them): at most eight statements, whatever their number.

    after, before: cursors of another page of the same query, not both. person_id: who `me` is. known: the `columns` by
    key, where the caller has asked for them already. counted: False where the number is known or not shown. Raises
    BadQuery.
    """
    return listing.page(
        query,
        walls,
        person_id=person_id,
        today=today,
        after=after,
        before=before,
        size=size,
        known=known,
        counted=counted,
    )


def lines(
    case_ids: Sequence[uuid.UUID], columns: Sequence[str], walls: Sequence[uuid.UUID], *, today: dt.date
) -> tuple[Line, ...]:
    """The lines of these cases, as far as they are within reach, with the text of these columns: one statement."""
    return listing.lines(case_ids, columns, walls, today=today)


def news(
    query: Query,
    walls: Sequence[uuid.UUID],
    *,
    since: uuid.UUID,
    person_id: uuid.UUID | None,
    today: dt.date,
    known: Mapping[str, Column] | None = None,
    shown: Sequence[uuid.UUID] = (),
) -> int:
    """How many cases came in after the moment of `since` (a UUIDv7) that a query finds, 100 at most: one statement.

    Two more where it has words. In a list of somebody's, what was given to them since came in, too, but for what is
    `shown` already: one statement more. Raises BadQuery.
    """
    return chunks.news(query, walls, since=since, person_id=person_id, today=today, known=known, shown=shown)


def neighbour(
    query: Query,
    walls: Sequence[uuid.UUID],
    case_id: uuid.UUID,
    *,
    person_id: uuid.UUID | None,
    today: dt.date,
    backward: bool = False,
) -> uuid.UUID | None:
    """The case after (before) another one in a list; None at its end. The list need not show that one any more: where
    it would stand is enough. Three or four statements. Raises BadQuery.
    """
    return neighbours.neighbour(query, walls, case_id, person_id=person_id, today=today, backward=backward)


def count(query: Query, walls: Sequence[uuid.UUID], *, person_id: uuid.UUID | None, today: dt.date) -> int:
    """How many cases a query finds: exact to 1,000, then 1,001 for "more". Raises BadQuery."""
    return counting.count(query, walls, person_id=person_id, today=today)


def columns(walls: Sequence[uuid.UUID], procedure: str = "") -> list[Column]:
    """The columns that a query may name behind these walls: those of every case, then the answers of a procedure."""
    return list(known_columns.all_of(procedure, walls).values())


def matching(
    query: Query,
    walls: Sequence[uuid.UUID],
    *,
    person_id: uuid.UUID | None,
    today: dt.date,
    after: uuid.UUID | None = None,
    size: int = 1000,
) -> Iterator[list[uuid.UUID]]:
    """The ids of all cases that a query finds, `size` at a time, by id: three statements each.

    Raises BadQuery at the first. after: the last id of an earlier run, to go on from there. The open transaction must
    stay open.
    """
    return chunks.matching(query, walls, person_id=person_id, today=today, after=after, size=size)
