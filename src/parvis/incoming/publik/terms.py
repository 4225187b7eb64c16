"""Comparisons over answers of many values (texts, numbers, dates, several choices) in our operators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.base import FilterExpression

from parvis.incoming.domain.model import Ask
from parvis.incoming.publik.knowing import Known, Unknown

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NUMBER = {"<": "number.below", "<=": "number.at_most", ">": "number.above", ">=": "number.at_least"}
_DATE = {"<": "date.before", "<=": "date.on_or_before", ">": "date.after", ">=": "date.on_or_after"}


@dataclass(frozen=True, slots=True)
class Term:
    """An operand that reads one answer. kind: "text", "lower" (in small letters), "number", "total" (a number that is
    zero when missing), "date", "age", "choices" (ids), "shown" (their labels), "length"; value: our rule.
    """

    kind: str
    value: Any
    ask: Ask


def of(expression: FilterExpression, known: Known, field_ids: dict[str, tuple[str, Ask]]) -> Term:
    """The operand as a term of ours. Raises Unknown."""
    name = expression.var.lookups[0] if getattr(expression.var, "lookups", None) else ""
    found = known.question(name)
    if found is None or len(field_ids) != 1:
        raise _cannot(str(expression))
    wanted, field_id, ask = found
    raw = name != f"form_var_{wanted}"
    kind = {"choices": "choices" if raw else "shown"}.get(ask.format, ask.format)
    term = Term(kind, {"var": field_id}, ask)
    for run, arguments in expression.filters:
        term = _filtered(term, getattr(run, "_filter_name", ""), [one for _looked_up, one in arguments], expression)
    return term


def _filtered(term: Term, name: str, arguments: Sequence[Any], expression: FilterExpression) -> Term:
    kinds = {
        ("text", "lower"): "lower",
        ("date", "date"): "date",
        ("date", "age_in_years"): "age",
        ("choices", "count"): "length",
        ("choices", "length"): "length",
        ("number", "add"): "total",
        ("number", "decimal"): "total",
    }
    kind = kinds.get((term.kind, name))
    if kind is None or (arguments and kind != "total"):
        raise _cannot(str(expression))
    value = term.value
    if kind == "lower":
        value = {"text.lower": [value]}
    elif kind == "age":
        value = {"age": [value]}
    elif kind == "length":
        value = {"list.length": [value]}
    elif kind == "total":
        more: int | float | None = _literal(arguments[0]) if arguments else 0
        if more is None or (name == "decimal" and arguments):
            raise _cannot(str(expression))
        value = {"??": [value, 0]} if more == 0 else {"+": [{"??": [value, 0]}, more]}
    return Term(kind, value, term.ask)


def _literal(found: Any) -> int | float | None:
    return number(getattr(found, "literal", found))


def number(value: Any) -> int | float | None:
    """A number as our rules write it, None where it has too many figures or is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    exact = Decimal(str(value))
    if not exact.is_finite() or abs(exact) >= 2**53:
        return None
    if exact == exact.to_integral_value():
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else None


def _cannot(said: str) -> Unknown:
    return Unknown(f"« {said} » ne se dit pas dans nos règles.", f"“{said}” can’t be said in our rules.")


def filled(term: Term) -> Any:
    """Whether the operand counts as true by itself."""
    if term.kind in ("text", "date", "choices", "shown"):
        return {"is_filled": [term.value]}
    if term.kind == "number":
        return {"and": [{"is_filled": [term.value]}, {"!==": [term.value, 0]}]}
    if term.kind == "length":
        return {"number.above": [term.value, 0]}
    if term.kind == "total":
        return {"!==": [term.value, 0]}
    raise _cannot("…")


def nothing(term: Term) -> Any:
    """Whether the operand is None."""
    if term.kind in ("text", "date", "choices", "shown", "number"):
        return {"is_empty": [term.value]}
    raise _cannot("… is None")


def compared(operator: str, term: Term, other: Any) -> Any:
    """`term` beside a fixed value: a rule of ours, or True or False where no answer changes it. Raises Unknown."""
    if other is None and operator in ("==", "!=") and term.kind in ("text", "number", "date", "choices", "shown"):
        return {"is_empty" if operator == "==" else "is_filled": [term.value]}
    if term.kind in ("text", "lower"):
        return _text(operator, term, other)
    if term.kind in ("number", "total", "length", "age"):
        return _numbers(operator, term, other)
    if term.kind == "date" and isinstance(other, dt.date):
        day = other.isoformat()
        if operator in _DATE:
            return {_DATE[operator]: [term.value, day]}
        if operator in ("==", "!="):
            return {"===" if operator == "==" else "!==": [term.value, day]}
    raise _cannot(f"{operator} {other!r}")


def _text(operator: str, term: Term, other: Any) -> Any:
    if operator in ("==", "!="):
        if not isinstance(other, str):
            return operator == "!="  # a text is never equal to something else, nor is what is missing
        if not other or (term.kind == "lower" and other == "none"):
            # Django writes a missing value "none" in small letters
            raise _cannot(f'{operator} "{other}"')
        if term.kind == "lower":
            same: Any = {"text.equal": [term.value, other]}
            return same if operator == "==" else {"!": [same]}
        return {"===" if operator == "==" else "!==": [term.value, other]}
    if operator in ("in", "not in") and isinstance(other, list | tuple) and term.kind == "text":
        among = [one for one in other if isinstance(one, str) and one]
        if not among:
            return operator == "not in"
        rule: Any = {"in": [term.value, among]}
        return rule if operator == "in" else {"!": [rule]}
    raise _cannot(f"{operator} {other!r}")


def _numbers(operator: str, term: Term, other: Any) -> Any:
    if isinstance(other, bool):
        other = int(other)
    bound = number(other)
    if bound is None and term.kind == "age":
        raise _cannot(f"age {operator} {other!r}")  # the age of nobody is an empty text there
    if bound is None:
        if not isinstance(other, int | float | Decimal) and operator in FLIPPED:
            return operator == "!="  # Django can't order a number and something else, and takes that for false
        raise _cannot(f"{operator} {other!r}")
    if term.kind == "age" and (operator not in _NUMBER or bound < 1):
        # before one's birth, ours counts towards zero
        raise _cannot(f"age {operator} {bound}")
    if operator in _NUMBER:
        return {_NUMBER[operator]: [term.value, bound]}
    if operator in ("==", "!="):
        return {"===" if operator == "==" else "!==": [term.value, bound]}
    raise _cannot(f"{operator} {bound}")


def held(operator: str, other: Any, term: Term) -> Any:
    """A fixed value `in` or `not in` an answer of several choices."""
    if term.kind != "choices":
        raise _cannot(f"{other!r} {operator} …")
    value = next((one.value for one in term.ask.offered if one.key == other), None)
    if value is None:
        # of no answer at all, Django can say neither
        return False if operator == "in" else {"is_filled": [term.value]}
    includes: Any = {"list.includes": [term.value, value]}
    return includes if operator == "in" else {"and": [{"is_filled": [term.value]}, {"!": [includes]}]}


def paired(operator: str, left: Term, right: Term) -> Any:
    """Two answers beside each other."""
    both = {left.kind, right.kind}
    if both <= {"date"} and operator in _DATE:
        return {_DATE[operator]: [left.value, right.value]}
    if both <= {"number"} and operator in _NUMBER:
        return {_NUMBER[operator]: [left.value, right.value]}
    raise _cannot(f"… {operator} …")
