"""How agents' pages come to a case: one gate, "missing" and "forbidden" answer alike, attempts are written down."""

import uuid

from django.http import HttpRequest

from parvis.access.api import Missing, fetch_or_missing, standing
from parvis.cases.data import Actor
from parvis.cases.domain.actors import actor_of
from parvis.cases.domain.reference import NotAReference, key
from parvis.cases.models import Case
from parvis.kernel.reach import current


def walls() -> tuple[uuid.UUID, ...]:
    """The walls that the permission table opened for this page."""
    reach = current()
    return reach.walls if reach else ()


def agent(request: HttpRequest) -> Actor:
    """The agent who acts."""
    return actor_of(standing(request), as_agent=True)


def case_or_missing(reference: str) -> Case:
    """The case of that reference within the page's walls, typed with or without hyphens. Raises Missing.

    The walls are said again here: row-level security says the same.
    """
    try:
        sought = key(reference)
    except NotAReference as error:
        raise Missing("case", reference) from error
    return fetch_or_missing(Case.objects.filter(wall_id__in=walls()), "case", reference_key=sought)


def version_of(request: HttpRequest) -> int:
    """The version of the case that the page showed; 0, which is nobody's, when the post holds none."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
