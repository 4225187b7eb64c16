"""What stands around every agents' page: how many requests wait, which views are kept, which procedures there are.

One statement a page, for the rail, the selections and the filters alike.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.http import HttpRequest

from parvis.access.api import Right, held_here, standing
from parvis.cases import api as cases
from parvis.cases.api import Selection
from parvis.kernel import clock
from parvis.kernel.reach import current
from parvis.opinions import api as opinions
from parvis.workload import api as workload
from parvis.workload.data import StoodFor
from parvis.workspace.data import Kept
from parvis.workspace.domain import pressing

_VIEWS = (
    "(select coalesce(json_agg(json_build_array(v.id, v.name, v.address, v.person_id = %s::uuid, v.organisation_id,"
    " v.department_id) order by v.name, v.id), '[]')::text from workspace_view v"
    " where v.person_id = %s::uuid or v.organisation_id = any(%s::uuid[]))"
)
_KEYS = "(select k.own::text from workspace_keys k where k.person_id = %s::uuid)"
_PROCEDURES = (
    "(select coalesce(json_agg(json_build_array(t.slug, t.published_id) order by t.slug, t.id), '[]')::text"
    " from cases_casetype t where t.published_id is not null and exists"
    " (select from cases_handling h where h.case_type_id = t.id and h.wall_id = any(%s::uuid[])))"
)


@dataclass(frozen=True, slots=True)
class Around:
    """counts: of the ready selections; views: one's own and shared ones; procedures: published revisions by slug;
    stands_in: for whom one does the work today; keys: those chosen instead of the usual ones;
    waiting: opinions that are asked of one, steps to approve; awaited: whether opinions are, about cases here.
    """

    counts: Mapping[Selection, int]
    views: tuple[Kept, ...] = ()
    procedures: Mapping[str, tuple[uuid.UUID, ...]] = field(default_factory=dict)
    stands_in: tuple[StoodFor, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[int, int] = (0, 0)
    awaited: bool = False


def reading(request: HttpRequest) -> bool:
    """Whether the person reads requests on this site as an agent."""
    return bool(_walls(request))


def _walls(request: HttpRequest) -> tuple[uuid.UUID, ...]:
    return tuple(sorted({wall for membership in held_here(request, Right.READ_CASES) for wall in membership.walls}))


def walls_here(request: HttpRequest) -> tuple[uuid.UUID, ...]:
    """The walls whose requests the agent reads here: all of theirs on the territory's site, one organisation's on its
    own. Never more than the page reaches.
    """
    reach = current()
    return tuple(wall for wall in _walls(request) if reach and wall in reach.walls)


def organisations_here(request: HttpRequest) -> tuple[uuid.UUID, ...]:
    """The organisations whose requests the agent reads here."""
    return tuple(sorted({membership.organisation_id for membership in held_here(request, Right.READ_CASES)}))


def around(request: HttpRequest) -> Around:
    """One statement a page, none for who reads no request."""
    found: Around | None = getattr(request, "_around", None)
    if found is None:
        person_id, walls = standing(request).person_id, walls_here(request)
        found = Around(dict.fromkeys(Selection, 0))
        if person_id and walls:
            found = _ask(person_id, walls, organisations_here(request))
        request._around = found  # type: ignore[attr-defined]
    return found


def _ask(person_id: uuid.UUID, walls: tuple[uuid.UUID, ...], organisations: tuple[uuid.UUID, ...]) -> Around:
    today = clock.today()
    also = workload.STOOD_FOR, [person_id, today]
    parts, values = cases.inbox_counting(walls, person_id=person_id, today=today, also=also)
    asked, about = opinions.waiting(person_id, today, walls)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join([*parts, _VIEWS, _PROCEDURES, _KEYS, workload.STANDS_IN, asked])}",
            [*values, person_id, person_id, list(organisations), list(walls), person_id, person_id, today, *about],
        )
        *counts, views, procedures, own, stands_in, to_say, to_approve, awaited = cursor.fetchone()
    published: dict[str, list[uuid.UUID]] = {}
    for slug, revision_id in json.loads(procedures):
        published.setdefault(slug, []).append(uuid.UUID(revision_id))
    return Around(
        cases.inbox_counted(counts),
        tuple(
            Kept(uuid.UUID(ident), name, address, own, *(uuid.UUID(one) if one else None for one in shared))
            for ident, name, address, own, *shared in json.loads(views)
        ),
        {slug: tuple(revisions) for slug, revisions in published.items()},
        workload.read_stands_in(stands_in),
        pressing.read(json.loads(own)) if own else {},
        (to_say, to_approve),
        awaited,
    )


def counts(request: HttpRequest) -> Mapping[Selection, int]:
    """The number of each selection."""
    return around(request).counts


def count(request: HttpRequest, selection: Selection) -> int | None:
    """The number beside a line of the rail; None on a page that does not reach all that the list shows."""
    return counts(request)[selection] if walls_here(request) == _walls(request) else None
