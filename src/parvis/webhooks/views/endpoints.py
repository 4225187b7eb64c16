"""Endpoints: listed, made, changed, paused, resumed, removed; their secret, shown once."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import Missing, Right, site, standing, walls_of
from parvis.kernel import clock
from parvis.territory.api import organisations
from parvis.territory.data import Sphere
from parvis.webhooks.data import Standing, State
from parvis.webhooks.domain import asking, endpoints, listing
from parvis.webhooks.forms import EndpointForm, SinceForm, procedures
from parvis.webhooks.models import Endpoint
from parvis.webhooks.registry import EVENTS, label_of, name_of

_TONES = {State.LIVE: "ok", State.PAUSED: "wait", State.FAILING: "late", State.GONE: "late"}


def organisation_of(request: HttpRequest) -> uuid.UUID:
    """The organisation that this administrator administers here; on the territory's host, the first of theirs."""
    here = site(request).organisation_id
    return standing(request).holding(Right.ADMINISTER, organisation_id=here)[0].organisation_id


def find(request: HttpRequest, endpoint_id: uuid.UUID) -> Endpoint:
    """The endpoint, if it is of the organisation administered here. Raises Missing."""
    found = Endpoint.objects.filter(id=endpoint_id, organisation_id=organisation_of(request)).first()
    if found is None:
        raise Missing("webhook", endpoint_id)
    return found


def shown(found: Endpoint) -> dict[str, Any]:
    """An endpoint as pages draw it."""
    state = State(found.state)
    return {"row": found, "state": state, "tone": _TONES[state], "troubled": state == State.LIVE and found.failures}


@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """The endpoints of the organisation."""
    organisation_id = organisation_of(request)
    rows = listing.of_organisation(organisation_id)
    parts = {"organisation": organisations.get(organisation_id), "endpoints": [shown(one) for one in rows]}
    return render(request, "webhooks/endpoints.html", parts)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of an endpoint, and its secret, shown in the answer to the post and never again."""
    organisation_id = organisation_of(request)
    form = EndpointForm(request.POST if request.method == "POST" else None, organisation_id=organisation_id)
    if form.is_bound and form.is_valid() and len(listing.of_organisation(organisation_id)) >= endpoints.MOST:
        form.add_error(None, _("There are too many webhooks: remove those that nobody uses."))
    if form.is_bound and form.is_valid():
        by = standing(request).person_id
        assert by is not None
        made, secret = endpoints.make(form.wanted(), organisation_id=organisation_id, by=by, at=clock.now())
        return _secret(request, made, secret, rotated=False)
    return _draw_form(request, organisation_id, form, None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """What an endpoint is told, and where."""
    found = find(request, endpoint_id)
    said = EndpointForm.said(found, walls_of(found.organisation_id))
    form = EndpointForm(
        request.POST if request.method == "POST" else None, initial=said, organisation_id=found.organisation_id
    )
    if form.is_bound and form.is_valid():
        endpoints.change(found, form.wanted())
        return HttpResponseRedirect(reverse("webhooks:endpoint", args=[found.id]))
    return _draw_form(request, found.organisation_id, form, found)


def _draw_form(
    request: HttpRequest, organisation_id: uuid.UUID, form: EndpointForm, endpoint: Endpoint | None
) -> HttpResponse:
    parts = {"organisation": organisations.get(organisation_id), "form": form, "endpoint": endpoint}
    return render(request, "webhooks/form.html", parts, status=422 if form.errors else 200)


def _secret(request: HttpRequest, endpoint: Endpoint, secret: str, *, rotated: bool) -> HttpResponse:
    parts = {
        "organisation": organisations.get(endpoint.organisation_id),
        "endpoint": endpoint,
        "secret": secret,
        "rotated": rotated,
        "hours": round(endpoints.OVERLAP.total_seconds() / 3600),
    }
    return render(request, "webhooks/secret.html", parts)


@require_GET
def endpoint(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """One endpoint: how it is, and a page of what was sent to it."""
    return draw(request, find(request, endpoint_id), SinceForm())


def _address(found: Endpoint, state: str, before: int | None = None) -> str:
    asked = urlencode({"state": state} if state else {}) + (f"&before={before}" if before else "")
    return reverse("webhooks:endpoint", args=[found.id]) + (f"?{asked.lstrip('&')}" if asked else "") + "#sent"


def draw(request: HttpRequest, found: Endpoint, since: SinceForm) -> HttpResponse:
    """The page of an endpoint. since: the form of sending again, with what was wrong in it."""
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    if state not in set(Standing):
        state = ""
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    page = listing.page(found.id, state=state, before=number)
    spoken = walls_of(found.organisation_id)
    chosen = {str(one) for one in found.case_types}
    numbers = asking.waiting(found.id)
    parts = {
        "organisation": organisations.get(found.organisation_id),
        "endpoint": shown(found),
        "spheres": [Sphere(sphere).label for sphere, wall in sorted(spoken.items()) if wall in found.walls],
        "procedures": [name for ident, name in procedures(list(spoken.values())) if ident in chosen] if chosen else [],
        "events": [one.label for one in sorted(EVENTS, key=lambda one: one.name) if one.kind in found.kinds],
        "lines": [
            {"row": one, "name": name_of(one.kind), "label": label_of(one.kind), "state": Standing(one.state)}
            for one in page.lines
        ],
        "filters": [
            {"label": label, "address": _address(found, one), "current": one == state}
            for one, label in [("", _("All")), *((str(one), one.label) for one in Standing)]
        ],
        "pages": [
            *([{"label": _("The latest"), "address": _address(found, state)}] if number is not None else []),
            *([{"label": _("Older ones"), "address": _address(found, state, page.before)}] if page.before else []),
        ],
        "refreshed": _address(found, state) if number is None else "",
        "waiting": numbers[Standing.WAITING],
        "dead": numbers[Standing.DEAD],
        "busy": any(
            one.state == Standing.WAITING and (found.state == State.LIVE or one.kind == "ping")
            for one in page.lines[:5]
        ),
        "since": since,
        "now": clock.now(),
    }
    return render(request, "webhooks/endpoint.html", parts, status=422 if since.errors else 200)


@never_cache
@require_POST
def rotate(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """A new secret, shown in the answer and never again; the former one signs beside it for a day."""
    found = find(request, endpoint_id)
    return _secret(request, found, endpoints.rotate(found, at=clock.now()), rotated=True)


@require_POST
def pause(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """Send nothing until it is resumed."""
    endpoints.pause(find(request, endpoint_id).id, at=clock.now())
    return HttpResponseRedirect(reverse("webhooks:endpoint", args=[endpoint_id]))


@require_POST
def resume(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """Send again, what waited first."""
    endpoints.resume(find(request, endpoint_id).id)
    return HttpResponseRedirect(reverse("webhooks:endpoint", args=[endpoint_id]))


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """Ask once, then remove it with all that was or is to be told to it."""
    found = find(request, endpoint_id)
    if request.method == "POST":
        endpoints.remove(found.id)
        return HttpResponseRedirect(reverse("webhooks:endpoints"))
    parts = {"organisation": organisations.get(found.organisation_id), "endpoint": found}
    return render(request, "webhooks/remove.html", parts)
