"""/carte/: whether a card holds, for wardens and for anyone; by its number, typed or scanned."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.cases.domain import cards
from parvis.identity.api import Limit, attempt, throttled_address
from parvis.kernel import clock
from parvis.territory.data import Site

#: A warden checks a car every few seconds; whoever walks through the numbers does it faster.
CHECKS = Limit("cases:card", 120, dt.timedelta(minutes=10))


@csrf_exempt  # so that this public page needs no cookie: a forged request could do nothing but ask
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, number: str = "") -> HttpResponse:
    """Ask for a number; with one, say what the card is worth today. A plate is posted, so that no log holds it."""
    typed = number or request.POST.get("number", request.GET.get("number", ""))
    plate = request.POST.get("plate", "")[:40]
    if not typed.strip():
        error = _("Enter the number of the card") if request.method == "POST" or "number" in request.GET else ""
        return _page(request, 422 if error else 200, error=error)
    normal = cards.number_of(typed)
    if request.method != "POST" and normal and number != normal:
        return redirect("cases:card_number", normal)
    wait = attempt(CHECKS, throttled_address(request))
    if wait is not None:
        response = _page(request, 429, limited=True, typed=typed[:40])
        response["Retry-After"] = str(round(wait.total_seconds()))
        return response
    site: Site | None = getattr(request, "site", None)
    found = None
    if normal and site and site.organisation_id:
        found = cards.find(site.organisation_id, normal, plate, today=clock.today())
    return _page(request, 200 if found else 404, found=found, typed=normal or typed[:40], plate=plate, asked=True)


def _page(
    request: HttpRequest,
    status: int = 200,
    *,
    found: cards.PublicCard | None = None,
    typed: str = "",
    plate: str = "",
    error: str = "",
    asked: bool = False,
    limited: bool = False,
) -> HttpResponse:
    parts = {"card": found, "typed": typed, "plate": plate, "error": error, "asked": asked, "limited": limited}
    response = render(request, "cases/card.html", parts, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
