"""Compiled rules, evaluated all at once by the server's engine."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import datalogic_py

from parvis.expressions.data import MalformedRule, Rule, RuleFailed, Value
from parvis.expressions.domain.engine import ENGINE
from parvis.expressions.domain.lowering import lower
from parvis.expressions.domain.shape import LARGEST_INTEGER

_CONSTANTS: Final[dict[object, Value]] = {"true": True, "false": False, "null": None}


class Program:
    """Named rules, lowered and compiled once, then evaluated together as often as needed. Thread-safe.

    A rule is trusted to have passed `check`; its limits of depth and size are enforced here too (MalformedRule).
    """

    __slots__ = ("_compiled", "_names", "page")

    #: name → lowered rule: what the page evaluates (`static/expressions/expressions.js`). JSON.
    page: Mapping[str, Rule]

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.page = MappingProxyType({name: lower(rule) for name, rule in rules.items()})
        self._names = tuple(rules)
        try:
            self._compiled = [ENGINE.compile_strict(json.dumps(rule)) for rule in self.page.values()]
        except datalogic_py.DataLogicError as error:
            raise MalformedRule(str(error)) from error

    def run(self, data: Mapping[str, Value]) -> dict[str, Value]:
        """Every rule's value on ``data`` (JSON values by variable name; absent and None both mean missing).

        A number that cannot be computed (division by zero, out of the exact integers) is None. Raises RuleFailed when
        a rule spends its budget or meets a value of a kind that it was not checked for, ValueError when the data is
        not JSON.
        """
        try:
            handle = datalogic_py.DataHandle(dict(data))
        except datalogic_py.ParseError as error:
            raise ValueError(f"not JSON: {error}") from error
        outcomes = ENGINE.session().evaluate_many(self._compiled, handle)
        return {
            name: _CONSTANTS[outcome] if outcome in _CONSTANTS else _decoded(name, outcome)
            for name, outcome in zip(self._names, outcomes, strict=True)
        }


def _decoded(name: str, outcome: str | datalogic_py.BatchItemError) -> Value:
    if isinstance(outcome, str):
        # most values that are not true, false or null are whole numbers, which int reads ten times as fast
        return _bordered(int(outcome) if outcome.isdecimal() else json.loads(outcome))
    if outcome.tag == "Thrown" and "NaN" in outcome.message:
        return None
    raise RuleFailed(f"{name}: {outcome.message}")


def _bordered(value: Value) -> Value:
    """Numbers as both sides give them: whole ones as int, none beyond the integers that are exact in a double."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        if not abs(value) <= LARGEST_INTEGER or not math.isfinite(value):
            return None
        return int(value) if value == int(value) else value
    return value
