"""Why a rule gives what it gives on some data: the value of each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.expressions.data import MalformedRule, Rule, RuleFailed, Value
from parvis.expressions.domain.program import Program
from parvis.expressions.domain.shape import ITERATORS, bounded, operand_pointer, split

MOST_ROWS = 20
"""Records of a block whose parts are told one by one."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A part of a rule with its value. `path`: where it stands in the rule (a JSON pointer), with `#0`, `#1`… after the
    condition of an iterator for each record. failed: it could not be evaluated at all.
    """

    rule: Rule
    path: str
    value: Value
    parts: tuple[Traced, ...] = ()
    failed: bool = False


def trace(rule: Rule, data: Mapping[str, Value]) -> Traced:
    """The value of a rule and of its parts on `data`. Every part is evaluated, those that the whole does not need too.

    Raises MalformedRule.
    """
    bounded(rule)
    return _traced(rule, "", data, data)


def _traced(rule: Rule, path: str, data: Mapping[str, Value], outermost: Mapping[str, Value]) -> Traced:
    if not isinstance(rule, dict):
        return Traced(rule, path, rule)
    name, operands = split(rule)
    value, failed = _value(rule, data, outermost)
    if name in ("var", "outer", "today"):
        return Traced(rule, path, value, failed=failed)
    where = [operand_pointer(path, rule, name, index) for index in range(len(operands))]
    if name in ITERATORS and len(operands) == 2:
        items = _traced(operands[0], where[0], data, outermost)
        rows = items.value if isinstance(items.value, list) else []
        inside = [
            _traced(operands[1], f"{where[1]}#{index}", row, outermost)
            for index, row in enumerate(rows[:MOST_ROWS])
            if isinstance(row, Mapping)
        ]
        return Traced(rule, path, value, (items, *inside), failed)
    parts = [_traced(each, at, data, outermost) for each, at in zip(operands, where, strict=True)]
    return Traced(rule, path, value, tuple(parts), failed)


def _value(rule: Rule, data: Mapping[str, Value], outermost: Mapping[str, Value]) -> tuple[Value, bool]:
    """The value of a part. One inside a record is run on it with the outermost variables beside it."""
    if data is not outermost:
        rule, data = _inside(rule), {**data, **{f"{_OUTSIDE}{name}": value for name, value in outermost.items()}}
    try:
        return Program({"it": rule}).run(data)["it"], False
    except (MalformedRule, RuleFailed, ValueError):
        return None, True


#: Before the names of the outermost scope, where a part of a record's condition is run by itself.
_OUTSIDE = "outer "


def _inside(rule: Rule, depth: int = 0) -> Any:
    """The rule of a record as one of the outermost scope: what it reads from outside has another name there."""
    if isinstance(rule, list):
        return [_inside(each, depth) for each in rule]
    if not isinstance(rule, dict):
        return rule
    name, operands = split(rule)
    if name == "outer":
        return {"outer" if depth else "var": f"{_OUTSIDE}{operands[0]}"}
    if name == "today":
        return {"outer" if depth else "var": f"{_OUTSIDE}today"}
    if name == "age":
        return {"date.years_between": [_inside(operands[0], depth), _inside({"today": []}, depth)]}
    if name in ITERATORS and len(operands) == 2:
        return {name: [_inside(operands[0], depth), _inside(operands[1], depth + 1)]}
    return {name: [_inside(each, depth) for each in operands]}
