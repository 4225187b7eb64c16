"""Which cases a run is for: ticked by hand, or all that a query finds. Nothing of an address is trusted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from parvis.bulk.data import MOST
from parvis.cases import api as cases
from parvis.cases.data import Actor, Foreseen
from parvis.finding import api as finding
from parvis.finding.data import Query

#: cases that are looked at before the run: what is said of them is said of no more
LOOKED = 500
#: ids that an address may hold
TICKED = 500
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice. total: how many, `MOST` + 1 for more; first: those that were looked at."""

    query: Query | None = None
    ids: tuple[uuid.UUID, ...] = ()
    total: int = 0
    first: Sequence[Foreseen] = field(default=())

    @property
    def too_many(self) -> bool:
        return self.total > MOST

    @property
    def partly(self) -> bool:
        """Whether more are chosen than were looked at."""
        return self.total > len(self.first)


def read(
    params: QueryDict, walls: Sequence[uuid.UUID], *, by: Actor, person_id: uuid.UUID, today: dt.date, at: dt.datetime
) -> Chosen:
    """What an address chooses, within reach. Raises BadQuery."""
    if params.get("all") == "1":
        query = replace(Query.read(params), columns=(), sort=None)
        total, first = 0, list[uuid.UUID]()
        for chunk in all_of(query, walls, person_id=person_id, today=today):
            first += chunk[: LOOKED - len(first)]
            total += len(chunk)
            if total > MOST:
                break
        return Chosen(query, (), min(total, MOST + 1), cases.foresee(first, by=by, at=at))
    found = cases.foresee(_ids(params), by=by, at=at)
    return Chosen(None, tuple(one.id for one in found), len(found), found)


def all_of(
    query: Query, walls: Sequence[uuid.UUID], *, person_id: uuid.UUID, today: dt.date
) -> Iterator[list[uuid.UUID]]:
    """The ids that a query finds, by thousands. Raises BadQuery."""
    return finding.matching(query, walls, person_id=person_id, today=today, size=_CHUNK)


def _ids(params: QueryDict) -> list[uuid.UUID]:
    found: dict[uuid.UUID, None] = {}
    for value in params.getlist("case")[:TICKED]:
        try:
            found[uuid.UUID(value)] = None
        except ValueError:
            continue
    return list(found)
