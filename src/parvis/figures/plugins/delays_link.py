"""The foot of a site's pages leads to the real delays."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.kernel.ui.shell import Link, LinkSource, link_sources


def _links(request: HttpRequest) -> Iterable[Link]:
    if getattr(request, "site", None) is not None:
        address = reverse("figures:delays")
        yield Link(_("Real delays"), address, request.path == address)


link_sources.register(LinkSource("delays", "footer", 450, _links))
