"""The orders of a list, each walked along an index: by a column of the case, by an answer, or group by group.

A list is one or two stretches: the cases that have a value, then those without. A place in it is a `Place`.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from parvis.finding.data import BadQuery, Sort, State
from parvis.finding.domain import searching
from parvis.finding.domain.conditions import ALONE, OPEN, STATES, Params

Sql = tuple[str, Params]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins or ends: the key of the case beside it (None: it has none), and its id."""

    key: Any
    id: uuid.UUID

    def __str__(self) -> str:
        if self.key is None:
            return str(self.id)
        key = self.key.isoformat() if isinstance(self.key, dt.date) else str(self.key)
        return f"{self.id}~{key}"


@dataclass(frozen=True, slots=True)
class Order:
    """One order. kind: the SQL type of the key; key: its expression on the case `c`, for few cases.

    table, column, ident, fixed: where it is walked, wall by wall: `ident` is the id of the case, `fixed` what goes with
    the wall. groups: the values in the order of their names, where that is not their own.
    """

    sort: Sort
    kind: str
    key: str
    table: str
    column: str
    ident: str
    fixed: str
    params: Params = ()
    nullable: bool = True
    missing: str = ""
    missing_params: Params = ()
    key_params: Params = ()
    groups: Sequence[Any] | None = None
    #: the values of `finding_value.open` to walk side by side; None for a table of cases
    flags: tuple[bool, ...] | None = None
    #: the cases that answer a search, of all walls `w.ids`: given a place, the side, and how many
    searched: Callable[[Place | None, bool, int], Sql] | None = None
    #: how many conditions beside the state its index meets by itself
    meets: int = 0

    def read(self, text: str, part: str) -> Place:
        """The place that an address holds. Raises BadQuery."""
        ident, found, key = text.partition("~")
        try:
            return Place(_READ[self.kind](key) if found else None, uuid.UUID(ident))
        except (ValueError, OverflowError):
            raise BadQuery({part: _("This link leads to no place in the list: begin it again")}) from None

    @property
    def of_cases(self) -> bool:
        """Whether its index is one of the cases themselves: what it gives lies behind the walls, in the state asked."""
        return self.table == "cases_case c"

    @property
    def over(self) -> str:
        """What `valued` and `without` are joined to, given an array of walls: each, or all of them for a search."""
        return "(select %s::uuid[] as ids) w" if self.searched is not None else "unnest(%s::uuid[]) w(id)"

    def valued(self, place: Place | None, limit: int, *, backward: bool) -> Sql:
        """The next `limit` cases with a value, for each wall `w.id`, as (rank, key, id)."""
        descending = self.sort.descending != backward
        way, beyond = ("desc", "<") if descending else ("asc", ">")
        bound, params = "", list(self.params)
        if self.searched is not None:
            door, values = self.searched(place, backward, limit)
            return f"cross join lateral (select 0::bigint as rank, id as key, id from {door} as id) s", values  # noqa: S608
        if self.groups is not None:
            return self._grouped(place, limit, way, beyond, backward=backward)
        if place is not None:
            bound = f" and ({self.column}, {self.ident}) {beyond} (%s::{self.kind}, %s::uuid)"
            params += [place.key, place.id]
        walked = "cross join unnest(%s::bool[]) o(open) " if self.flags is not None else ""
        return (
            f"{walked}cross join lateral (select 0::bigint as rank, {self.column} as key, {self.ident} as id"  # noqa: S608
            f" from {self.table} where {self.fixed} and {self.column} is not null{bound}"
            f" order by {self.column} {way}, {self.ident} {way} limit {limit}) s",
            ((list(self.flags),) if self.flags is not None else ()) + tuple(params),
        )

    def without(self, place: Place | None, limit: int, beyond: str, way: str) -> Sql:
        """The next `limit` cases without a value, for each wall `w.id`, as (rank, key, id)."""
        bound, bounds = (f" and c.id {beyond} %s::uuid", (place.id,)) if place is not None else ("", ())
        return (
            f"{self.missing}{bound} order by c.id {way} limit {limit}) m"
            f" cross join lateral (select 0::bigint as rank, null::{self.kind} as key, m.id) s",
            (*self.missing_params, *bounds),
        )

    def ordered_groups(self, *, backward: bool) -> list[Any]:
        """The groups as they are walked."""
        groups = list(self.groups or ())
        return groups[::-1] if self.sort.descending != backward else groups

    def _grouped(self, place: Place | None, limit: int, way: str, beyond: str, *, backward: bool) -> Sql:
        groups = self.ordered_groups(backward=backward)
        bounds: list[uuid.UUID | None] = [None] * len(groups)
        if place is not None:
            start = groups.index(place.key) if place.key in groups else len(groups)
            groups, bounds = groups[start:], bounds[start:]
            bounds[:1] = [place.id] if groups else []
        walked = "cross join unnest(%s::bool[]) o(open) " if self.flags is not None else ""
        return (
            f"{walked}cross join unnest(%s::{self.kind}[], %s::uuid[]) with ordinality g(value, bound, rank)"  # noqa: S608
            f" cross join lateral (select g.rank, g.value as key, {self.ident} as id from {self.table}"
            f" where {self.fixed} and {self.column} = g.value and {self.ident} {beyond}"
            f" coalesce(g.bound, '{_ENDS[beyond]}') order by {self.ident} {way} limit {limit}) s",
            ((list(self.flags),) if self.flags is not None else ()) + (groups, bounds, *self.params),
        )


_ENDS = {">": uuid.UUID(int=0), "<": uuid.UUID(int=2**128 - 1)}


def _whole(text: str) -> int:
    if not -(2**63) <= int(text) < 2**63:
        raise ValueError("no number of the database's")
    return int(text)


def _legible(text: str) -> str:
    if len(text) > 200 or any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise ValueError("no text of the database's")
    return text


_READ: dict[str, Callable[[str], Any]] = {
    "date": dt.date.fromisoformat,
    "timestamptz": dt.datetime.fromisoformat,
    "bigint": _whole,
    "text": _legible,
    "uuid": uuid.UUID,
}


def by_case(sort: Sort, column: str, kind: str, state: State, *, nullable: bool) -> Order:
    """By a column of the case that has an index behind each wall."""
    own = f"c.{column}"
    return Order(
        sort=sort,
        kind=kind,
        key=own,
        table="cases_case c",
        column=own,
        ident="c.id",
        fixed=f"c.wall_id = w.id and {STATES[state]}",
        nullable=nullable,
        missing=(
            "cross join lateral (select c.id from cases_case c where c.wall_id = w.id"  # noqa: S608
            f" and {STATES[state]} and {own} is null"
        ),
    )


def by_search(search: searching.Search, state: State) -> Order:
    """Newest first, the cases that answer a search: through its door, which gives them in that order."""

    def door(place: Place | None, backward: bool, limit: int) -> Sql:
        sql, params = searching.newest(
            search,
            walls="w.ids",
            open_alone=ALONE[state],
            beyond=place.id if place is not None else None,
            backwards=backward,
            most=limit,
        )
        return sql, tuple(params)

    return Order(
        sort=Sort("", descending=True),
        kind="uuid",
        key="c.id",
        table="",
        column="c.id",
        ident="c.id",
        fixed="",
        nullable=False,
        searched=door,
    )


def by_value(sort: Sort, number: int, field_: str, state: State, procedure: str) -> Order:
    """By a typed column: an answer (of one procedure), or the title of every case ("")."""
    absent = (
        "not exists (select from finding_value v where v.case_id = c.id and v.column_id = %s and v.n >= 0 offset 0)"
    )
    types = "cross join (select t.id from cases_casetype t where t.slug = %s) t " if procedure else ""
    within = " and c.case_type_id = t.id" if procedure else ""
    return Order(
        sort=sort,
        kind="bigint" if field_ == "number" else "text",
        key=f"(select v.{field_} from finding_value v where v.case_id = c.id and v.column_id = %s and v.n = 0)",  # noqa: S608
        key_params=(number,),
        table="finding_value v",
        column=f"v.{field_}",
        ident="v.case_id",
        fixed="v.wall_id = w.id and v.column_id = %s and v.open = o.open",
        params=(number,),
        flags=tuple(OPEN[state]),
        missing=(
            f"{types}cross join lateral (select c.id from cases_case c where c.wall_id = w.id{within}"  # noqa: S608
            f" and {STATES[state]} and {absent}"
        ),
        missing_params=((procedure,) if procedure else ()) + (number,),
    )


def grouped(order: Order, groups: Sequence[Any]) -> Order:
    """The same, group by group as these values come."""
    return replace(order, groups=tuple(groups))
