"""The face of the expressions: check a rule, know what it reads, evaluate many."""

from parvis.expressions.data import (
    TODAY,
    Code,
    Kind,
    MalformedRule,
    NotRead,
    Problem,
    Rule,
    RuleFailed,
    Scope,
    Sense,
    Term,
    Terms,
    Value,
    Variable,
    scope_of,
)
from parvis.expressions.domain.checking import check
from parvis.expressions.domain.lowering import lower
from parvis.expressions.domain.parsing import parse
from parvis.expressions.domain.program import Program
from parvis.expressions.domain.proving import constant_truth
from parvis.expressions.domain.shape import named, reads, split
from parvis.expressions.domain.tracing import Traced, trace
from parvis.expressions.domain.writing import write

__all__ = [
    "TODAY",
    "Code",
    "Kind",
    "MalformedRule",
    "NotRead",
    "Problem",
    "Program",
    "Rule",
    "RuleFailed",
    "Scope",
    "Sense",
    "Term",
    "Terms",
    "Traced",
    "Value",
    "Variable",
    "check",
    "constant_truth",
    "lower",
    "named",
    "parse",
    "reads",
    "scope_of",
    "split",
    "trace",
    "write",
]
