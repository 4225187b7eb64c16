"""What capabilities put on residents' home page, in search and in the list of procedures.

The portal is the highest module and nobody may import it, so the registries that it reads lie here. Only doors that
lead somewhere are shown: one that has no address for this request is not in the page at all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from parvis.kernel.registry import Registry

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a resident can ask for on this site, as the home page and search show it.

    subject: its heading in the resident's words ("Associations"); subject_order: where that heading stands.
    words: what residents call it or type when they look for it, beside its title ("buvette", "vin d'honneur").
    note: a short word beside it ("avec la Communauté urbaine"); often: above 0 among those often asked, highest first.
    events: the moments of life in which it is looked for, each with its words.
    """

    title: str
    address: str
    subject: str
    subject_order: int = 100
    summary: str = ""
    words: tuple[str, ...] = ()
    note: str = ""
    often: int = 0
    events: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OfferSource:
    """A module's offers for the site of a request (`request.site`), in the page's language."""

    name: str
    offers: Callable[[HttpRequest], Iterable[Offer]]


def _no_hint(request: HttpRequest) -> Words:
    return ""


@dataclass(frozen=True, slots=True)
class Door:
    """One of the few doors at the top of the home page. `address` answers "" when it leads nowhere on this site."""

    name: str
    order: int
    label: Words
    icon: str
    address: Callable[[HttpRequest], str]
    hint: Callable[[HttpRequest], Words] = _no_hint


@dataclass(frozen=True, slots=True)
class HomeCard:
    """A card beside the list of procedures. `context` answers None when there is nothing to show to this visitor."""

    name: str
    order: int
    title: Words
    template: str
    context: Callable[[HttpRequest], Mapping[str, Any] | None] = field(default=lambda request: {})


offer_sources: Registry[OfferSource] = Registry("offers", key=lambda source: source.name)
doors: Registry[Door] = Registry("doors", key=lambda door: f"{door.order:03d}.{door.name}")
home_cards: Registry[HomeCard] = Registry("home cards", key=lambda card: f"{card.order:03d}.{card.name}")


def offers(request: HttpRequest) -> list[Offer]:
    """Everything that can be asked for on the site of this request, by subject, then by title.

    Sources are asked once for each request: menu, door and page share the answer.
    """
    found: list[Offer] | None = getattr(request, "_portal_offers", None)
    if found is None:
        found = [offer for source in offer_sources for offer in source.offers(request)]
        found.sort(key=lambda offer: (offer.subject_order, offer.subject, offer.title.lower()))
        request._portal_offers = found  # type: ignore[attr-defined]
    return found
