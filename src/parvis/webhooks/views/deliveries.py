"""What is sent: the test message, one delivery with its tries, sending again."""

import json
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from parvis.access.api import Missing
from parvis.kernel import clock
from parvis.territory.api import organisations
from parvis.webhooks.data import Failure, Standing
from parvis.webhooks.domain import asking, listing, payloads, turning
from parvis.webhooks.forms import SinceForm
from parvis.webhooks.models import Delivery
from parvis.webhooks.registry import name_of
from parvis.webhooks.views.endpoints import draw, find


def _find(request: HttpRequest, endpoint_id: uuid.UUID, delivery_id: int) -> Delivery:
    found = None
    if delivery_id < 1 << 62:
        found = Delivery.objects.filter(id=delivery_id, endpoint_id=find(request, endpoint_id).id).first()
    if found is None:
        raise Missing("webhook delivery", endpoint_id)
    return found


def _back(endpoint_id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("webhooks:endpoint", args=[endpoint_id]))


@require_POST
def ping(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """Send a test message, also to an endpoint that is paused."""
    number = asking.ping(find(request, endpoint_id), at=clock.now())
    return HttpResponseRedirect(reverse("webhooks:delivery", args=[endpoint_id, number]))


@require_GET
def delivery(request: HttpRequest, endpoint_id: uuid.UUID, delivery_id: int) -> HttpResponse:
    """One delivery: what is told, and each try with what came of it."""
    endpoint = find(request, endpoint_id)
    found = _find(request, endpoint_id, delivery_id)
    parts = {
        "organisation": organisations.get(endpoint.organisation_id),
        "endpoint": endpoint,
        "row": found,
        "name": name_of(found.kind),
        "state": Standing(found.state),
        "message_id": payloads.message_id(found.event_id),
        "body": json.dumps(payloads.message(turning.told_of(found)), ensure_ascii=False, indent=2),
        "attempts": [
            {"row": one, "error": Failure(one.error).label if one.error else ""} for one in listing.attempts(found.id)
        ],
        "now": clock.now(),
    }
    return render(request, "webhooks/delivery.html", parts)


@require_POST
def again(request: HttpRequest, endpoint_id: uuid.UUID, delivery_id: int) -> HttpResponse:
    """Send one again, under the same identifier."""
    asking.again(_find(request, endpoint_id, delivery_id), at=clock.now())
    return HttpResponseRedirect(reverse("webhooks:delivery", args=[endpoint_id, delivery_id]))


@require_POST
def again_dead(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """Send again all that were given up."""
    asking.again_dead(find(request, endpoint_id).id, at=clock.now())
    return _back(endpoint_id)


@require_POST
def again_since(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """Send again all that happened since a moment."""
    found, form = find(request, endpoint_id), SinceForm(request.POST)
    if not form.is_valid():
        return draw(request, found, form)
    asking.again_since(found.id, form.cleaned_data["since"], at=clock.now())
    return _back(endpoint_id)
