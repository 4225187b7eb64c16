"""A condition of Publik → a rule of ours that says the same of every answer.

What reads answers of few values (a choice, a box) is tried on all of them in Django's own engine, and the rule lists
those for which it holds: whatever filters it goes through. What reads texts, numbers and dates is composed (`terms`).
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import Any

from django.template.base import FilterExpression
from django.template.defaulttags import TemplateLiteral
from django.template.exceptions import TemplateSyntaxError

from parvis.incoming.domain.model import Ask
from parvis.incoming.publik import language, terms
from parvis.incoming.publik.knowing import Known, Unknown, domain, read_by

#: combinations of answers that are tried for one comparison
MOST_TRIED = 1_000
#: any day: rules of few values that count from today are not tried
_DAYS = (dt.date(2019, 6, 15), dt.date(2031, 1, 2))

Rule = Any


def translate(text: str, known: Known) -> Rule | bool:
    """The rule, or True or False where no answer changes it. Raises Unknown."""
    try:
        tree = language.parse(text)
    except TemplateSyntaxError as error:
        said = str(error)[:160]
        raise Unknown(f"Cette condition ne se lit pas : {said}.", f"This condition can’t be read: {said}.") from error
    return of_tree(tree, known)


def of_tree(tree: Any, known: Known) -> Rule | bool:
    """The rule of a condition that was read. Raises Unknown."""
    found = _rule(tree, known)
    if isinstance(found, Unknown):
        raise found
    return found


def _rule(node: Any, known: Known) -> Rule | bool | Unknown:
    operator = getattr(node, "id", "literal")
    if operator in ("and", "or"):
        return _joined(operator, _rule(node.first, known), _rule(node.second, known))
    if operator == "not":
        inner = _rule(node.first, known)
        if isinstance(inner, bool | Unknown):
            return inner if isinstance(inner, Unknown) else not inner
        return {"!": [inner]}
    try:
        return _atom(node, operator, known)
    except Unknown as error:
        return error


def _joined(operator: str, left: Rule | bool | Unknown, right: Rule | bool | Unknown) -> Rule | bool | Unknown:
    settles = operator == "or"
    if left is settles or right is settles:
        return settles  # whatever the other side would have said
    for one in (left, right):
        if isinstance(one, Unknown):
            return one
    kept = [one for one in (left, right) if not isinstance(one, bool)]
    if not kept:
        return not settles
    if len(kept) == 1:
        return kept[0]
    flat: list[Rule] = []
    for one in kept:
        flat += one[operator] if isinstance(one, dict) and set(one) == {operator} else [one]
    return {operator: flat}


def _atom(node: Any, operator: str, known: Known) -> Rule | bool:
    """One comparison, or an operand that stands by itself."""
    sides = [node] if operator == "literal" else [node.first, node.second]
    if not all(isinstance(side, TemplateLiteral) for side in sides):
        raise Unknown("Comparaison de conditions entre elles.", "Conditions compared with each other.")
    expressions: list[FilterExpression] = [side.value for side in sides]
    questions, fixed = read_by(expressions, known)
    if operator in ("is", "is not") and not _is_nothing(expressions[1], known):
        raise Unknown("« is » ne se traduit que devant None.", "“is” is translated before None alone.")
    domains = {name: domain(name, *one, known) for name, one in questions.items()}
    if all(found is not None for found in domains.values()):
        return _tried(node, questions, {name: found or [] for name, found in domains.items()}, fixed)
    return _composed(operator, expressions, known, fixed)


def _is_nothing(expression: FilterExpression, known: Known) -> bool:
    questions, fixed = read_by([expression], known)
    return not questions and fixed_value(expression, fixed) is None


def fixed_value(expression: FilterExpression, fixed: dict[str, Any]) -> Any:
    """A fixed operand's value, as Django has it in a condition. Raises Unknown."""
    from django.template import Context

    context = Context(fixed, autoescape=False)
    context.template = language.engine().from_string("")
    try:
        return expression.resolve(context, ignore_failures=True)
    except Exception as error:  # noqa: BLE001 - whatever its filters raise
        raise Unknown("Une valeur fixe ne se calcule pas.", "A fixed value can’t be worked out.") from error


def _tried(
    node: Any,
    questions: dict[str, tuple[str, Ask]],
    domains: dict[str, list[tuple[Any, list[dict[str, Any]]]]],
    fixed: dict[str, Any],
) -> Rule | bool:
    """The truth of `node` for each combination of answers, as a rule."""
    size = 1
    for found in domains.values():
        size *= len(found)
    if size > MOST_TRIED:
        raise Unknown("Trop de combinaisons de réponses.", "Too many combinations of answers.")
    table: dict[tuple[Any, ...], bool] = {}
    for combination in itertools.product(*domains.values()):
        answers = {
            _truth(node, {**fixed, **{k: v for each in seen for k, v in each.items()}}, day)
            for seen in itertools.product(*(views for _value, views in combination))
            for day in _DAYS
        }
        if len(answers) > 1:
            raise Unknown(
                "La règle distingue une case non cochée d’une case non montrée.",
                "The rule tells a box left unticked from a box not shown.",
            )
        table[tuple(value for value, _views in combination)] = answers.pop()
    return _listed(
        [questions[name][0] for name in domains], [[v for v, _ in found] for found in domains.values()], table
    )


def _truth(node: Any, values: dict[str, Any], day: dt.date) -> bool:
    try:
        return language.truth(node, values, day)
    except Exception as error:  # noqa: BLE001 - whatever a filter raises
        # Publik then takes the whole rule for false, whatever stands around it: no rule of ours does that
        raise Unknown("La règle échoue pour certaines réponses.", "The rule fails for some answers.") from error


def _listed(ids: list[str], values: list[list[Any]], table: dict[tuple[Any, ...], bool]) -> Rule | bool:
    if not ids:
        return table[()]
    groups: dict[str, tuple[Rule | bool, list[Any]]] = {}
    for value in values[0]:
        rest = {key[1:]: truth for key, truth in table.items() if key[0] == value and type(key[0]) is type(value)}
        rule = _listed(ids[1:], values[1:], rest)
        groups.setdefault(json.dumps(rule), (rule, []))[1].append(value)
    if len(groups) == 1:
        return next(iter(groups.values()))[0]
    parts = [
        _joined("and", _among(ids[0], values[0], group), rule) for rule, group in groups.values() if rule is not False
    ]
    found = parts[0]
    for part in parts[1:]:
        found = _joined("or", found, part)
    return found


def _among(field_id: str, values: list[Any], group: list[Any]) -> Rule:
    """Whether an answer is one of `group`, which None (unanswered) may belong to."""
    here = {"var": field_id}
    if True in values:  # a box
        return {"!!": [here]} if group == [True] else {"!": [{"!!": [here]}]}
    chosen = [one for one in group if one is not None]
    if None not in group:
        return {"===": [here, chosen[0]]} if len(chosen) == 1 else {"in": [here, chosen]}
    others = [one for one in values if one is not None and one not in chosen]
    return {"!": [{"===": [here, others[0]]} if len(others) == 1 else {"in": [here, others]}]}


def _composed(operator: str, expressions: list[FilterExpression], known: Known, fixed: dict[str, Any]) -> Rule | bool:
    read = [read_by([one], known)[0] for one in expressions]
    if operator == "literal":
        return terms.filled(terms.of(expressions[0], known, read[0]))
    left, right = expressions
    if operator in ("is", "is not"):
        rule = terms.nothing(terms.of(left, known, read[0]))
        return rule if operator == "is" else {"!": [rule]}
    if read[0] and read[1]:
        return terms.paired(operator, terms.of(left, known, read[0]), terms.of(right, known, read[1]))
    if read[0]:
        return terms.compared(operator, terms.of(left, known, read[0]), fixed_value(right, fixed))
    term, value = terms.of(right, known, read[1]), fixed_value(left, fixed)
    if operator in ("in", "not in"):
        return terms.held(operator, value, term)
    return terms.compared(terms.FLIPPED[operator], term, value)
