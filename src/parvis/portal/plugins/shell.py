"""The portal's lines in the menu, the strip, the footer, and its door."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, ngettext

from parvis.kernel import portal
from parvis.kernel.ui.shell import Link, LinkSource, MenuItem, link_sources, menu
from parvis.portal.domain.pages import STANDARD
from parvis.territory.data import Site


def _has_offers(request: HttpRequest) -> bool:
    return getattr(request, "site", None) is not None and bool(portal.offers(request))


def _footer(request: HttpRequest) -> Iterable[Link]:
    site: Site | None = getattr(request, "site", None)
    if site is None:
        return
    # The wording is the law's (décret 2019-768, art. 5): one of three, on the home page and every other.
    yield Link(
        site.accessibility.label, reverse("portal:accessibility"), request.path == reverse("portal:accessibility")
    )
    for slug, name in (("donnees-personnelles", "portal:privacy"), ("mentions-legales", "portal:legal")):
        yield Link(str(STANDARD[slug].title), reverse(name), request.path == reverse(name))
    for page in site.pages:
        if page.slug not in STANDARD:
            address = reverse("portal:page", args=(page.slug,))
            yield Link(str(page.title), address, request.path == address)


def _strip(request: HttpRequest) -> Iterable[Link]:
    if getattr(request, "site", None):
        yield Link(_("Need help?"), reverse("portal:help"))


def _procedures_address(request: HttpRequest) -> str:
    return reverse("portal:procedures") if _has_offers(request) else ""


def _procedures_hint(request: HttpRequest) -> str:
    count = len(portal.offers(request))
    return ngettext(
        "%(count)s procedure, followed up to the decision",
        "%(count)s procedures, all followed up to the decision",
        count,
    ) % {"count": count}


menu.register(MenuItem("home", _("Home"), "portal:home", "resident", 10))
menu.register(
    MenuItem(
        "procedures", _("Procedures"), "portal:procedures", "resident", 20, covers=("portal:search",), shown=_has_offers
    )
)
link_sources.register(LinkSource("standard_pages", "footer", 10, _footer, steady=True))
link_sources.register(LinkSource("help", "strip", 10, _strip, steady=True))
portal.doors.register(
    portal.Door(
        "procedures", 10, _("Start a procedure"), icon="file-text", address=_procedures_address, hint=_procedures_hint
    )
)
