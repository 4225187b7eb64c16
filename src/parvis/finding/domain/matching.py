"""All cases that a query finds, by chunks of ids: for what acts on thousands, or writes them out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parvis.finding.data import Column, Query
from parvis.finding.domain import asking
from parvis.finding.domain.conditions import STATES
from parvis.finding.domain.orders import Place
from parvis.finding.domain.paging import Finder, run


def matching(
    query: Query,
    walls: Sequence[uuid.UUID],
    *,
    person_id: uuid.UUID | None,
    today: dt.date,
    after: uuid.UUID | None = None,
    size: int = 1000,
) -> Iterator[list[uuid.UUID]]:
    """See `finding.api.matching`."""
    plan = asking.plan(query, walls, person_id=person_id, today=today, ordered=False)
    if not plan.walls:
        return
    finder = Finder(plan)
    finder.prepare()
    few = finder.few
    fits, fitting = finder.fits()
    last = after or uuid.UUID(int=0)
    while few is None and plan.newest is not None:
        # the search gives its cases by id, whether they meet the filters or not
        own, params = plan.newest.valued(Place(last, last), size, backward=True)
        looked = run(
            "select b.id, exists (select from cases_case c where c.id = b.id"  # noqa: S608
            f" and {fits} offset 0) from (select distinct a.id from (select s.id from {plan.newest.over} {own}"
            f" union all select unnest(%s::uuid[])) a where a.id > %s order by a.id limit {size}) b order by b.id",
            [*fitting, finder.walls, *params, finder.lent, last],
        )
        if any(fit for _ident, fit in looked):
            yield [ident for ident, fit in looked if fit]
        if len(looked) < size:
            return
        last = looked[-1][0]

    def fitted(ident: str) -> str:
        return f"exists (select from cases_case c where c.id = {ident} and {fits} offset 0)"  # noqa: S608

    while True:
        if few is not None:
            own, params = finder.all_of(few)
            source = f"select b.id from ({own}) b where b.id > %s and {fitted('b.id')}"  # noqa: S608
            bounds = [*params, last, *fitting]
        else:
            # each wall gives its next cases that fit, in the order of its index: they are not looked at again
            source = (
                "select b.id from unnest(%s::uuid[]) w(id) cross join lateral (select c.id from cases_case c"  # noqa: S608
                f" where c.wall_id = w.id and c.id > %s and {STATES[query.state]} and {fits}"
                f" order by c.id limit {size}) b"
            )
            bounds = [finder.walls, last, *fitting]
        # between two chunks somebody else asks
        finder.walk_on()
        rows = run(
            f"select distinct b.id from ({source} union all select l.id from unnest(%s::uuid[]) l(id)"  # noqa: S608
            f" where l.id > %s and {fitted('l.id')}) b order by b.id limit {size}",
            [*bounds, finder.lent, last, *fitting],
        )
        finder.settle()
        found: list[uuid.UUID] = [row[0] for row in rows]
        if found:
            yield found
        if len(found) < size:
            return
        last = found[-1]


#: so many of a wall's newest cases are looked at, and so many are told at most
NEWEST, TOLD = 1000, 100


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
    """See `finding.api.news`."""
    plain = replace(query, sort=None, columns=())
    plan = asking.plan(plain, walls, person_id=person_id, today=today, ordered=False, known=known)
    if not plan.walls:
        return 0
    finder = Finder(plan)
    fits, fitting = finder.fits()
    [(count,)] = run(
        "select count(*) from (select from unnest(%s::uuid[]) w(id) cross join lateral (select c.id from cases_case c"  # noqa: S608
        f" where c.wall_id = w.id and c.id > %s order by c.id desc limit {NEWEST} offset 0) b"
        f" where exists (select from cases_case c where c.id = b.id and {fits} offset 0) limit {TOLD}) e",
        [list(plan.walls), since, *fitting],
    )
    # the parts of a plan: the state, the procedure where one is named, then each filter in its order
    parts = plan.parts[1 + bool(plain.procedure) :]
    given = (part.driver for one, part in zip(plain.filters, parts, strict=True) if one.column == "assignee")
    driver = next((one for one in given if one), None)
    if driver is None or count >= TOLD:
        return int(count)
    # what came long ago comes into such a list by being given to somebody
    own, params = finder.all_of(driver)
    [(handed,)] = run(
        f"select count(*) from (select from (select distinct b.id from ({own}) b) b where b.id <= %s"  # noqa: S608
        " and not b.id = any(%s::uuid[]) and exists (select from cases_timelineentry e where e.case_id = b.id"
        " and e.id > %s and e.kind = 'assigned' offset 0)"
        f" and exists (select from cases_case c where c.id = b.id and {fits} offset 0) limit {TOLD}) e",
        [*params, since, list(shown), since, *fitting],
    )
    return min(int(count) + int(handed), TOLD)
