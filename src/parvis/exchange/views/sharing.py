"""What views of exports and imports ask of a request: behind which walls, with whom a template is shared."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parvis.access.api import Circle, circle
from parvis.exchange.data import NotPossible
from parvis.kernel.reach import current


def walls() -> tuple[uuid.UUID, ...]:
    """The walls that the permission table opened for this page: those of this site whose cases the agent reads."""
    reach = current()
    return reach.walls if reach else ()


def shared_with(request: HttpRequest) -> Circle:
    """The circle that was chosen. Raises NotPossible for a place where one does not work."""
    found = circle(request)
    if found is None:
        raise NotPossible(_("Choose with whom you share the template"))
    return found
