"""The residents' menu and the home page's door to one's requests."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.access.data import Standing
from parvis.cases.domain import card_givers
from parvis.kernel import portal
from parvis.kernel.ui.shell import Link, LinkSource, MenuItem, link_sources, menu


def _address(request: HttpRequest) -> str:
    """To one's requests where this browser opens some, otherwise to the reference and what goes with it."""
    found = getattr(request, "standing", None)
    known = isinstance(found, Standing) and (found.person_id or found.followed)
    return reverse("cases:mine" if known else "cases:track")


def _hint(request: HttpRequest) -> str:
    return str(_("With your account or with your reference"))


#: the pages of one's own requests: published acts and cards are everybody's
_OWN = tuple(
    f"cases:{name}"
    for name in (
        [
            "mine",
            "forget",
            "case",
            "receipt",
            "message",
            "keep",
            "document",
            "visit_file",
            "renew",
            "move",
            "short",
            "track",
            "send_link",
            "by_link",
        ]
    )
)


def _acts(request: HttpRequest) -> Iterable[Link]:
    """On an organisation's own site: the acts that it publishes."""
    site = getattr(request, "site", None)
    if site is not None and site.organisation_id is not None:
        address = reverse("cases:acts")
        yield Link(str(_("Published acts")), address, request.path == address)
        if not card_givers.gives(site.organisation_id):
            return
        address = reverse("cases:card")
        yield Link(str(_("Check a parking card")), address, request.path == address)


link_sources.register(LinkSource("acts", "footer", 400, _acts))
menu.register(
    MenuItem("requests", _("My requests"), "cases:mine", "resident", 30, covers=_OWN),
)
portal.doors.register(
    portal.Door("follow", 20, _("Follow my request"), icon="search-check", address=_address, hint=_hint)
)
