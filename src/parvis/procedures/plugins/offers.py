"""The open procedures of a site, on its home page, in its list and in its search."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from parvis.kernel.portal import Offer, OfferSource, offer_sources
from parvis.procedures.domain.catalogue import offered


def _offers(request: HttpRequest) -> Iterable[Offer]:
    site = getattr(request, "site", None)
    if site is None or site.organisation_id is None:
        return
    for found in offered([site.organisation_id]):
        yield Offer(
            title=found.title,
            address=reverse("procedures:start", args=[found.slug]),
            subject=found.subject,
            subject_order=found.subject_order,
            summary=found.summary,
            words=found.words,
            often=found.often,
        )


offer_sources.register(OfferSource("procedures", _offers))
