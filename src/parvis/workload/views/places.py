"""Where a supervisor sees to the work: the department of a page, behind which walls."""

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from parvis.access.api import Right, held_here, person_of
from parvis.kernel.reach import current
from parvis.territory.api import departments, organisations
from parvis.territory.data import Department

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
    supervise: a membership of one department is for that one, a membership of none for the whole organisation.
    """
    held = held_here(request, Right.ASSIGN_CASES)
    whole = {one.organisation_id for one in held if one.department_id is None}
    own_ones = {one.department_id for one in held}
    choices = tuple(
        found
        for one in dict.fromkeys(one.organisation_id for one in held)
        for found in departments.of(one)
        if one in whole or found.id in own_ones
    )
    known = {str(found.id): found for found in choices}
    if said:
        if said not in known:
            raise Http404
        return Place(known[said], choices)
    own = next((str(one.department_id) for one in held if one.department_id), "")
    if own not in known and not choices:
        raise Http404
    return Place(known.get(own, choices[0]), choices)
