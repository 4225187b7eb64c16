"""What every page of the studio stands on: the organisation of the site, who designs, the draft, what went wrong."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.access.api import Right, organisation_here, standing
from parvis.studio.data import Author, Missing, NoPen, Overtaken, Refused
from parvis.studio.domain import editing, step_operations
from parvis.studio.domain.observing import PREFIX
from parvis.studio.models import Draft
from parvis.territory.data import Organisation

T = TypeVar("T")


def organisation(request: HttpRequest) -> Organisation:
    """The organisation whose site answers; on the territory's own, the first for which one designs."""
    return organisation_here(request, Right.DESIGN)


def author(request: HttpRequest) -> Author:
    """Who acts."""
    found = standing(request)
    assert found.person_id is not None
    return Author(found.person_id, found.name)


def open_draft(request: HttpRequest, draft_id: uuid.UUID) -> Draft:
    """The draft, of this site's organisation. Raises Http404."""
    try:
        return editing.get(draft_id, organisation(request).id)
    except Missing:
        raise Http404 from None


def version_of(request: HttpRequest) -> int:
    """The version that the page was drawn from; one that never was where it says none."""
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return 0


def address(draft_id: uuid.UUID, element_id: str = "") -> str:
    """The page of a draft, at an element."""
    anchor = f"#e-{element_id}" if element_id else ""
    return reverse("studio:draft", args=[draft_id]) + anchor


def flow_address(draft_id: uuid.UUID, key: str = "") -> str:
    """The page of a draft's workflow, at a part of it."""
    anchor = f"#{key.replace(':', '-')}" if ":" in key else ""
    return reverse("studio:flow", args=[draft_id]) + anchor


def part_address(draft_id: uuid.UUID, part: str, part_id: str) -> str:
    """The page of a status, a step, a timer or a kept value."""
    return reverse("studio:flow_part", args=[draft_id, part, part_id])


def own_address(draft_id: uuid.UUID, own: str, step: str | None, own_id: str) -> str:
    """The page of a question or a level of a step, or of an opinion."""
    if step is None:
        return reverse("studio:opinion", args=[draft_id, own_id])
    return reverse("studio:own", args=[draft_id, step, own, own_id])


def beside_address(draft_id: uuid.UUID, own: str, step: str | None) -> str:
    """Where the list stands that holds it: on the page of its step, or of the workflow for opinions."""
    anchor = f"#st-{own}"
    return (flow_address(draft_id) if step is None else part_address(draft_id, "transitions", step)) + anchor


def where(draft_id: uuid.UUID, element: str) -> str:
    """Where one corrects what a problem concerns."""
    if element == "workflow":
        return flow_address(draft_id)
    if element.startswith(PREFIX):
        return reverse("studio:example", args=[draft_id, element.removeprefix(PREFIX)])
    if own := step_operations.read(element):
        return own_address(draft_id, *own)
    part, colon, part_id = element.partition(":")
    if colon:
        return part_address(draft_id, part, part_id)
    return (
        reverse("studio:element", args=[draft_id, element]) if element else reverse("studio:settings", args=[draft_id])
    )


def attempt(request: HttpRequest, act: Callable[[], T]) -> T | None:
    """Do something to a draft; None where it could not be done, which is said on the next page. Raises Http404."""
    try:
        return act()
    except Missing:
        raise Http404 from None
    except NoPen as held:
        messages.error(request, no_pen(str(held)))
    except Overtaken:
        messages.error(request, overtaken())
    except Refused as refused:
        messages.error(request, str(refused))
    return None


def saved(act: Callable[[], T]) -> tuple[T | None, str, str]:
    """What `act` gave; or None with the warning of the page, which keeps what was typed, or with what is wrong with it.
    Raises Http404.
    """
    try:
        return act(), "", ""
    except Missing:
        raise Http404 from None
    except Overtaken:
        return None, _("This procedure was changed in another window. What you typed is still here: save again."), ""
    except NoPen as held:
        return None, no_pen(str(held)), ""
    except Refused as refused:
        return None, "", str(refused)


def overtaken() -> str:
    return _("This procedure was changed in another window: nothing was done here. Look at it, then do it again.")


def no_pen(holder: str) -> str:
    if not holder:
        return _("Somebody else is changing this procedure: nothing was done. Ask for the pen.")
    return _("%(name)s is changing this procedure: nothing was done. Ask for the pen.") % {"name": holder}


def back(draft_id: uuid.UUID, element_id: str = "") -> HttpResponse:
    """To the page of the draft, or of its workflow."""
    if element_id == "examples":
        return HttpResponseRedirect(reverse("studio:examples", args=[draft_id]))
    flows = element_id == "workflow" or ":" in element_id
    return HttpResponseRedirect(flow_address(draft_id, element_id) if flows else address(draft_id, element_id))
