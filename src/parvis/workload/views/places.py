"""Where a supervisor sees to the work: the department of a page, behind which walls."""

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from parvis.access.api import Right, held_here, person_of
from parvis.kernel.reach import current
from parvis.territory.api import departments, organisations
from parvis.territory.data import Department
from parvis.workload.domain import load

__all__ = ["Place", "person_of", "place_of", "walls"]


@dataclass(frozen=True, slots=True)
class Place:
    """A department, and all those among which one may choose."""

    department: Department
    choices: tuple[Department, ...]

    @property
    def organisation_id(self) -> uuid.UUID:
        return self.department.organisation_id

    @property
    def title(self) -> str:
        return organisations.get(self.organisation_id).title


def walls() -> tuple[uuid.UUID, ...]:
    """The walls that the permission table opened for this page."""
    reach = current()
    return reach.walls if reach else ()


def place_of(request: HttpRequest, said: str) -> Place:
    """The department that the page names: one's own where it names none. Raises Http404 for one that is not theirs to
    supervise: a membership of one department is for that one, a membership of none for the whole organisation. A closed
    department is among them as long as something is open there: somebody has to see to it. No statement, one where
    some department is closed, one where a membership names none.
    """
    held = held_here(request, Right.ASSIGN_CASES)
    whole = {one.organisation_id for one in held if one.department_id is None}
    own_ones = {one.department_id for one in held}
    every = [
        found
        for one in dict.fromkeys(one.organisation_id for one in held)
        for found in departments.of(one, closed=True)
        if one in whole or found.id in own_ones
    ]
    left = load.with_open_cases(walls(), [found.id for found in every if found.is_closed])
    choices = tuple(found for found in every if not found.is_closed or found.id in left)
    known = {str(found.id): found for found in choices}
    if said:
        if said not in known:
            raise Http404
        return Place(known[said], choices)
    if not choices:
        raise Http404
    own = next((str(one.department_id) for one in held if str(one.department_id) in known), "")
    if own:
        return Place(known[own], choices)
    # of the whole organisation: where there is something to see to
    busy = load.with_open_cases(walls(), [found.id for found in choices]) if len(choices) > 1 else set()
    return Place(next((found for found in choices if found.id in busy), choices[0]), choices)
