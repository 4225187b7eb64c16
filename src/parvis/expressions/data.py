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
    RECORDS; ``least`` and ``most`` bound the answers of a number (or, as ISO texts, of a DATE) where questions refuse
    others: proofs count on it, evaluation does not. Raises ValueError where they don't belong to the kind.
    """

    kind: Kind
    choices: tuple[str, ...] = ()
    fields: Mapping[str, Variable] = field(default_factory=lambda: MappingProxyType({}))
    least: float | str | None = None
    most: float | str | None = None

    def __post_init__(self) -> None:
        if self.choices and self.kind not in (Kind.CHOICE, Kind.CHOICES):
            raise ValueError(f"a variable of kind {self.kind} has no choices")
        if self.fields and self.kind is not Kind.RECORDS:
            raise ValueError(f"a variable of kind {self.kind} has no fields")


Scope: TypeAlias = Mapping[str, Variable]


class Sense(StrEnum):
    """What a value stands for where its kind does not say: how people type and read it.

    CENTS: an amount, typed in euros; COMMUNE: an INSEE code, typed as a name; DEGREES: half of a point on the map;
    TIME: minutes since midnight, typed like 18:30.
    """

    PLAIN = "plain"
    CENTS = "cents"
    COMMUNE = "commune"
    DEGREES = "degrees"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Term:
    """A variable with the words that people know it by, in one language.

    place: where it is asked; choices: values of a CHOICE or CHOICES with their words; rows: what one record of RECORDS
    holds; later: it is known but not yet answered where the rule stands, so that the rule may not read it.
    """

    variable: Variable
    label: str
    place: str = ""
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sense: Sense = Sense.PLAIN
    rows: Mapping[str, Term] = field(default_factory=lambda: MappingProxyType({}))
    later: bool = False


Terms: TypeAlias = Mapping[str, Term]


def scope_of(terms: Terms) -> Scope:
    """The variables behind the words."""
    return {name: term.variable for name, term in terms.items()}


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


class NotRead(ValueError):
    """A text that says no rule: why (in the active language), and after how many characters."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


class MalformedRule(ValueError):
    """A rule that no engine should be given: wrong shape, too deep, too large, or an operator that is not ours."""


class RuleFailed(RuntimeError):
    """A rule could not be evaluated: budget spent, or values of another kind than the rule was checked for."""
