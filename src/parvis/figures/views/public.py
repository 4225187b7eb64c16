"""/delais/: how long answers really take, for everybody; as a page and as open data."""

import csv
import io
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.access.api import site, standing
from parvis.figures.data import Period
from parvis.figures.domain import publishing, words
from parvis.figures.domain.tables import plain
from parvis.figures.models import Delay
from parvis.procedures import api as procedures
from parvis.procedures.data import Offered
from parvis.territory.api import organisations, sites

#: seconds for which caches keep them; they are made anew once a day
_KEPT = 900
_COLUMNS = (
    "collectivite",
    "siren",
    "demarche",
    "premier_mois",
    "dernier_mois",
    "reponses",
    "delai_median",
    "delai_9_sur_10",
    "unite",
    "reponses_avec_echeance",
    "dans_le_delai",
)


def _offered(organisation_id: uuid.UUID | None) -> dict[uuid.UUID, Offered]:
    """The procedures that are open, by case type: an organisation's, or anybody's on the territory's own site."""
    whose = [organisation_id] if organisation_id else [one.id for one in organisations.all()]
    found: dict[uuid.UUID, Offered] = {}
    for one in procedures.offered(whose):
        found.setdefault(one.case_type_id, one)
    return found


def _sentence(one: Delay) -> str:
    half, nine = (words.days_words(days, working=one.working) for days in (one.half, one.nine))
    if one.half == one.nine:
        return _("9 requests in 10 got an answer within %(nine)s.") % {"nine": nine}
    return _("Half of the requests got an answer within %(half)s, 9 in 10 within %(nine)s.") % {
        "half": half,
        "nine": nine,
    }


@require_safe
def delays(request: HttpRequest) -> HttpResponse:
    """The real delays of the site's organisation, or of the whole territory, by procedure."""
    here = site(request)
    offered = _offered(here.organisation_id)
    found = [one for one in publishing.of(here.organisation_id) if one.case_type_id in offered]
    parts: dict[str, Any] = {
        "whose": here.organisation.titled if here.organisation else "",
        "span": words.span(Period(found[0].first_month, found[0].last_month)) if found else "",
        "made_at": found[0].made_at if found else None,
        "fewest": publishing.fewest(),
        "delays": [
            {
                "title": offered[one.case_type_id].title,
                "address": reverse("procedures:start", args=[offered[one.case_type_id].slug])
                if here.organisation_id
                else "",
                "sentence": _sentence(one),
                "share": words.percent(one.in_time, one.due),
                "answers": one.answers,
            }
            for one in found
        ],
        "elsewhere": _elsewhere(found) if here.is_territory else [],
    }
    response = render(request, "figures/delays.html", parts)
    if standing(request).person_id is None:
        response["Cache-Control"] = f"public, max-age={_KEPT}"
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return response


def _elsewhere(found: list[Delay]) -> list[dict[str, str]]:
    having = publishing.organisations_with({one.case_type_id for one in found})
    return [
        {"label": organisations.get(one.organisation_id).name, "address": sites.url(one, reverse("figures:delays"))}
        for one in sites.all()
        if one.organisation_id in having and one.organisation_id is not None
    ]


@require_safe
def delays_csv(request: HttpRequest) -> HttpResponse:
    """The same as open data: one row a procedure, numbers as they are; none where a share would be of too few."""
    here = site(request)
    offered = _offered(here.organisation_id)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in publishing.of(here.organisation_id):
        if one.case_type_id not in offered:
            continue
        row = [
            here.organisation.title if here.organisation else here.name,
            here.organisation.siren if here.organisation else "",
            offered[one.case_type_id].title,
            f"{one.first_month:%Y-%m}",
            f"{one.last_month:%Y-%m}",
            one.answers,
            one.half,
            one.nine,
            words.unit(one.working),
            one.due or "",
            one.in_time if one.due else "",
        ]
        writer.writerow(plain(value) for value in row)
    response = HttpResponse(b"\xef\xbb\xbf" + out.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="delais.csv"'
    response["Cache-Control"] = f"public, max-age={_KEPT}"
    return response
