"""Beginning from an earlier request: what comes along, what does not and why, before anything is begun."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from parvis.cases import api as cases
from parvis.cases.data import NotFound
from parvis.procedures.data import Offered
from parvis.procedures.views.openings import language, offer_of


def of_post(request: HttpRequest, offer: Offered) -> Any:
    """What comes along of the earlier request that a post names; None without. Raises Http404."""
    reference = request.POST.get("earlier", "")
    return _taken(offer, reference) if reference else None


def _taken(offer: Offered, reference: str) -> Any:
    try:
        published = cases.types.offered(offer.case_type_id, offer.organisation_id).published
    except NotFound:
        raise Http404(offer.slug) from None
    found = cases.again.taken(reference, offer.case_type_id, published.id, language())
    if found is None:
        raise Http404(reference)
    return found


@never_cache
@require_GET
def again(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """The answers of an earlier request that are taken over, and those that are not."""
    offer = offer_of(request, slug)
    if not offer.is_open:
        return HttpResponseRedirect(reverse("procedures:start", args=[slug]))
    found, why = _taken(offer, reference), cases.again.Why
    words = {
        why.GONE: _("this is no longer asked"),
        why.CHANGED: _("this is asked differently now"),
        why.FILES: _("files are asked again"),
        why.NOT_TAKEN: _("this answer is no longer possible"),
    }
    parts = {
        "offer": offer,
        "reference": found.reference,
        "shown": found.kept,
        "hidden": 0,
        "dropped": [(label, words[reason]) for label, reason in found.dropped],
    }
    return render(request, "procedures/again.html", parts)
