"""Proof that a condition is always true or never true, by trying every case that could matter.

A variable that a condition only compares with literals has few cases that matter: each literal, a value beside it,
another one, and missing. When all combinations of such cases give the same answer, so does any data. A condition that
uses a variable in another way, or has too many combinations, is left unjudged.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain, combinations, islice, product
from math import prod
from typing import Any

import datalogic_py

from parvis.expressions.data import TODAY, Kind, Rule, Scope, Value, Variable
from parvis.expressions.domain import functions
from parvis.expressions.domain.engine import ENGINE
from parvis.expressions.domain.lowering import lower
from parvis.expressions.domain.shape import ITERATORS, reads, size, split

#: Parts of rules evaluated at most for one proof: some 10 ms natively, 0.2 s where every part were a Python function.
_MOST = 40_000
_LONGEST_SUBSETS = 6
_COMPARISONS = frozenset({"==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "text.equal"})
_PREFIXES = ("number.", "date.")
_ORDERED = frozenset({"below", "at_most", "above", "at_least", "before", "on_or_before", "after", "on_or_after"})


def constant_truth(rule: Rule, scope: Scope, levels: int = 2) -> bool | None:
    """The truth of a checked condition if it is the same on all data of the scope, otherwise (or unproved) None.

    ``levels``: how deep parts of ``and`` and ``or`` are judged by themselves.
    """
    whole = _by_cases(rule, scope)
    if whole is not None or not isinstance(rule, dict) or not levels:
        return whole
    name, operands = split(rule)
    if name not in ("and", "or"):
        return None
    # one part that never (or always) holds settles the whole, whatever the others are
    decisive = name == "or"
    return decisive if any(constant_truth(each, scope, levels - 1) is decisive for each in operands) else None


def _by_cases(rule: Rule, scope: Scope) -> bool | None:
    literals: dict[str, set[Any]] = defaultdict(set)
    elsewhere: set[str] = set()
    if not _survey(rule, literals, elsewhere):
        return None
    cases: dict[str, list[Value]] = {}
    for name in sorted(reads(rule)):
        if name not in scope and name != TODAY:
            return None  # parts of a value ("address.postcode"): out of reach
        values = _cases(scope.get(name, Variable(Kind.DATE)), literals[name], name in elsewhere)
        if values is None:
            return None
        cases[name] = [value for value in values if value is not None] if name == TODAY else values
    if prod(len(values) for values in cases.values()) * size(rule) > _MOST:
        return None
    compiled = ENGINE.compile_strict(json.dumps(lower(rule)))
    combined = (dict(zip(cases, values, strict=True)) for values in product(*cases.values()))
    truths = set()
    while batch := [datalogic_py.DataHandle(each) for each in islice(combined, 256)]:
        outcomes = ENGINE.session().evaluate_batch(compiled, batch)
        if not all(isinstance(outcome, str) for outcome in outcomes):
            return None
        truths |= {outcome == "true" for outcome in outcomes}
        if len(truths) > 1:
            return None
    return truths.pop()


def _survey(rule: Rule, literals: dict[str, set[Any]], elsewhere: set[str]) -> bool:
    """Gather the literals that each variable is compared with, and variables used otherwise. False: out of reach."""
    if not isinstance(rule, dict):
        return True
    name, operands = split(rule)
    if name in ITERATORS:
        return False
    variable = _plain_variable(rule)
    if variable is not None:
        elsewhere.add(variable)
        return True
    if name in ("is_empty", "is_filled"):
        return True  # missing and not missing are among the cases of every variable
    if name == "age":
        elsewhere.add(TODAY)
    if _compares(name) and len(operands) == 2:
        for one, other in (operands, operands[::-1]):
            variable = _plain_variable(one)
            if variable is not None and not isinstance(other, dict):
                literals[variable].update(other if isinstance(other, list) else [other])
                return True
    surveyed = [_survey(operand, literals, elsewhere) for operand in operands]  # all of them: each adds what it finds
    return all(surveyed)


def _compares(name: str) -> bool:
    return name in _COMPARISONS or (name.startswith(_PREFIXES) and name.partition(".")[2] in _ORDERED)


def _plain_variable(rule: Rule) -> str | None:
    if not isinstance(rule, dict):
        return None
    name, operands = split(rule)
    if name == "today":
        return TODAY
    return operands[0] if name in ("var", "outer") else None


def _cases(variable: Variable, literals: set[Any], elsewhere: bool) -> list[Value] | None:
    """Values that stand for all values of a variable. ``elsewhere``: it is used otherwise than beside literals."""
    kind = variable.kind
    if kind is Kind.BOOLEAN:
        return [None, True, False]
    if kind is Kind.CHOICE and variable.choices:
        return [None, *variable.choices]
    if kind is Kind.CHOICES and variable.choices and len(variable.choices) <= _LONGEST_SUBSETS:
        return [None, *(list(subset) for subset in _subsets(variable.choices))]
    if elsewhere:
        return None
    if kind in (Kind.TEXT, Kind.CHOICE):
        texts = sorted(literals)
        return [None, "", *texts, "".join(texts) + "?"]
    bounds: set[Any] = {bound for bound in (variable.least, variable.most) if bound is not None}
    if kind in (Kind.INTEGER, Kind.DECIMAL):
        numbers = {0, *_numbers(sorted(literals | bounds), whole=kind is Kind.INTEGER)}
        return [None, *sorted(_within(numbers, variable))]
    if kind is Kind.DATE:
        return [None, *_within(_dates(literals | bounds), variable)]
    return None


def _within(values: Iterable[Any], variable: Variable) -> list[Any]:
    """Those that a question of that range accepts."""
    least, most = variable.least, variable.most
    return [one for one in values if (least is None or one >= least) and (most is None or one <= most)]


def _subsets(choices: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(choices, size) for size in range(len(choices) + 1))


def _numbers(literals: list[float], whole: bool) -> list[float]:
    if whole:
        floors = {int(literal // 1) for literal in literals}
        return sorted({near for floor in floors for near in (floor - 1, floor, floor + 1)})
    between = [(low + high) / 2 for low, high in zip(literals, literals[1:], strict=False)]
    ends = [literals[0] - 1, literals[-1] + 1] if literals else []
    return sorted({*literals, *between, *ends})


def _dates(literals: set[str]) -> list[str]:
    near: set[str] = set()
    for literal in literals:
        on = functions.day(literal)
        if on is None:
            continue
        near.add(literal)
        for away in (-1, 1):
            try:
                near.add((on + timedelta(days=away)).isoformat())
            except OverflowError:  # the first or last day there is
                continue
    return sorted(near) or ["2000-01-01"]
