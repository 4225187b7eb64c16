"""Home, search, procedures by subject, communes, help, standard and content pages."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from parvis.kernel import portal
from parvis.kernel.portal import Offer
from parvis.portal.domain import search as searching
from parvis.portal.domain.pages import STANDARD
from parvis.privacy.api import listed_activities
from parvis.territory.api import markup_html, organisations, sites
from parvis.territory.data import Organisation, OrganisationKind, Site

#: how many offers the line "often asked" holds
_OFTEN = 3


def _subjects(offers: list[Offer]) -> list[tuple[str, list[Offer]]]:
    return [(subject, list(found)) for subject, found in groupby(offers, key=lambda offer: offer.subject)]


def _doors(request: HttpRequest) -> list[dict[str, Any]]:
    found = [(door, door.address(request)) for door in portal.doors]
    return [
        {"label": door.label, "text": door.hint(request), "address": address, "icon": door.icon}
        for door, address in found
        if address
    ]


def _cards(request: HttpRequest) -> list[dict[str, Any]]:
    cards = []
    for card in portal.home_cards:
        context = card.context(request)
        if context is not None:
            html: SafeString = mark_safe(render_to_string(card.template, dict(context), request))  # noqa: S308 - ours
            cards.append({"title": card.title, "html": html})
    return cards


def _communes() -> list[tuple[Organisation, str]]:
    """The communes of the territory that have a site, each with its address."""
    addresses = {site.organisation_id: sites.url(site) for site in sites.all()}
    return [
        (one, addresses[one.id])
        for one in organisations.all()
        if one.kind == OrganisationKind.COMMUNE and one.id in addresses
    ]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One question, few doors, then everything by subject; the territory's own asks for the commune."""
    site = sites.of_request(request)
    communes = _communes() if site.is_territory else []
    if site.is_territory and len(organisations.all()) == 1 and communes:
        commune, address = communes[0]
        return render(request, "portal/only_commune.html", {"commune": commune, "address": address})
    offers = portal.offers(request)
    often = sorted((offer for offer in offers if offer.often > 0), key=lambda offer: -offer.often)[:_OFTEN]
    context = {
        "offers": offers,
        "subjects": _subjects(offers),
        "often": often,
        "doors_shown": _doors(request),
        "cards": _cards(request),
        "communes": communes,
        "organisation": site.organisation or _group(),
    }
    return render(request, "portal/territory_home.html" if site.is_territory else "portal/home.html", context)


def _group() -> Organisation | None:
    """The group of communes whose territory this is, if it is one."""
    return next((one for one in organisations.all() if one.kind == OrganisationKind.GROUP), None)


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure of the site, by subject; those of a moment of life (`moment`) alone."""
    offers = portal.offers(request)
    found = {event: said for offer in offers for event, said in offer.events}
    chosen = request.GET.get("moment", "")
    if chosen and chosen not in found:
        raise Http404(chosen[:50])
    shown = [offer for offer in offers if not chosen or chosen in dict(offer.events)]
    moments = sorted(found.items(), key=lambda pair: pair[1].casefold())
    parts = {"subjects": _subjects(shown), "moments": moments, "moment": found.get(chosen, "")}
    return render(request, "portal/procedures.html", parts)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Procedures by the resident's words; on the territory's own site communes too."""
    site = sites.of_request(request)
    text = request.GET.get("q", "")[:200].replace("\x00", "").strip()
    offers = searching.search(portal.offers(request), text)
    wanted = set(searching.words(text))
    communes = [
        (one, address)
        for one, address in (_communes() if site.is_territory else [])
        if wanted & set(searching.words(one.name)) or text in one.postcodes
    ]
    return render(request, "portal/search.html", {"text": text, "offers": offers, "communes": communes})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to call, where to go, when it is open."""
    site = sites.of_request(request)
    organisation = site.organisation or _group()
    communes = _communes() if site.is_territory else []
    return render(request, "portal/help.html", {"organisation": organisation, "communes": communes})


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A content page of the site, or the standard page of that name."""
    site = sites.of_request(request)
    own = sites.page(site, slug)
    if own is not None:
        return render(request, "portal/page.html", {"title": own.title, "html": markup_html(str(own.body))})
    if slug not in STANDARD:
        raise Http404(slug)
    standard = STANDARD[slug]
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    template = f"portal/standard/{standard.name}.{language}.html"
    return render(request, template, {"title": standard.title, **_facts(site)})


def _facts(site: Site) -> dict[str, Any]:
    organisation = site.organisation or _group() or next(iter(organisations.all()), None)
    if organisation is None:
        raise Http404("no organisation")
    group = organisations.get(organisation.group_id) if organisation.group_id else None
    return {
        "site": site,
        "organisation": organisation,
        "operator": group or organisation,
        "address": sites.url(site, ""),
        "is_commune": organisation.kind == OrganisationKind.COMMUNE,
        "activities": listed_activities(),
    }
