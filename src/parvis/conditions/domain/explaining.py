"""Why a rule gives what it gives for some answers, in plain words; and a rule in words without answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.conditions.data import Group, Mode, Node, Operand, Row, Written
from parvis.conditions.domain import calls, trees, values
from parvis.conditions.domain.names import Names
from parvis.conditions.domain.operators import POINT, WEEKDAYS, Family, Shape, find
from parvis.expressions.api import TODAY, Kind, MalformedRule, Program, Rule, RuleFailed, Terms

_MOST_ROWS = 20
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """A part of a rule in words. holds: whether it does (None: it is no condition); given: the answer that it looks at,
    or the value that it gives; parts: what it is made of.
    """

    words: str
    holds: bool | None = None
    given: str = ""
    parts: tuple[Explained, ...] = ()


def explain(rule: Rule, terms: Terms, data: Data, expects: Kind = Kind.BOOLEAN) -> Explained:
    """The tree of a rule with the value and the verdict of each part. `data`: the answers that count, and `today`."""
    names = Names(terms)
    if expects is Kind.BOOLEAN:
        return _explained(trees.decode(rule, names), names, data)
    return _formula(calls.decode(rule, names, expects), names, data, expects)


def in_words(rule: Rule, terms: Terms) -> str:
    """A condition as one sentence, for lists."""
    return _said(trees.decode(rule, Names(terms)), Names(terms))


def _value(rule: Rule, data: Data) -> Any:
    try:
        return Program({"it": rule}).run(data)["it"]
    except (MalformedRule, RuleFailed, ValueError):
        return None


# -- conditions -----------------------------------------------------------------------------------------------------


def _explained(node: Node, names: Names, data: Data) -> Explained:
    if isinstance(node, Group) and len(node.children) == 1 and node.mode in (Mode.ALL, Mode.ANY):
        return _explained(node.children[0], names, data)
    holds = bool(_value(_flat(trees.encode(node, names).rule, names), data))
    if isinstance(node, Group):
        parts = tuple(_explained(child, names, data) for child in node.children)
        return Explained(_mode(node.mode), holds, parts=parts)
    if isinstance(node, Written):
        return Explained(node.text, holds)
    given = values.words(_seen(node, names, data), names.term(node.subject))
    return Explained(row_words(node, names), holds, given, tuple(_records(node, names, data)))


def _flat(rule: Rule, names: Names) -> Rule:
    """The rule of a record's condition over that record's own data, which holds the outside too."""
    return rule if names.outside is None else _inner(rule)


def _inner(rule: Rule) -> Rule:
    if isinstance(rule, list):
        return [_inner(each) for each in rule]
    if isinstance(rule, dict):
        return {("var" if name == "outer" else name): _inner(held) for name, held in rule.items()}
    return rule


def _seen(row: Row, names: Names, data: Data) -> Any:
    subject = row.subject.removeprefix("@")
    if row.subject.endswith(POINT):
        halves = [_value({"var": f"{subject.removesuffix(POINT)}{half}"}, data) for half in (".latitude", ".longitude")]
        return None if None in halves else ", ".join(map(str, halves))
    return data.get(TODAY) if subject == TODAY else _value({"var": subject}, data)


def _records(row: Row, names: Names, data: Data) -> list[Explained]:
    """What a condition on each record says of each."""
    rows = _seen(row, names, data) if trees.asks_rows(row, names) else None
    if not isinstance(rows, list) or row.inner is None:
        return []
    inside = names.inside(row.subject)
    found = []
    for number, record in enumerate(rows[:_MOST_ROWS], start=1):
        if isinstance(record, Mapping):
            one = _explained(row.inner, inside, {**data, **dict.fromkeys(inside.terms), **record})
            found.append(
                Explained(
                    _("No. %(number)s: %(words)s") % {"number": number, "words": one.words},
                    one.holds,
                    one.given,
                    one.parts,
                )
            )
    return found


def _mode(mode: Mode) -> str:
    return {
        Mode.ALL: _("All of these hold:"),
        Mode.ANY: _("One of these holds at least:"),
        Mode.NONE: _("None of these holds:"),
        Mode.NOT_ALL: _("One of these does not hold at least:"),
    }[mode]


def row_words(row: Row, names: Names) -> str:
    """A row as one reads it: « Birth date · is after · 1 January 2020 »."""
    term = names.term(row.subject)
    family = names.family(row.subject)
    operator = find(family, row.operator) if family else None
    if term is None or operator is None or family is None:
        return row.subject
    said = {
        "question": _quoted(term.label),
        "operator": str(operator.words),
        "value": _value_words(row, names, operator.shape, family),
    }
    return (_("%(question)s %(operator)s %(value)s") % said).strip()


def _quoted(label: str) -> str:
    return _("“%(label)s”") % {"label": label}


def _value_words(row: Row, names: Names, shape: Shape, family: Family) -> str:
    term = names.term(row.subject)
    assert term is not None
    if shape in (Shape.NUMBER, Shape.ROWS_NUMBER, Shape.SUM):
        return row.number
    if shape is Shape.SEVERAL:
        days = {number: str(words) for number, words in WEEKDAYS.items()}
        return ", ".join((days if family is Family.DATE else term.choices).get(each, each) for each in row.several)
    if shape is Shape.NEAR:
        return _("%(point)s (%(metres)s m)") % {"point": row.value, "metres": row.number}
    if shape is Shape.AGE:
        on = _other_words(row, names) if row.against or row.value else ""
        return f"{row.number} ({on})" if on else row.number
    if shape is not Shape.OPERAND:
        return ""
    said = _other_words(row, names)
    if row.shift.strip() not in ("", "0"):
        units = {"days": _("days later"), "months": _("months later"), "years": _("years later")}
        said = f"{said}, {row.shift} {units.get(row.unit, row.unit)}"
    return said


def _other_words(row: Row, names: Names) -> str:
    """What a row is compared with."""
    if row.against == TODAY:
        return _("today")
    other = names.term(row.against) if row.against else None
    if other is not None:
        return _quoted(other.label)
    term = names.term(row.subject)
    if term is not None and row.value in term.choices:
        return term.choices[row.value]
    return values.words(row.value, None)


def _said(node: Node, names: Names) -> str:
    if isinstance(node, Written):
        return node.text
    if isinstance(node, Row):
        inner = (
            f" ({_said(node.inner, names.inside(node.subject))})" if node.inner and trees.asks_rows(node, names) else ""
        )
        return row_words(node, names) + inner
    parts = [f"({_said(child, names)})" if isinstance(child, Group) else _said(child, names) for child in node.children]
    joined = (_(" and ") if node.mode in (Mode.ALL, Mode.NOT_ALL) else _(" or ")).join(parts)
    return _("not (%(condition)s)") % {"condition": joined} if node.mode in (Mode.NONE, Mode.NOT_ALL) else joined


# -- formulas -------------------------------------------------------------------------------------------------------


def _formula(operand: Operand, names: Names, data: Data, expects: Kind) -> Explained:
    made = calls.encode(operand, names, expects)
    given = values.words(_value(made.rule, data), None) if made.rule is not None else ""
    source = operand.source
    if source.startswith("name:"):
        name = source.removeprefix("name:")
        term = names.term(name)
        return Explained(
            _quoted(term.label if term else name), given=values.words(_value(names.rule(name), data), term)
        )
    if source == "written":
        return Explained(operand.text, given=given)
    if source == "if":
        assert operand.condition is not None
        condition = _explained(operand.condition, names, data)
        branches = [_formula(part, names, data, kind) for part, kind in calls.completed(operand, expects)]
        return Explained(_("Depending on a condition:"), given=given, parts=(condition, *branches))
    if source.startswith("call:"):
        call = calls.CALLS[source.removeprefix("call:")]
        parts = [_formula(part, names, data, kind) for part, kind in calls.completed(operand, expects)]
        return Explained(str(call.words), given=given, parts=tuple(parts))
    return Explained(given, given="")
