"""What the pages of packages stand on."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language

from parvis.access.api import Right, organisation_here, standing
from parvis.studio.data import Author
from parvis.territory.data import Organisation


def organisation(request: HttpRequest) -> Organisation:
    """The organisation whose site answers; on the territory's own, the first for which one designs."""
    return organisation_here(request, Right.DESIGN)


def author(request: HttpRequest) -> Author:
    """Who acts."""
    who = standing(request)
    assert who.person_id is not None  # a right is held by somebody
    return Author(who.person_id, who.name)


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"
