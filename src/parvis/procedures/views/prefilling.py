"""Requests that were begun for somebody: by an address with answers in it, by another programme through the API."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from parvis.access.api import visitor
from parvis.cases import api as cases
from parvis.cases.data import NotFound
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.procedures.data import Offered
from parvis.procedures.domain import prefilling
from parvis.procedures.views.openings import Filling, actor, language, offer_of
from parvis.territory.api import organisations, sites

#: characters of all parameters together
_LONGEST = 8000


def _form(offer: Offered) -> Any:
    return cases.types.offered(offer.case_type_id, offer.organisation_id).published.form


def _read(offer: Offered, query: str) -> prefilling.Read:
    """Raises Http404 where nothing is published."""
    try:
        form = _form(offer)
    except NotFound:
        raise Http404(offer.slug) from None
    context = cases.zones.context(offer.organisation_id, clock.today().isoformat())
    try:
        params = QueryDict(query[:_LONGEST], mutable=False)
    except ValueError:  # more fields than anybody sends
        params = QueryDict()
    return prefilling.read(form, params, context, language())


def of_post(request: HttpRequest, offer: Offered) -> dict[str, Any]:
    """The answers of the link that the person followed before they began; none without."""
    query = request.POST.get("prefill", "")
    return _read(offer, query).answers if query else {}


@require_GET
def prefilled(request: HttpRequest, slug: str) -> HttpResponse:
    """What a link answers of a form, and what it could not: nothing is kept before the person begins."""
    offer = offer_of(request, slug)
    if not offer.is_open:
        return HttpResponseRedirect(reverse("procedures:start", args=[slug]))
    query = request.META.get("QUERY_STRING", "")
    found = _read(offer, query)
    parts = {
        "offer": offer,
        "shown": found.shown,
        "hidden": len(found.answers) - len(found.shown),
        "problems": found.problems,
        "query": query[:_LONGEST] if found.answers else "",
    }
    return render(request, "procedures/prefilled.html", parts)


@never_cache
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, secret: str) -> HttpResponse:
    """What another programme prepared for the person: who, what, until when; theirs to take or to throw away."""
    at, site = clock.now(), sites.of_request(request)
    found = cases.prefills.look(secret, at=at)
    if found is None or found.draft.organisation_id != site.organisation_id:
        return render(request, "procedures/claim.html", {"over": True}, status=410)
    if request.method == "POST":
        return _take(request, secret, found.draft.id)
    draft, published, spoken = found.draft, found.published, language()
    assert draft.claim_until is not None  # `look` found it by that
    context = cases.zones.context(draft.organisation_id, clock.today().isoformat())
    state = published.form.evaluate(draft.answers, context)
    listed = [one for one in published.form.answered(state, spoken) if one.id in draft.answers]
    parts = {
        "over": False,
        "by": draft.prefilled["by"],
        "organisation": organisations.get(draft.organisation_id).title,
        "procedure": published.definition.name.into(spoken),
        "shown": [(one.label, one.text) for one in listed],
        "hidden": len(draft.answers) - len(listed),
        "until": date_long(draft.claim_until.date()),
    }
    return render(request, "procedures/claim.html", parts)


def _take(request: HttpRequest, secret: str, draft_id: uuid.UUID) -> HttpResponse:
    if "refuse" in request.POST:
        cases.prefills.refuse(secret)
        messages.success(request, _("What was prepared for you was deleted. Nothing was sent."))
        return HttpResponseRedirect(reverse("portal:home"))
    who = actor(request)
    try:
        cases.prefills.claim(secret, visitor(request), at=clock.now())
    except NotFound:
        return render(request, "procedures/claim.html", {"over": True}, status=410)
    if who.person_id is not None:
        cases.drafts.claim(draft_id, by=who)
    return HttpResponseRedirect(reverse("procedures:resume", args=[draft_id]))


def told(filling: Filling) -> str:
    """Who answered some questions before the person did, in a sentence; "" for nobody."""
    found = filling.loaded.draft.prefilled
    match found.get("how"):
        case cases.prefills.PROGRAMME:
            return _("Some answers were filled in by %(name)s.") % {"name": found["by"]}
        case cases.prefills.LINK:
            return _("Some answers were filled in by the link that you followed.")
        case cases.prefills.EARLIER:
            return _("Some answers come from your request %(name)s.") % {"name": found["by"]}
    return ""
