"""In the demonstration, the foot of every page leads to the outbox."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.kernel.ui.shell import Link, LinkSource, link_sources


def _links(request: HttpRequest) -> Iterable[Link]:
    return [Link(_("Outbox of the demonstration"), reverse("notifications:outbox"))] if settings.PARVIS_DEMO else []


link_sources.register(LinkSource("outbox", "footer", 900, _links))
