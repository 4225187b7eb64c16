"""What the pages of `exchange` ask of a request: who acts, behind which walls, with whom something may be shared."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parvis.access.api import Right, site, standing
from parvis.exchange.data import NotPossible
from parvis.kernel.reach import current
from parvis.territory.api import departments, organisations


def person_of(request: HttpRequest) -> uuid.UUID:
    """Who acts."""
    person_id = standing(request).person_id
    assert person_id is not None
    return person_id


def walls() -> tuple[uuid.UUID, ...]:
    """The walls that the permission table opened for this page: those of this site whose cases the agent reads."""
    reach = current()
    return reach.walls if reach else ()


@dataclass(frozen=True, slots=True)
class Circle:
    """With whom a template may be shared: an organisation, or one of its departments."""

    value: str
    label: str
    organisation_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None


def circles(request: HttpRequest) -> list[Circle]:
    """Nobody, then the departments and organisations where one works."""
    found = [Circle("", _("Me alone"))]
    for one in standing(request).holding(Right.READ_CASES, organisation_id=site(request).organisation_id):
        if one.department_id:
            name = str(departments.get(one.department_id).name)
            found.append(Circle(str(one.department_id), name, one.organisation_id, one.department_id))
        found.append(
            Circle(str(one.organisation_id), organisations.get(one.organisation_id).title, one.organisation_id)
        )
    return list({circle.value: circle for circle in found}.values())


def circle(request: HttpRequest) -> Circle:
    """The one that was chosen. Raises NotPossible for a place where one does not work."""
    for found in circles(request):
        if found.value == request.POST.get("shared", ""):
            return found
    raise NotPossible(_("Choose with whom you share the template"))
