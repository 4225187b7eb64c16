"""How many requests wait for an agent: counted once a page, for the rail and for the filters alike."""

import uuid

from django.http import HttpRequest

from parvis.access.api import Right, standing
from parvis.cases import api as cases
from parvis.cases.api import Selection
from parvis.kernel import clock
from parvis.kernel.reach import current


def reading(request: HttpRequest) -> bool:
    """Whether the person reads requests on this site as an agent."""
    return bool(_walls(request))


def _walls(request: HttpRequest) -> tuple[uuid.UUID, ...]:
    here = getattr(request, "site", None)
    organisation_id = here.organisation_id if here else None
    holding = standing(request).holding(Right.READ_CASES, organisation_id=organisation_id)
    return tuple(sorted({wall for membership in holding for wall in membership.walls}))


def walls_here(request: HttpRequest) -> tuple[uuid.UUID, ...]:
    """The walls whose requests the agent reads here: all of theirs on the territory's site, one organisation's on its
    own. Never more than the page reaches.
    """
    reach = current()
    return tuple(wall for wall in _walls(request) if reach and wall in reach.walls)


def counts(request: HttpRequest) -> dict[Selection, int]:
    """The number of each selection: one statement a page, none for who reads no request."""
    found: dict[Selection, int] | None = getattr(request, "_inbox_counts", None)
    if found is None:
        person_id, walls = standing(request).person_id, walls_here(request)
        found = dict.fromkeys(Selection, 0)
        if person_id and walls:
            found = cases.inbox_counts(walls, person_id=person_id, today=clock.today())
        request._inbox_counts = found  # type: ignore[attr-defined]
    return found


def count(request: HttpRequest, selection: Selection) -> int | None:
    """The number beside a line of the rail; None on a page that does not reach all that the list shows."""
    return counts(request)[selection] if walls_here(request) == _walls(request) else None
