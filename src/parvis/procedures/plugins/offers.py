"""The open procedures of a site, on its home page, in its list and in its search.

A commune's site shows its own, then those that the communauté handles itself for everyone: these lead to the
communauté's site. The territory's own site shows the shared ones.
"""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from parvis.kernel.portal import Offer, OfferSource, offer_sources
from parvis.procedures.domain.catalogue import offered
from parvis.procedures.life_events import LIFE_EVENTS
from parvis.territory.api import organisations, sites
from parvis.territory.data import OrganisationKind, Site


def _offers(request: HttpRequest) -> Iterable[Offer]:
    site: Site | None = getattr(request, "site", None)
    if site is None:
        return
    own = site.organisation_id
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    if site.is_territory:
        shared = [one.id for one in organisations.all() if one.kind is OrganisationKind.GROUP]
    else:
        shared = [one.id for one in site.shared_organisations]
    found = offered([*([own] if own else []), *shared])
    here = {one.slug for one in found if one.organisation_id == own}
    for one in found:
        address, note = reverse("procedures:start", args=[one.slug]), ""
        if one.organisation_id != own:
            if one.slug in here:
                continue
            address = sites.url(sites.of(one.organisation_id), address)
            note = (
                ""
                if own is None
                else _("with %(organisation)s") % {"organisation": organisations.get(one.organisation_id).titled}
            )
        yield Offer(
            title=one.title,
            address=address,
            subject=one.subject,
            subject_order=one.subject_order,
            summary=one.summary,
            words=one.words,
            note=note,
            often=one.often,
            events=tuple((name, said.into(language)) for name, said in LIFE_EVENTS.items() if name in one.events),
        )


offer_sources.register(OfferSource("procedures", _offers))
