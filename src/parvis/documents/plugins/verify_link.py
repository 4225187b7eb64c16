"""The foot of every page leads to the page that verifies documents."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.kernel.ui.shell import Link, LinkSource, link_sources


def _links(request: HttpRequest) -> Iterable[Link]:
    return [Link(_("Check a document"), reverse("documents:verify"))]


link_sources.register(LinkSource("verify", "footer", 500, _links))
