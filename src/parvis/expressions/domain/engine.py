"""The server's engine (datalogic, in Rust) with our functions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import datalogic_py

from parvis.expressions.data import Rule, Value
from parvis.expressions.domain.functions import FUNCTIONS

#: Operations that one rule may charge: some 12 ms of native work, 0.3 s where every one were a Python function.
#: A rule of a hundred parts over a block of a hundred rows stays below it.
OPERATIONS: Final = 50_000


def _called(function: Callable[..., Any]) -> Callable[[str], str]:
    """The function as the engine calls it: a JSON list of operands in, JSON out. A wrong number of them gives null."""
    takes = function.__code__.co_argcount

    def call(operands: str) -> str:
        values = json.loads(operands)
        return json.dumps(function(*values)) if len(values) == takes else "null"

    return call


ENGINE: Final = datalogic_py.Engine(
    custom_operators={name: _called(function) for name, function in FUNCTIONS.items()},
    # by default a decimal divided by zero gives the largest double; the page's engine gives nothing
    config={"ops_budget": OPERATIONS, "division_by_zero": "throw_error"},
)


def native(rule: Rule, data: Value = None) -> Value:
    """The value of a rule in the engine's own language, unlowered and unchecked.

    For lowering itself, tests and tools; everything else goes through Program. Raises datalogic_py.DataLogicError.
    """
    return ENGINE.eval(json.dumps(rule), json.dumps(data))
