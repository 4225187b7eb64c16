"""What is wrong with a tree, beside the part that it concerns: only what is proved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from django.utils.translation import gettext as _

from parvis.conditions.data import Told
from parvis.conditions.domain.names import Names
from parvis.conditions.domain.trees import ROOT, Encoded
from parvis.expressions.api import (
    Kind,
    MalformedRule,
    Problem,
    Rule,
    Scope,
    check,
    constant_truth,
    reads,
    scope_of,
    split,
)

#: Parts of one group of which every two are held against each other.
_MOST_BESIDE = 12


def tell(made: Encoded, names: Names, expects: Kind) -> list[Told]:
    """Everything wrong with a complete tree."""
    if made.rule is None:
        return []
    scope = scope_of(names.terms)
    found = [_told(problem, made.places) for problem in check(made.rule, scope, expects)]
    if any(one.blocking for one in found):
        return [*found, *_later(made, names)]
    settled = {one.path for one in found}
    if expects is Kind.BOOLEAN:
        found += [one for one in _settled(made, scope) if one.path not in settled]
    return [*_later(made, names), *found]


def _told(problem: Problem, places: Mapping[str, str]) -> Told:
    return Told(_part(problem.path, places), problem.message, problem.blocking)


def _part(pointer: str, places: Mapping[str, str]) -> str:
    """The innermost part that a pointer into the rule leads to."""
    holding = [
        (len(place), len(path), path)
        for path, place in places.items()
        if pointer == place or pointer.startswith(f"{place}/")
    ]
    return max(holding)[2] if holding else ROOT


def at(rule: Rule, pointer: str) -> Rule:
    """The part of a rule that a pointer leads to."""
    for step in pointer.split("/")[1:]:
        rule = rule[int(step)] if isinstance(rule, list) else rule[step.replace("~1", "/").replace("~0", "~")]
    return rule


def outer_parts(places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parts outside of records' conditions, with their pointers."""
    for path, pointer in places.items():
        if not {"i", "c"} & set(path.split("-")):
            yield path, pointer


def _later(made: Encoded, names: Names) -> Iterator[Told]:
    """Answers that are read before they are asked."""
    leaves = dict(outer_parts(made.places))
    for path, pointer in leaves.items():
        if any(other.startswith(f"{path}-") for other in leaves):
            continue
        try:
            read = reads(at(made.rule, pointer))
        except MalformedRule:
            continue
        for name in sorted(read):
            terms = [term for held, term in names.terms.items() if held == name or held.startswith(f"{name}.")]
            if any(term.later for term in terms):
                label = terms[0].label
                yield Told(path, _("“%(question)s” is asked later, or by this very question.") % {"question": label})


def _settled(made: Encoded, scope: Scope) -> Iterator[Told]:
    """Parts that are always or never true, and those that never hold together."""
    for path, pointer in outer_parts(made.places):
        part = at(made.rule, pointer)
        if not isinstance(part, dict):
            continue
        if path != ROOT:
            truth = constant_truth(part, scope, 0)
            if truth is not None:
                words = _("This condition is always true.") if truth else _("This condition is never true.")
                yield Told(path, words, blocking=False)
                continue
        name, operands = split(part)
        if name in ("and", "or") and 1 < len(operands) <= _MOST_BESIDE:
            yield from _beside(made, pointer, name, operands, scope)


def _beside(made: Encoded, pointer: str, name: str, operands: list[Rule], scope: Scope) -> Iterator[Told]:
    by_pointer = {place: path for path, place in made.places.items()}
    alone = {index: constant_truth(each, scope, 0) for index, each in enumerate(operands)}
    told: set[int] = set()
    for first, second in combinations(range(len(operands)), 2):
        if alone[first] is not None or alone[second] is not None or second in told:
            continue
        if not reads(operands[first]) & reads(operands[second]):
            continue
        truth = constant_truth({name: [operands[first], operands[second]]}, scope, 0)
        path = by_pointer.get(f"{pointer}/{name}/{second}")
        if truth is None or path is None or truth is not (name == "or"):
            continue
        told.add(second)
        number = first + 1
        words = (
            _("One of this and of condition %(number)s always holds.")
            if truth
            else _("This never holds together with condition %(number)s.")
        )
        yield Told(path, words % {"number": number}, blocking=False)
