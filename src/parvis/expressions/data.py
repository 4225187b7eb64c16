"""What crosses the border of the expressions: kinds of values, variables in scope, problems found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

#: A rule: JSON as parsed (``dict`` with one operator, ``list`` of texts, text, number, boolean or ``None``).
Rule: TypeAlias = Any
#: A value at the border: text, int, float, bool, ``None`` (missing), list of texts, list of records. Dates are texts
#: ``YYYY-MM-DD``, instants are texts of RFC 3339 with their offset.
Value: TypeAlias = Any

#: Name of the variable that holds the day of evaluation (a DATE, never missing). Callers put it in the data.
TODAY = "today"


class Kind(StrEnum):
    """Kinds of values. Every value may also be missing (``None``)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    CHOICES = "choices"
    RECORDS = "records"


class Code(StrEnum):
    """Why a rule is not accepted, or draws a remark."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_VARIABLE = "unknown_variable"
    UNKNOWN_OPERATOR = "unknown_operator"
    UNKNOWN_CHOICE = "unknown_choice"
    WRONG_KIND = "wrong_kind"
    WRONG_OPERANDS = "wrong_operands"
    BARRED = "barred"
    MISSING_SATISFIES = "missing_satisfies"
    ALWAYS_TRUE = "always_true"
    ALWAYS_FALSE = "always_false"


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that rules may read.

    ``choices`` are the values of a CHOICE or CHOICES (none given: any text); ``fields`` the scope of one record of
    RECORDS. Raises ValueError where they don't belong to the kind.
    """

    kind: Kind
    choices: tuple[str, ...] = ()
    fields: Mapping[str, Variable] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if self.choices and self.kind not in (Kind.CHOICE, Kind.CHOICES):
            raise ValueError(f"a variable of kind {self.kind} has no choices")
        if self.fields and self.kind is not Kind.RECORDS:
            raise ValueError(f"a variable of kind {self.kind} has no fields")


Scope: TypeAlias = Mapping[str, Variable]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a rule.

    ``path`` is an RFC 6901 JSON Pointer into the rule, ``message`` a sentence in the active language. A problem that
    does not block (always true, always false) is for the author to judge.
    """

    path: str
    code: Code
    message: str
    blocking: bool = True


class MalformedRule(ValueError):
    """A rule that no engine should be given: wrong shape, too deep, too large, or an operator that is not ours."""


class RuleFailed(RuntimeError):
    """A rule could not be evaluated: budget spent, or values of another kind than the rule was checked for."""
