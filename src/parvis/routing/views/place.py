"""What every page of the rules stands on: the organisation of the site, the procedure, who acts, names for rules."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from parvis.access.api import Right, standing
from parvis.cases import api as cases
from parvis.expressions.api import Terms, scope_of
from parvis.kernel import clock
from parvis.kernel.reach import current
from parvis.routing.data import Author, Finding, Missing, Overtaken, Refused, RuleSet, Target, Way
from parvis.routing.domain import checking, naming
from parvis.territory.api import departments, sites
from parvis.territory.data import Organisation
from parvis.workload import api as workload

T = TypeVar("T")


def organisation(request: HttpRequest) -> Organisation:
    """The organisation whose site answers. Raises Http404 on the territory's own."""
    found = sites.of_request(request).organisation
    if found is None:
        raise Http404("the territory's own site handles nothing")
    return found


def walls() -> tuple[uuid.UUID, ...]:
    """The walls that the page opened."""
    reach = current()
    return reach.walls if reach else ()


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def author(request: HttpRequest) -> Author:
    """Who acts."""
    found = standing(request)
    assert found.person_id is not None
    return Author(found.person_id, found.name)


@dataclass
class Place:
    """A procedure as an organisation handles it, behind one of the page's walls."""

    organisation: Organisation
    case_type_id: uuid.UUID
    slug: str
    wall_id: uuid.UUID
    published_id: uuid.UUID
    #: whether who acts reads cases behind that wall: only then are some shown
    reads: bool = False
    #: whether who acts may change the rules; supervisors read them: what is sent to them they hand out
    edits: bool = False

    @cached_property
    def name(self) -> str:
        return cases.types.load(self.published_id).definition.name.into(language())

    @cached_property
    def terms(self) -> Terms:
        """The names that rules may read, with their words. No statement."""
        found = cases.types.load(self.published_id)
        return naming.terms(found.definition, self.organisation.id, language())

    @cached_property
    def where(self) -> checking.Where:
        """What rules are checked against. One statement."""
        handlers = workload.handlers(self.organisation.id, clock.today())
        return checking.Where(self.organisation.id, self.wall_id, scope_of(self.terms), handlers)

    def findings(self, rules: RuleSet) -> list[Finding]:
        return checking.findings(rules, self.where)

    @cached_property
    def default(self) -> str:
        """Where the procedure sends by itself, in words."""
        definition = cases.types.load(self.published_id).definition
        if definition.routing:
            return _("by the procedure’s own rules")
        return department_words(cases.types.department_of(self.organisation.id, definition.department))

    def words(self, to: Target) -> str:
        """A target as people read it."""
        place = department_words(to.department)
        if to.way is Way.TURN:
            return _("%(place)s, in turn") % {"place": place}
        if to.way is Way.PEOPLE:
            held = self.where.handlers
            names = sorted(held[one][0].name if one in held else _("a former colleague") for one in to.people)
            return f"{place}, {', '.join(names)}"
        return place

    def address(self, name: str = "rules", *args: object) -> str:
        return reverse(f"routing:{name}", args=[self.case_type_id, *args])


def department_words(department_id: uuid.UUID) -> str:
    """What a department is called; it may be closed, or gone."""
    try:
        found = departments.get(department_id)
    except LookupError:
        return _("a former department")
    return _("%(name)s (closed)") % {"name": found.name} if found.is_closed else str(found.name)


def places(request: HttpRequest) -> list[Place]:
    """The procedures of this organisation behind the page's walls, by name. One statement."""
    here = organisation(request)
    who = standing(request)
    found = [
        Place(
            here,
            one.case_type_id,
            one.slug,
            one.wall_id,
            one.published_id,
            reads=who.may(Right.READ_CASES, wall_id=one.wall_id),
            edits=any(who.may(right, wall_id=one.wall_id) for right in (Right.ADMINISTER, Right.DESIGN)),
        )
        for one in cases.types.handled(walls())
        if one.organisation_id == here.id
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def place_of(request: HttpRequest, case_type_id: uuid.UUID) -> Place:
    """The procedure of a page. Raises Http404."""
    for one in places(request):
        if one.case_type_id == case_type_id:
            return one
    raise Http404("case type")


def version_of(request: HttpRequest) -> int:
    """The version of the draft that the page showed; one that never was where it says none."""
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return -1


def attempt(request: HttpRequest, act: Callable[[], T]) -> T | None:
    """Do something to the rules; None where it could not be done, which the next page says. Raises Http404."""
    try:
        return act()
    except Missing:
        raise Http404 from None
    except Overtaken:
        messages.error(request, overtaken())
    except Refused as refused:
        messages.error(request, str(refused))
    return None


def overtaken() -> str:
    return _("These rules were changed in another window: nothing was done here. Look at them, then do it again.")


def back(place: Place) -> HttpResponse:
    """To the page of the rules."""
    return HttpResponseRedirect(place.address())
