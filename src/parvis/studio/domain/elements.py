"""The elements of a form in a document: pages, sections, blocks and questions, found by their ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.forms.data import DEEPEST
from parvis.studio.data import Document


class Kind(StrEnum):
    PAGE = "page"
    SECTION = "section"
    BLOCK = "block"
    FIELD = "field"


#: the list in which an element of that kind holds others
HOLDS = {Kind.PAGE: "sections", Kind.SECTION: "items", Kind.BLOCK: "fields"}
#: what each kind may hold
MAY_HOLD = {
    Kind.PAGE: frozenset({Kind.SECTION}),
    Kind.SECTION: frozenset({Kind.BLOCK, Kind.FIELD}),
    Kind.BLOCK: frozenset({Kind.FIELD, Kind.BLOCK}),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An element where it stands: in `siblings` at `index`, inside `above` (None: the form)."""

    kind: Kind
    element: dict[str, Any]
    siblings: list[dict[str, Any]]
    index: int
    above: Place | None = None

    @property
    def id(self) -> str:
        return str(self.element["id"])

    @property
    def page(self) -> Place:
        """The page that it is on; itself for a page."""
        return self if self.above is None else self.above.page


def kind_of(element: dict[str, Any]) -> Kind:
    """What an element is, by what it holds: without its surroundings, as one that was cut."""
    for kind, name in HOLDS.items():
        if name in element:
            return kind
    return Kind.FIELD


def places(document: Document) -> Iterator[Place]:
    """Every element of the form, in the order in which it is asked."""
    yield from _walk(document["definition"]["form"]["pages"], None)


def _walk(siblings: list[dict[str, Any]], above: Place | None) -> Iterator[Place]:
    for index, element in enumerate(siblings):
        place = Place(kind_of(element), element, siblings, index, above)
        yield place
        if place.kind in HOLDS:
            yield from _walk(element[HOLDS[place.kind]], place)


def within(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An element and all that it holds."""
    yield element
    kind = kind_of(element)
    for inner in element[HOLDS[kind]] if kind in HOLDS else ():
        yield from within(inner)


def blocks_around(place: Place | None) -> int:
    """How many blocks an element stands in, itself among them."""
    return 0 if place is None else (place.kind is Kind.BLOCK) + blocks_around(place.above)


def blocks_in(element: dict[str, Any]) -> int:
    """How many blocks stand in one another in an element, itself among them."""
    kind = kind_of(element)
    deepest = max((blocks_in(inner) for inner in element[HOLDS[kind]]), default=0) if kind in HOLDS else 0
    return deepest + (kind is Kind.BLOCK)


def fits(element: dict[str, Any], into: Place) -> bool:
    """Whether an element may stand in another: of its kind, and not too many blocks in one another."""
    kind = kind_of(element)
    if kind not in MAY_HOLD.get(into.kind, frozenset()):
        return False
    if kind is Kind.BLOCK and into.kind is Kind.BLOCK:
        return into.element.get("layout") != "table" and blocks_around(into) + blocks_in(element) <= DEEPEST
    return True


def find(document: Document, element_id: str) -> Place | None:
    """The element of that id; None where there is none."""
    return next((place for place in places(document) if place.id == element_id), None)


def path_of(place: Place) -> str:
    """Its path in problems: `form.pages.0.sections.1.items.2`."""
    if place.above is None:
        return f"form.pages.{place.index}"
    return f"{path_of(place.above)}.{HOLDS[place.above.kind]}.{place.index}"


def words(text: dict[str, str] | None, language: str) -> str:
    """A text of the document in a language, in French where it was not translated."""
    if not text:
        return ""
    return (text.get("en") or text["fr"]) if language == "en" else text["fr"]


def title(element: dict[str, Any], language: str) -> str:
    """What an element is called; "" for a section without a title."""
    return words(element.get("label") or element.get("title"), language)
