"""A page of a list, in few statements whose work does not grow with the number of cases (ADR 11).

Where an index says that few cases fit one of the filters, these are collected and sorted. Otherwise the order's index
is walked, and each case that comes is looked at, until the page is full; where that takes too long, the first filter
is collected after all, however many it brings.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection

from parvis.finding.domain.asking import Plan
from parvis.finding.domain.conditions import Driver, Params, Part
from parvis.finding.domain.orders import Order, Place
from parvis.kernel.ui.shell import COUNTED

#: as many cases as one filter may bring to be collected without another thought
FEW = COUNTED
#: as many cases as are counted of each filter, to choose one that brings many; from how many on it is better to look
#: through a procedure's indexes (`Driver.dear`)
MANY, DEARER = 20_000, 3_000
_SETTLED = "set_config('enable_bitmapscan', 'on', true)"
#: how many cases of an order are looked at, one try after the other, before the filters are collected; where none can
#: be, all that are left come next
CHUNKS, ALL_LEFT = (400, 4000), 1_000_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of a page with their keys. count: exact to COUNTED, then COUNTED + 1; None where it was not counted."""

    places: tuple[Place, ...]
    before: bool
    after: bool
    count: int | None


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


class Finder:
    """Answers one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.walls = list(plan.walls)
        self.lent: list[uuid.UUID] = []
        self.parts: tuple[Part, ...] = plan.parts
        made = [part.driver for part in plan.parts if part.driver]
        self.drivers: list[Driver] = [driver for driver in made if not driver.dear]
        self.dear: list[Driver] = [driver for driver in made if driver.dear]
        if plan.found is not None:
            driver = None
            if plan.found.ids is not None:
                driver = Driver("select unnest(%s::uuid[]) as id", (list(plan.found.ids),), each_wall=False)
                self.drivers.insert(0, driver)
            self.parts += (Part(plan.found.sql.format(id="c.id"), plan.found.params, driver),)
        self.counts: list[int] = []
        self.walking = False

    # -- parts of statements --------------------------------------------------------------------------------------

    def fits(self, *, lent: bool = True, words: bool = True) -> tuple[str, Params]:
        """That a case `c` is behind the walls (or lent to them) and meets every condition; words: theirs as well."""
        parts = self.parts if words else self.plan.parts
        within, params = "c.wall_id = any(%s::uuid[])", cast(Params, (self.walls,))
        if lent and self.lent:
            within, params = f"({within} or c.id = any(%s::uuid[]))", (self.walls, self.lent)
        found = [within, *(part.sql for part in parts)]
        for part in parts:
            params += part.params
        return " and ".join(found), params

    @property
    def narrow(self) -> bool:
        """Whether there is a condition beside the state, and the words where the search itself is walked."""
        order = self.plan.order
        return len(self.plan.parts if order.searched else self.parts) > 1 + order.meets

    def all_of(self, driver: Driver) -> tuple[str, Params]:
        """What a driver brings, behind all walls."""
        if not driver.each_wall:
            return driver.sql, driver.params
        # the offset keeps it wall by wall: a join would read everybody's cases
        sql = f"select d.id from unnest(%s::uuid[]) w(id) cross join lateral ({driver.sql} offset 0) d"  # noqa: S608
        return sql, (self.walls, *driver.params)

    # -- statements -------------------------------------------------------------------------------------------------

    def prepare(self, *, walking: bool = False) -> None:
        """What is lent, and how many cases each filter brings, up to FEW + 1: one statement.

        walking: from the next statement on, until `total`, `settle` or the transaction's end, orders are walked along
        their index. Policies that know several ways to a case make the planner expect too few: it would bring in all
        cases of a wall, and sort them. A search goes on by bitmaps, which is all that GIN gives.
        """
        asked, params = ["cases_granted()"], list[Any]()
        self.walking = walking and self.plan.found is None
        asked.append(f"set_config('enable_bitmapscan', '{'off' if self.walking else 'on'}', true)")
        for driver in self.drivers:
            sql, given = self.all_of(driver)
            asked.append(f"(select count(*) from (select from ({sql}) d limit {FEW + 1}) e)")  # noqa: S608
            params += given
        [(lent, *counts)] = run("select " + ", ".join(asked), params)
        self.lent, self.counts = list(lent), counts[len(counts) - len(self.drivers) :]

    def walk_on(self) -> None:
        """As `prepare(walking=True)` has it, for the next statement: one by itself."""
        if self.plan.found is None:
            run("select set_config('enable_bitmapscan', 'off', true)", ())
            self.walking = True

    def settle(self) -> None:
        """Leave the planner to itself again: a statement where `total` has not done so."""
        if self.walking:
            run(f"select {_SETTLED}", ())
            self.walking = False

    @property
    def few(self) -> Driver | None:
        """The filter that brings the fewest cases, if these are few."""
        if not self.drivers:
            return None
        count, driver = min(zip(self.counts, self.drivers, strict=True), key=lambda pair: pair[0])
        return driver if count <= FEW else None

    def fewer(self) -> Driver:
        """Of filters that all bring many, the one that brings the fewest, as far as that is counted: one statement.

        What is dear looks at a procedure's cases in indexes alone: better than to collect as many.
        """
        if len(self.drivers) > 1 or (self.drivers and self.dear):
            asked, params = list[str](), list[Any]()
            for driver in self.drivers:
                sql, given = self.all_of(driver)
                asked.append(f"(select count(*) from (select from ({sql}) d limit {MANY}) e)")  # noqa: S608
                params += given
            [self.counts] = map(list, run("select " + ", ".join(asked), params))
        if self.dear and min(self.counts, default=MANY) >= DEARER:
            return self.dear[0]
        return min(zip(self.counts, self.drivers, strict=True), key=lambda pair: pair[0])[1]

    def collect(self, driver: Driver, place: Place | None, size: int, *, backward: bool) -> tuple[list[Place], int]:
        """All that the driver brings, sorted: `size` cases after the place, and how many there are in all."""
        order = self.plan.order
        own, params = self.all_of(driver)
        fits, fitting = self.fits()
        key, keyed = order.key, order.key_params
        kind = order.kind
        if order.groups is not None:
            key, kind = f"array_position(%s::{order.kind}[], {order.key})", "int"
            keyed = (list(order.groups), *order.key_params)
        way, beyond = ("desc", "<") if order.sort.descending != backward else ("asc", ">")
        value = None if place is None else place.key
        if order.groups is not None and value is not None:
            value = order.groups.index(value) + 1 if value in order.groups else None
        after, bounds = "true", cast(Params, ())
        if place is not None and value is not None:
            after, bounds = f"(m.key is not null and (m.key, m.id) {beyond} (%s::{kind}, %s::uuid))", (value, place.id)
            after = after if backward else f"({after} or m.key is null)"
        elif place is not None:
            after, bounds = f"(m.key is null and m.id {beyond} %s::uuid)", (place.id,)
            after = f"({after} or m.key is not null)" if backward else after
        rows = run(
            f"with brought as materialized (select distinct b.id from ({own}"  # noqa: S608
            " union all select unnest(%s::uuid[])) b), matched as materialized ("
            f"select c.id, {key} as key from brought b join cases_case c on c.id = b.id where {fits})"
            " select m.id, m.key, (select count(*) from matched) from matched m"
            f" where {after} order by (m.key is null) {'desc' if backward else 'asc'}, m.key {way}, m.id {way}"
            f" limit {size}",
            [*params, self.lent, *keyed, *fitting, *bounds],
        )
        count = rows[0][2] if rows else (0 if place is None else self.total())
        groups = order.groups
        return [
            Place(groups[key - 1] if groups is not None and key is not None else key, ident) for ident, key, _n in rows
        ], min(count, COUNTED + 1)

    def walk(self, place: Place | None, size: int, *, backward: bool) -> list[Place] | None:
        """The next `size` cases along the order's index; None where that takes too long and a filter may help."""
        found: list[Place] = []
        order, narrow, tries = self.plan.order, self.narrow, 0
        stretches = ["valued", "missing"] if order.nullable or order.flags is not None else ["valued"]
        if backward:
            stretches.reverse()
        if place is not None:
            first = "missing" if place.key is None else "valued"
            stretches = stretches[stretches.index(first) :] if first in stretches else []
        for stretch in stretches:
            at = place
            while len(found) < size:
                chunk = (*CHUNKS, ALL_LEFT)[min(tries, len(CHUNKS))] if narrow else size + 10
                if tries == 1 and found:
                    # as far as what is wanted should be, twice over, by what the first ones brought
                    chunk = min(chunk, max(CHUNKS[0], 2 * CHUNKS[0] * (size - len(found)) // len(found)))
                if tries >= len(CHUNKS) and (self.drivers or self.dear):
                    return None
                got, walked, last = self.stretch(stretch, at, chunk, size - len(found), backward=backward)
                found += got
                tries += 1
                if walked < chunk or last is None:
                    break
                at = last
            if len(found) >= size:
                break
            place = None
        return found

    def stretch(
        self, stretch: str, place: Place | None, chunk: int, size: int, *, backward: bool
    ) -> tuple[list[Place], int, Place | None]:
        """Of the next `chunk` cases of the order, `size` that fit; how many there were; the last of them."""
        order = self.plan.order
        descending = order.sort.descending != backward
        way, beyond = ("desc", "<") if descending else ("asc", ">")
        if stretch == "valued":
            own, params = order.valued(place, chunk, backward=backward)
        else:
            own, params = order.without(place, chunk, beyond, way)
        lent, lending = self._lent(stretch, place, beyond, backward=backward)
        looked, fitting = "", cast(Params, ())
        if self.narrow or self.lent or not order.of_cases:
            # what the search gives need not be asked for its words again
            fits, fitting = self.fits(words=order.searched is None)
            looked = f" where exists (select from cases_case c where c.id = s.id and {fits} offset 0)"  # noqa: S608
        sorting = f"rank, key {way}, id {way}"
        rows = run(
            f"with stretch as materialized (select * from (select s.rank, s.key, s.id from {order.over}"  # noqa: S608
            f" {own}{lent}) u order by {sorting} limit {chunk})"
            " (select true, s.key, s.id, (select count(*) from stretch) from"
            f" (select * from stretch order by {sorting} offset 0) s{looked} limit {size})"
            " union all (select false, l.key, l.id, (select count(*) from stretch) from"
            f" (select * from stretch order by rank desc, key {_turned(way)}, id {_turned(way)} limit 1) l)",
            [self.walls, *params, *lending, *fitting],
        )
        places = [Place(key, ident) for passes, key, ident, _n in rows if passes]
        last = next((Place(key, ident) for passes, key, ident, _n in rows if not passes), None)
        return places, rows[-1][3] if rows else 0, last

    def _lent(self, stretch: str, place: Place | None, beyond: str, *, backward: bool) -> tuple[str, Params]:
        """The lent cases of a stretch, which lie behind other walls: few, by their ids."""
        if not self.lent:
            return "", ()
        order = self.plan.order
        lying, own = "c.id = any(%s::uuid[]) and not (c.wall_id = any(%s::uuid[]))", (self.lent, self.walls)
        if order.searched is not None and self.plan.found is not None:
            lying, own = f"{lying} and {self.plan.found.sql.format(id='c.id')}", (*own, *self.plan.found.params)
        if stretch == "missing":
            bound, bounds = "", cast(Params, ())
            if place:
                bound, bounds = f" and c.id {beyond} %s::uuid", (place.id,)
            return (
                f" union all select 0::bigint, null::{order.kind}, c.id from cases_case c where {lying}"  # noqa: S608
                f" and {order.key} is null{bound}",
                (*own, *order.key_params, *bounds),
            )
        rank, ranked = "0::bigint", cast(Params, ())
        bound, bounds = "", cast(Params, ())
        if order.groups is not None:
            groups = order.ordered_groups(backward=backward)
            if place is not None:
                groups = groups[groups.index(place.key) :] if place.key in groups else []
                bound, bounds = f" and (k.rank > 1 or k.id {beyond} %s::uuid)", (place.id,)
            rank, ranked = f"array_position(%s::{order.kind}[], k.key)::bigint", (groups,)
            bound = " and k.rank is not null" + bound
        elif place is not None:
            bound, bounds = f" and (k.key, k.id) {beyond} (%s::{order.kind}, %s::uuid)", (place.key, place.id)
        return (
            f" union all select k.rank, k.key, k.id from (select {rank} as rank, k.key, k.id from"  # noqa: S608
            f" (select {order.key} as key, c.id from cases_case c where {lying}) k) k where k.key is not null{bound}",
            (*ranked, *order.key_params, *own, *bounds),
        )

    def total(self) -> int:
        """How many cases fit, up to COUNTED + 1: one statement, which stops there."""
        fits, fitting = self.fits(lent=False)
        usable = [driver for driver in self.drivers if driver.apart and not driver.several]
        few = self.few
        if few is None and self.plan.newest is not None:
            found = self._found(self.plan.newest, to_the_end=not usable)
            if found is not None:
                return found
        if few is not None:
            own, params = self.all_of(few)
            source = f"(select distinct b.id from ({own}) b) b"  # noqa: S608
        elif usable:
            own, params = self.all_of(usable[0])
            source = f"({own}) b"
        else:
            source, params = "", ()
        if source:
            own = (
                f"(select count(*) from (select from {source} where exists ("  # noqa: S608
                f"select from cases_case c where c.id = b.id and {fits} offset 0) limit {COUNTED + 1}) e)"
            )
            values = [*params, *fitting]
        else:
            conditions, values = self._conditions()
            own = (
                "(select count(*) from (select from unnest(%s::uuid[]) w(id) cross join lateral"  # noqa: S608
                f" (select from cases_case c where c.wall_id = w.id and {conditions} offset 0) b"
                f" limit {COUNTED + 1}) e)"
            )
            values.insert(0, self.walls)
        lent, lending = self._lent_too()
        settled = f", {_SETTLED}" if self.walking else ""
        [(count, *_)] = run(f"select {own}{lent}{settled}", [*values, *lending])
        self.walking = False
        return min(int(count), COUNTED + 1)

    def _found(self, newest: Order, *, to_the_end: bool) -> int | None:
        """The same, of what a search gives, a stretch at a time; None where one stretch was not enough and a filter
        may help (unless to_the_end)."""
        narrow = len(self.plan.parts) > 1
        fits, fitting = self.fits(lent=False, words=False)
        looked = f"where exists (select from cases_case c where c.id = s.id and {fits} offset 0)" if narrow else ""  # noqa: S608
        lent, lending = self._lent_too()
        place: Place | None = None
        stretch, count = 2 * COUNTED if narrow else COUNTED + 1, 0
        while True:
            own, params = newest.valued(place, stretch, backward=False)
            [(here, walked, last)] = run(
                f"with found as materialized (select s.id from {newest.over}"  # noqa: S608
                f" {own} order by s.id desc limit {stretch})"
                f" select (select count(*) from (select from found s {looked} limit {COUNTED + 1}) e){lent},"
                " (select count(*) from found), (select s.id from found s order by s.id limit 1)",
                [self.walls, *params, *(fitting if narrow else ()), *lending],
            )
            count += int(here)
            if count > COUNTED or walked < stretch:
                return min(int(count), COUNTED + 1)
            if not to_the_end:
                return None
            place, stretch, lent, lending = Place(last, last), min(4 * stretch, 50 * COUNTED), "", []

    def _lent_too(self) -> tuple[str, list[Any]]:
        """What is lent, to be added to a count."""
        if not self.lent:
            return "", []
        fits, params = self._lent_fits()
        return f" + (select count(*) from cases_case c where {fits})", params  # noqa: S608

    def _conditions(self) -> tuple[str, list[Any]]:
        """Every condition on a case `c`, but where it lies."""
        return " and ".join(part.sql for part in self.parts), [value for part in self.parts for value in part.params]

    def _lent_fits(self) -> tuple[str, list[Any]]:
        conditions, params = self._conditions()
        lying = "c.id = any(%s::uuid[]) and not (c.wall_id = any(%s::uuid[]))"
        return f"{lying} and {conditions}", [self.lent, self.walls, *params]


def _turned(way: str) -> str:
    return "asc" if way == "desc" else "desc"


def find(plan: Plan, place: Place | None, size: int, *, backward: bool, counted: bool = True) -> Found:
    """A page of a plan: three statements as a rule. counted: whether to count where that is a statement more."""
    if not plan.walls:
        return Found((), False, False, 0)
    finder = Finder(plan)
    finder.prepare(walking=True)
    few = finder.few
    count: int | None = None
    if few is not None:
        places, count = finder.collect(few, place, size + 1, backward=backward)
    elif counted and plan.order.searched is not None and place is None and not finder.narrow and not finder.lent:
        # the door is asked once, for the page and for the count
        places, count, _last = finder.stretch("valued", None, COUNTED + 1, size + 1, backward=False)
    else:
        walked = finder.walk(place, size + 1, backward=backward)
        if walked is None:
            places, count = finder.collect(finder.fewer(), place, size + 1, backward=backward)
        else:
            places = walked
            if place is None and len(places) <= size:
                count = min(len(places), COUNTED + 1)  # all there is
    more = len(places) > size
    places = places[:size]
    if backward:
        places.reverse()
    before = bool(places) and (more if backward else place is not None)
    after = bool(places) and (backward or more)
    if count is None and counted:
        count = finder.total()
    # Where nothing was counted, the planner stays as it walks until the transaction ends: what follows a page asks by
    # ids, and a search sets what it needs. A statement to leave it to itself would be one on every page.
    return Found(tuple(places), before, after, count)
