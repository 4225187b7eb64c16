"""/actes/: what an organisation has decided and put online. Nobody needs an account, nothing here names a person."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from parvis.cases.domain import publishing
from parvis.cases.models import PublishedAct
from parvis.files import api as files
from parvis.territory.api import organisations
from parvis.territory.data import Site

PAGE = 50


def _organisation(request: HttpRequest) -> uuid.UUID:
    site: Site | None = getattr(request, "site", None)
    if site is None or site.organisation_id is None:
        raise Http404
    return site.organisation_id


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The acts that are online, latest first, of one year or of all; fifty a page, by their key."""
    organisation_id = _organisation(request)
    years = publishing.years(organisation_id)
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked[:9]) in years else None
    try:
        before = uuid.UUID(request.GET["avant"]) if "avant" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    rows = publishing.page(organisation_id, year=year, before=before, limit=PAGE)
    base = reverse("cases:acts")
    here = f"{base}?annee={year}" if year else base
    parts = {
        "organisation": organisations.get(organisation_id).title,
        "acts": rows[:PAGE],
        "years": [{"label": str(one), "address": f"{base}?annee={one}", "current": one == year} for one in years],
        "everything": {"address": base, "current": year is None},
        "before": here if before else "",
        "after": f"{here}{'&' if year else '?'}avant={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
    }
    return render(request, "cases/acts.html", parts)


def _act(request: HttpRequest, number: str) -> PublishedAct:
    found = publishing.find(_organisation(request), number)
    if found is None:
        raise Http404
    return found


@require_safe
def act(request: HttpRequest, number: str) -> HttpResponse:
    """One act, at its permanent address: its object, its days, its sealed version."""
    found = _act(request, number)
    organisation = organisations.get(found.organisation_id).title
    return render(request, "cases/act.html", {"act": found, "organisation": organisation})


@require_safe
def act_file(request: HttpRequest, number: str) -> HttpResponseBase:
    """The sealed version: the file of an act that is online is everybody's."""
    return files.download(_act(request, number).file())
