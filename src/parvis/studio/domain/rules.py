"""The rules of a procedure being changed: where each stands, what it may read, what it must give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from parvis.cases import api as cases
from parvis.conditions.api import Told as Remark
from parvis.expressions.api import Kind, Rule, Terms
from parvis.forms import api as forms
from parvis.forms.registry import FIELD_TYPES
from parvis.studio.data import Document, Edit, Operation, Refused, SetEligibility, Told
from parvis.studio.domain import checking, elements
from parvis.studio.domain.elements import Place, find
from parvis.studio.domain.operations import do, parse

CONDITION, REQUIRED, COMPUTED, CHECK, ELIGIBILITY = "condition", "required", "computed", "check", "eligibility"
_READS = {CONDITION: forms.CONDITION, REQUIRED: forms.ANSWER, COMPUTED: forms.ANSWER, CHECK: forms.CHECK}
MOST_RULES = 20
"""Checks of one question, and rules of eligibility."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a rule stands. place: its element (None: the form, whose rules say who may ask); number: of a check or a
    rule of eligibility, from 0; that after the last is a new one.
    """

    kind: str
    place: Place | None
    expects: Kind = Kind.BOOLEAN
    number: int = 0

    @property
    def id(self) -> str:
        return self.place.id if self.place else ""


def spot(document: Document, element_id: str, kind: str, number: int = 0) -> Spot | None:
    """The place of a rule; None where there can be none."""
    if kind == ELIGIBILITY:
        return (
            Spot(kind, None, number=number) if 0 <= number <= min(len(_eligibility(document)), MOST_RULES - 1) else None
        )
    place = find(document, element_id)
    if place is None or kind not in _READS:
        return None
    if kind == CONDITION:
        return Spot(kind, place)
    if place.kind is not elements.Kind.FIELD:
        return None
    gives = _gives(place.element)
    type_ = FIELD_TYPES.get(str(place.element.get("type")))
    if kind == COMPUTED:
        return Spot(kind, place, gives) if gives is not None and gives is not Kind.RECORDS else None
    if type_ is None or not type_.asks:
        return None
    if kind == REQUIRED:
        return Spot(kind, place)
    last = min(len(place.element.get("checks") or ()), MOST_RULES - 1)
    return Spot(kind, place, number=number) if 0 <= number <= last else None


def _gives(element: dict[str, Any]) -> Kind | None:
    """The kind of the value of a question; None for one that rules can't read as a whole, or has wrong options."""
    kind = FIELD_TYPES.get(str(element.get("type")))
    if kind is None:
        return None
    try:
        variable = kind.variable(kind.Options.model_validate(element.get("options") or {}))
    except ValidationError:
        return None
    return variable.kind if variable else None


def _eligibility(document: Document) -> list[dict[str, Any]]:
    return list(document["definition"]["form"].get("eligibility") or ())


def checks(document: Document, at: Spot) -> list[dict[str, Any]]:
    """The rules with messages among which this one stands."""
    if at.kind == ELIGIBILITY:
        return _eligibility(document)
    assert at.place is not None
    return list(at.place.element.get("checks") or ())


def rule(document: Document, at: Spot) -> Rule:
    """The rule that stands there; None for none."""
    if at.kind in (CHECK, ELIGIBILITY):
        held = checks(document, at)
        return held[at.number]["rule"] if at.number < len(held) else None
    assert at.place is not None
    held_rule = at.place.element.get(at.kind)
    return None if isinstance(held_rule, bool) else held_rule


def message(document: Document, at: Spot) -> dict[str, str]:
    """What is said where it does not hold."""
    held = checks(document, at) if at.kind in (CHECK, ELIGIBILITY) else []
    return dict(held[at.number]["message"]) if at.number < len(held) else {}


def terms(document: Document, at: Spot, language: str) -> Terms:
    """What the rule may read, in words."""
    definition = parse(document).definition
    followings = cases.zones.followings(definition)
    if at.place is None:
        return forms.terms(definition.form, language, followings)
    return forms.terms(definition.form, language, followings, at=at.place.id, part=_READS[at.kind])


def operation(document: Document, at: Spot, made: Rule, said: dict[str, str] | None = None) -> Operation:
    """What puts a rule there; None for the rule takes it away."""
    if at.kind in (CHECK, ELIGIBILITY):
        held = checks(document, at)
        held[at.number : at.number + 1] = [] if made is None else [{"rule": made, "message": said}]
        if at.place is None:
            return SetEligibility(rules=held)
        return Edit(id=at.place.id, values={"checks": held or None})
    assert at.place is not None
    if at.kind == REQUIRED and made is None and isinstance(at.place.element.get("required"), bool):
        made = at.place.element["required"]  # it has no rule: what it says stays
    return Edit(id=at.place.id, values={at.kind: made})


def examine(document: Document, at: Spot, before: list[Told], made: Rule, language: str) -> Iterator[Remark]:
    """What the whole procedure would say of a rule there that it did not say before: cycles, what is never reached."""
    said = message(document, at) or {"fr": "…", "en": "…"}
    try:
        after = do(document, operation(document, at, made, said)).document
    except Refused as refused:
        yield Remark("r", str(refused))
        return
    known = {(one.element, one.part, one.message.fr) for one in before}
    for one in checking.check(after, *parse(after)):
        if (one.element, one.part, one.message.fr) in known:
            continue
        words = one.message.into(language)
        other = find(after, one.element) if one.element and one.element != at.id else None
        if other is not None:
            words = f"{elements.title(other.element, language)} – {words}"
        yield Remark("r", words, one.blocking)


def of_element(document: Document, place: Place) -> list[Spot]:
    """The rules that an element has or may have, those of CHECK one by one, without new ones."""
    found = [spot(document, place.id, kind) for kind in (CONDITION, REQUIRED, COMPUTED)]
    count = len(place.element.get("checks") or ())
    found += [spot(document, place.id, CHECK, number) for number in range(count)]
    return [one for one in found if one is not None]
