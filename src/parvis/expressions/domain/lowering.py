"""From a rule as people write it to the plain JsonLogic that both engines run.

Most of our operators are compositions of native ones: on the server a composition costs a fraction of a microsecond
where a Python function costs five, and the page receives the very same composition. A lowered rule holds native
operators and those of ``FUNCTIONS`` only. No operand larger than a variable is written twice, so that a rule grows by a
constant factor.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import datalogic_py

from parvis.expressions.data import TODAY, MalformedRule, Rule
from parvis.expressions.domain.engine import native
from parvis.expressions.domain.functions import FUNCTIONS
from parvis.expressions.domain.shape import ITERATORS, bounded, split

#: Numbers that stand for a missing operand: no value reaches them, so that a comparison with one never holds.
_ABOVE_ALL, _BELOW_ALL = 1e300, -1e300
#: The same for dates, which both engines compare as texts.
_AFTER_ALL, _BEFORE_ALL = "~", ""
#: Before a text it keeps the server's engine from reading it as a duration or an instant.
_MARK = "="

NATIVE: Final = frozenset(
    {"var", "and", "or", "!", "!!", "if", "??", "==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "cat"}
    | {"+", "-", "*", "/", "%", "max", "min", "some", "all", "none"}
)


@lru_cache(maxsize=4096)
def read_otherwise(text: str) -> bool:
    """Whether the server's engine takes this text for an instant or a duration: it says that "1d" equals "24h"."""
    for operator in ("datetime", "timestamp"):
        try:
            native({operator: text})
        except datalogic_py.DataLogicError:
            continue
        return True
    return False


def lower(rule: Rule) -> Rule:
    """The rule in native operators and functions. Raises MalformedRule on a shape or operator that is not ours."""
    bounded(rule)
    return _lower(rule, 0)


def _lower(rule: Rule, depth: int) -> Rule:
    if isinstance(rule, list):
        return [_lower(item, depth) for item in rule]
    if not isinstance(rule, dict):
        return rule
    name, operands = split(rule)
    if name == "var":
        return {"var": _name(operands)}
    if name == "outer":
        return _outermost(_name(operands), depth)
    if name == "today":
        return _outermost(TODAY, depth)
    if name == "age":
        return {"date.years_between": [*_lower(operands, depth), _outermost(TODAY, depth)]}
    if name in ITERATORS:
        if len(operands) != 2:
            raise MalformedRule(f"{name} takes two operands")
        lowered = [_lower(operands[0], depth), _lower(operands[1], depth + 1)]
    else:
        lowered = _lower(operands, depth)
    compose = _COMPOSED.get(name)
    if compose is not None:
        try:
            return compose(*lowered)
        except TypeError as error:
            raise MalformedRule(f"{name} does not take {len(lowered)} operands") from error
    if name in NATIVE or name in FUNCTIONS:
        return {name: lowered}
    raise MalformedRule(f"{name} is not an operator of ours")


def _name(operands: list[Any]) -> str:
    if len(operands) != 1 or not isinstance(operands[0], str):
        raise MalformedRule("a variable is named by a literal text")
    return operands[0]


def _outermost(name: str, depth: int) -> Rule:
    # each iterator adds two scopes: the item, and the iteration (its index)
    return {"val": [[2 * depth], name]} if depth else {"var": name}


def _or_else(operand: Rule, stand_in: float | str) -> Rule:
    return operand if isinstance(operand, int | float | str) else {"??": [operand, stand_in]}


def _ordered(operator: str, low: float | str, high: float | str) -> Callable[[Rule, Rule], Rule]:
    """A comparison that is false when either side is missing: the stand-ins make it so."""
    first, second = (high, low) if operator in ("<", "<=") else (low, high)

    def compose(left: Rule, right: Rule) -> Rule:
        return {operator: [_or_else(left, first), _or_else(right, second)]}

    return compose


def _marked(operand: Rule) -> Rule:
    return _MARK + operand if isinstance(operand, str) else {"cat": [_MARK, operand]}


def _equal(operator: str) -> Callable[[Rule, Rule], Rule]:
    def compose(left: Rule, right: Rule) -> Rule:
        if any(isinstance(side, str) and read_otherwise(side) for side in (left, right)):
            return {operator: [_marked(left), _marked(right)]}
        return {operator: [left, right]}

    return compose


def _text_equal(left: Rule, right: Rule) -> Rule:
    if isinstance(left, str) or isinstance(right, str):
        return _equal("===")(left, right)
    return {"text.equal": [left, right]}


def _in(item: Rule, items: Rule) -> Rule:
    if not isinstance(items, list):
        return _includes(items, item)
    if any(isinstance(each, str) and read_otherwise(each) for each in items):
        return {"in": [_marked(item), [_marked(each) for each in items]]}
    return {"in": [item, items]}


def _includes(items: Rule, item: Rule) -> Rule:
    if isinstance(item, str) and not read_otherwise(item):
        return {"in": [item, items]}
    return {"list.includes": [items, item]}


def _includes_each(operator: str) -> Callable[[Rule, Rule], Rule]:
    def compose(items: Rule, wanted: Rule) -> Rule:
        if not isinstance(wanted, list) or not wanted or not all(isinstance(each, str) for each in wanted):
            raise MalformedRule("a literal list of texts is expected")
        return {operator: [_includes(items, each) for each in wanted]}

    return compose


def _total(values: Rule) -> Rule:
    return {"reduce": [values, {"+": [{"var": "accumulator"}, {"var": "current"}]}, 0]}


def _number(items: Rule) -> Rule:
    return {"reduce": [items, {"+": [{"var": "accumulator"}, 1]}, 0]}


def _empty(value: Rule) -> Rule:
    # null, "" and [] are all falsy; 0 and false are answers. Written twice, hence a variable and nothing larger.
    if not isinstance(value, dict) or not value.keys() & {"var", "val"}:
        raise MalformedRule("is_empty and is_filled take a variable")
    return {"if": [{"in": [value, [0, False]]}, False, {"!": [value]}]}


_COMPOSED: Final[dict[str, Callable[..., Rule]]] = {
    "==": _equal("==="),
    "!=": _equal("!=="),
    "===": _equal("==="),
    "!==": _equal("!=="),
    "in": _in,
    "text.equal": _text_equal,
    "number.below": _ordered("<", _BELOW_ALL, _ABOVE_ALL),
    "number.at_most": _ordered("<=", _BELOW_ALL, _ABOVE_ALL),
    "number.above": _ordered(">", _BELOW_ALL, _ABOVE_ALL),
    "number.at_least": _ordered(">=", _BELOW_ALL, _ABOVE_ALL),
    "date.before": _ordered("<", _BEFORE_ALL, _AFTER_ALL),
    "date.on_or_before": _ordered("<=", _BEFORE_ALL, _AFTER_ALL),
    "date.after": _ordered(">", _BEFORE_ALL, _AFTER_ALL),
    "date.on_or_after": _ordered(">=", _BEFORE_ALL, _AFTER_ALL),
    "is_empty": _empty,
    "is_filled": lambda value: {"!": [_empty(value)]},
    "list.any": lambda items, condition: {"some": [items, condition]},
    "list.all": lambda items, condition: {"all": [items, condition]},
    "list.none": lambda items, condition: {"none": [items, condition]},
    "list.count": lambda items, condition: _number({"filter": [items, condition]}),
    "list.sum": lambda items, amount: _total({"map": [items, amount]}),
    "list.length": _number,
    "list.includes": _includes,
    "list.includes_any": _includes_each("or"),
    "list.includes_all": _includes_each("and"),
}

#: Every operator that a rule may use.
OPERATORS: Final = NATIVE | frozenset(FUNCTIONS) | frozenset(_COMPOSED) | frozenset({"outer", "today", "age"})
