"""Why questions show or not, must be answered, are worth what they are: the rules of a form on some answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.conditions.api import Explained, explain
from parvis.forms.data import FormState
from parvis.studio.data import Document
from parvis.studio.domain import rules
from parvis.studio.domain.elements import Kind, Place, places, title
from parvis.studio.domain.rules import CHECK, COMPUTED, CONDITION, ELIGIBILITY, Spot

_MOST_ROWS = 3
"""Rows of a block whose questions are explained."""


@dataclass(frozen=True, slots=True)
class Why:
    """One rule on some answers. what: what it decided, in words; holds: whether it does; spot: where it is changed."""

    title: str
    what: str
    holds: bool
    why: Explained
    spot: Spot


def whys(
    document: Document, page_id: str, state: FormState, context: Mapping[str, Any], language: str
) -> Iterator[Why]:
    """The rules of the elements of a page, of the other pages themselves, and who may ask."""
    data = {**context, **state.values}
    for place in places(document):
        here = place.page.id == page_id
        for spot in rules.of_element(document, place):
            if here or (place.kind is Kind.PAGE and spot.kind == CONDITION):
                yield from _of(document, spot, place, state, data, language)
    for number in range(len(document["definition"]["form"].get("eligibility") or ())):
        at = rules.spot(document, "", ELIGIBILITY, number)
        if at is not None:
            found = explain(rules.rule(document, at), rules.terms(document, at, language), data)
            words = _("met") if found.holds else _("not met")
            yield Why(_("Who may ask"), words, bool(found.holds), found, at)


def _of(
    document: Document, at: Spot, place: Place, state: FormState, data: Mapping[str, Any], language: str
) -> Iterator[Why]:
    rule = rules.rule(document, at)
    if rule is None:
        return
    terms = rules.terms(document, at, language)
    called = title(place.element, language) or _("Section without a title")
    for suffix, path, here in _rows(place, state, data):
        found = explain(rule, terms, here, at.expects)
        holds, words = _decided(at, path, state, found)
        yield Why(called + suffix, words, holds, found, at)


def _rows(place: Place, state: FormState, data: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """For each row of a block that holds the question (or for the question itself): what to add to its title, its path
    in states, what its rules read.
    """
    block = place.above if place.above is not None and place.above.kind is Kind.BLOCK else None
    if block is None:
        yield "", place.id, data
        return
    for suffix, path, here in _rows(block, state, data):
        held = here.get(block.id)
        for index, row in enumerate((held if isinstance(held, list) and held else [{}])[:_MOST_ROWS]):
            numbers = f" ({suffix[2:-1]}.{index + 1})" if suffix else f" ({index + 1})"
            yield numbers, f"{path}.{index}.{place.id}", {**here, **row}


def _decided(at: Spot, path: str, state: FormState, found: Explained) -> tuple[bool, str]:
    if at.kind == COMPUTED:
        return True, _("computed: %(value)s") % {"value": found.given}
    if at.kind == CONDITION:
        if found.holds:
            assert at.place is not None
            shown = path in (state.pages if at.place.kind is Kind.PAGE else state.visible)
            return True, _("shown") if shown else _("not shown: what it stands in is not, or it holds nothing")
        return False, _("not shown")
    if at.kind == CHECK:
        return bool(found.holds), _("the answer meets this") if found.holds else _("the answer does not meet this")
    return bool(found.holds), _("must be answered") if found.holds else _("may stay empty")
