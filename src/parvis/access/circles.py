"""With whom agents may share what they keep under a name: the departments and organisations where they work."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parvis.access.data import Right
from parvis.access.requests import site, standing
from parvis.territory.api import departments, organisations


@dataclass(frozen=True, slots=True)
class Circle:
    """Oneself (""), an organisation, or one of its departments."""

    value: str
    label: str
    organisation_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None


def circles(request: HttpRequest) -> list[Circle]:
    """Nobody else, then the departments and organisations where one works."""
    found = [Circle("", _("Me alone"))]
    for one in standing(request).holding(Right.READ_CASES, organisation_id=site(request).organisation_id):
        if one.department_id:
            name = str(departments.get(one.department_id).name)
            found.append(Circle(str(one.department_id), name, one.organisation_id, one.department_id))
        found.append(
            Circle(str(one.organisation_id), organisations.get(one.organisation_id).title, one.organisation_id)
        )
    return list({circle.value: circle for circle in found}.values())


def circle(request: HttpRequest) -> Circle | None:
    """The one that was chosen in a form ("shared"); None for a place where one does not work."""
    return next((one for one in circles(request) if one.value == request.POST.get("shared", "")), None)
