"""What the middlewares have put on a request, with its type."""

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest

from parvis.access.data import MembershipFact, Right, Standing
from parvis.territory.api import organisations
from parvis.territory.data import Organisation, Site


def standing(request: HttpRequest) -> Standing:
    """What the acting person is; nobody's on a page that the table calls bare."""
    return cast(Standing, cast(Any, request).standing)


def person_of(request: HttpRequest) -> uuid.UUID:
    """Who acts, on a page that the table opens to people alone."""
    person_id = standing(request).person_id
    assert person_id is not None
    return person_id


def held_here(request: HttpRequest, *rights: Right) -> tuple[MembershipFact, ...]:
    """The memberships that give one of `rights` on this site; none before the person is known (an early error page)."""
    found, here = getattr(request, "standing", None), getattr(request, "site", None)
    if not isinstance(found, Standing):
        return ()
    return found.holding(*rights, organisation_id=here.organisation_id if here else None)


def organisation_here(request: HttpRequest, *rights: Right) -> Organisation:
    """The organisation whose site answers; on the territory's own, the first for which one holds one of `rights`."""
    here = site(request)
    if here.organisation_id is not None:
        return organisations.get(here.organisation_id)
    theirs = {organisations.get(one.organisation_id) for one in held_here(request, *rights)}
    return min(theirs, key=lambda one: (one.title, one.id))


def holding(*rights: Right, of_organisation: bool = False) -> Callable[[HttpRequest], bool]:
    """Whether somebody holds one of `rights` on the site of a request: for lines of menus and buttons.

    of_organisation: only where the site is an organisation's, not the territory's own.
    """

    def holds(request: HttpRequest) -> bool:
        here = getattr(request, "site", None)
        if of_organisation and (here is None or here.organisation_id is None):
            return False
        return bool(held_here(request, *rights))

    return holds


def site(request: HttpRequest) -> Site:
    """The site of the request's host. Raises LookupError where none answers."""
    found = getattr(request, "site", None)
    if found is None:
        raise LookupError("no site answers at this host")
    return cast(Site, found)
