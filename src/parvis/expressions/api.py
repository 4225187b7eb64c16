"""The face of the expressions: check a rule, know what it reads, evaluate many."""

from parvis.expressions.data import (
    TODAY,
    Code,
    Kind,
    MalformedRule,
    Problem,
    Rule,
    RuleFailed,
    Scope,
    Value,
    Variable,
)
from parvis.expressions.domain.checking import check
from parvis.expressions.domain.program import Program
from parvis.expressions.domain.shape import reads

__all__ = [
    "TODAY",
    "Code",
    "Kind",
    "MalformedRule",
    "Problem",
    "Program",
    "Rule",
    "RuleFailed",
    "Scope",
    "Value",
    "Variable",
    "check",
    "reads",
]
