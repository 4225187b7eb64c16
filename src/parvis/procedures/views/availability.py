"""When a procedure takes requests: what its start page says of it, and the pages on which an organisation sets it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.forms.data import LocalizedText
from parvis.kernel.ui.formats import date_time
from parvis.procedures.availability_form import AvailabilityForm
from parvis.procedures.data import Offered, Stage
from parvis.procedures.domain import availability, catalogue
from parvis.procedures.views.openings import language
from parvis.territory.api import sites
from parvis.territory.data import Organisation


def waiting(offer: Offered) -> dict[str, Any]:
    """What its start page says: why it takes no requests now, or until when and how many more."""
    plan, of_stage = offer.availability, _stage_words(offer)
    said = plan.said.get(offer.stage)
    left = max(0, plan.quota - plan.taken) if plan.quota is not None else None
    return {
        "title": of_stage,
        "said": LocalizedText.model_validate(said).into(language()) if said else "",
        "until": date_time(plan.closes_at) if plan.closes_at and offer.is_open else "",
        "left": left if offer.is_open else None,
    }


def _stage_words(offer: Offered) -> str:
    plan = offer.availability
    if offer.stage is Stage.BEFORE and plan.opens_at:
        return _("This procedure opens on %(when)s") % {"when": date_time(plan.opens_at)}
    if offer.stage is Stage.AFTER and plan.closes_at:
        return _("This procedure has been closed since %(when)s") % {"when": date_time(plan.closes_at)}
    if offer.stage is Stage.FULL:
        return _("All places are taken")
    return _("This procedure is closed for now") if offer.stage is Stage.CLOSED else ""


def _organisation(request: HttpRequest) -> Organisation:
    """The organisation whose site answers. Raises Http404 on the territory's own."""
    found = sites.of_request(request).organisation
    if found is None:
        raise Http404("the territory's own site offers nothing")
    return found


def state(offer: Offered) -> str:
    """Open or not, and since or until when, in a few words."""
    plan = offer.availability
    if offer.stage is Stage.OPEN:
        if plan.closes_at:
            return _("open until %(when)s") % {"when": date_time(plan.closes_at)}
        return _("open to requests")
    if offer.stage is Stage.BEFORE and plan.opens_at:
        return _("opens on %(when)s") % {"when": date_time(plan.opens_at)}
    return {Stage.AFTER: _("closed by its date"), Stage.FULL: _("full")}.get(offer.stage, _("closed to requests"))


def _places(offer: Offered) -> str:
    plan = offer.availability
    if plan.quota is None:
        return ""
    return ngettext("%(taken)s of %(num)s place", "%(taken)s of %(num)s places", plan.quota) % {
        "taken": plan.taken,
        "num": plan.quota,
    }


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every procedure that the organisation offers, with whether it takes requests now. One statement."""
    organisation = _organisation(request)
    lines = [
        {
            "name": one.title,
            "address": reverse("procedures:studio_opening", args=[one.slug]),
            "open": one.is_open,
            "state": state(one),
            "places": _places(one),
        }
        for one in catalogue.of([organisation.id])
    ]
    return render(request, "procedures/availabilities.html", {"organisation": organisation, "lines": lines})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, slug: str) -> HttpResponse:
    """Open or close a procedure, now or on a date; set how many requests it takes, and what people read meanwhile."""
    organisation = _organisation(request)
    try:
        plan = availability.of(organisation.id, slug)
    except LookupError:
        raise Http404(slug) from None
    form = AvailabilityForm(
        request.POST if request.method == "POST" else None, initial=AvailabilityForm.initial_of(plan)
    )
    if form.is_bound and form.is_valid():
        availability.plan(organisation.id, slug, **form.planned())
        offer = catalogue.get(organisation.id, slug)
        messages.success(request, _("Saved: %(state)s.") % {"state": state(offer)})
        return HttpResponseRedirect(reverse("procedures:studio_openings"))
    offer = catalogue.get(organisation.id, slug)
    parts = {
        "organisation": organisation,
        "name": offer.title,
        "form": form,
        "places": _places(offer),
        "start": reverse("procedures:start", args=[slug]),
    }
    return render(request, "procedures/availability.html", parts, status=422 if form.errors else 200)
