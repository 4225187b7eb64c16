"""Conditions: a tree of groups and rows as a rule, and a rule as a tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext as _

from parvis.conditions.data import Group, Mode, Node, Row, Told, Unfinished, Written
from parvis.conditions.domain import rows
from parvis.conditions.domain.names import Names
from parvis.conditions.domain.operators import Shape, find
from parvis.expressions.api import MalformedRule, NotRead, Rule, lower, parse, scope_of, split, write

ROOT = "r"


@dataclass(slots=True)
class Encoded:
    """The rule of a part (None: none), where each part of the tree stands in it, and what is unfinished."""

    rule: Rule = None
    places: dict[str, str] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def under(self, pointer: str) -> dict[str, str]:
        """The places, with that part standing at `pointer`."""
        return {path: pointer + place for path, place in self.places.items()}


def encode(node: Node, names: Names, path: str = ROOT) -> Encoded:
    """The rule of a tree; what is unfinished is told and left out."""
    if isinstance(node, Group):
        return _group(node, names, path)
    if isinstance(node, Written):
        return written(node.text, names, path)
    return _row(node, names, path)


def written(text: str, names: Names, path: str) -> Encoded:
    """The rule of a part in its text form."""
    try:
        return Encoded(parse(text, scope_of(names.terms)), {path: ""})
    except NotRead as error:
        return Encoded(told=[Told(path, str(error))])


def _row(row: Row, names: Names, path: str) -> Encoded:
    inner = _group(row.inner, names.inside(row.subject), f"{path}-i") if asks_rows(row, names) else Encoded()
    if any(one.blocking for one in inner.told):
        return Encoded(told=inner.told)
    try:
        rule, at = rows.encode(row, names, inner.rule)
    except Unfinished as error:
        return Encoded(told=[Told(path, str(error)), *inner.told])
    return Encoded(rule, {path: "", **(inner.under(at) if at else {})}, inner.told)


def asks_rows(row: Row, names: Names) -> bool:
    """Whether a row puts a condition on each record; it has one then, if an empty one."""
    family = names.family(row.subject)
    operator = find(family, row.operator) if family else None
    if operator is None or operator.shape not in (Shape.ROWS, Shape.ROWS_NUMBER):
        return False
    row.inner = row.inner or Group(children=[Row()])
    return True


def _group(group: Group | None, names: Names, path: str) -> Encoded:
    if group is None:
        return Encoded()
    made = Encoded(places={path: ""})
    parts: list[tuple[Encoded, Rule]] = []
    for index, child in enumerate(group.children):
        found = encode(child, names, f"{path}-{index}")
        made.told += found.told
        if found.rule is not None or (isinstance(child, Written) and not found.told):
            parts.append((found, found.rule))
    if not group.children and path != ROOT:
        made.told.append(Told(path, _("This group is empty: add a condition, or take it away.")))
    if not parts:
        return made
    if len(parts) == 1:
        inside, pointer = parts[0][1], ""
        if group.mode in (Mode.NONE, Mode.NOT_ALL):
            inside, pointer = {"!": [inside]}, "/!/0"
        made.rule = inside
        made.places |= parts[0][0].under(pointer)
        return made
    joined = "and" if group.mode in (Mode.ALL, Mode.NOT_ALL) else "or"
    made.rule = {joined: [rule for _found, rule in parts]}
    pointer = f"/{joined}/"
    if group.mode in (Mode.NONE, Mode.NOT_ALL):
        made.rule, pointer = {"!": [made.rule]}, f"/!/0/{joined}/"
    for index, (found, _rule) in enumerate(parts):
        made.places |= found.under(f"{pointer}{index}")
    return made


def decode(rule: Rule, names: Names) -> Group:
    """The tree of a condition (None: an empty one): what rows can't show stands in it as text."""
    if rule is None:
        return Group()
    found = _decode(rule, names)
    return found if isinstance(found, Group) else Group(children=[found])


def _decode(rule: Rule, names: Names) -> Node:
    if isinstance(rule, dict) and len(rule) == 1:
        name, operands = split(rule)
        if name in ("and", "or") and operands:
            return Group(Mode.ALL if name == "and" else Mode.ANY, [_decode(each, names) for each in operands])
        if name == "!" and len(operands) == 1:
            inside = operands[0]
            junction = next(iter(inside)) if isinstance(inside, dict) and inside else ""
            if junction in ("and", "or") and len(split(inside)[1]) > 1:
                mode = Mode.NONE if junction == "or" else Mode.NOT_ALL
                return Group(mode, [_decode(each, names) for each in split(inside)[1]])
            return _rowed(rule, names) or Group(Mode.NONE, [_decode(inside, names)])
    return _rowed(rule, names) or Written(_text(rule))


def _text(rule: Any) -> str:
    return write(rule, get_language() or "fr")


def _rowed(rule: Rule, names: Names) -> Row | None:
    """The row of a rule, if it says just that."""
    found = rows.decode(rule, names)
    if found is None:
        return None
    row, inner = found
    if inner is not None:
        row.inner = decode(inner, names.inside(row.subject))
    made = encode(row, names)
    if made.told or made.rule is None:
        return None
    return row if alike(made.rule, rule) else None


def alike(made: Rule, rule: Rule) -> bool:
    """Whether both run as the same rule; or differ in what no answer tells apart: a question asked « yes » and the same
    « is true », a sign that counts nothing as zero where zero does not satisfy it.
    """
    try:
        return bool(lower(_plain(made)) == lower(_plain(rule)))
    except MalformedRule:
        return False


def _plain(rule: Rule) -> Rule:
    if isinstance(rule, list):
        return [_plain(each) for each in rule]
    if not isinstance(rule, dict):
        return rule
    name, operands = split(rule)
    if name in ("===", "==") and len(operands) == 2 and operands[1] is True:
        return _plain(operands[0])
    if name in (">", ">=") and len(operands) == 2 and _above_nothing(name, operands[1]):
        name = "number.above" if name == ">" else "number.at_least"
    if name in ("!", "and", "or") and len(operands) == 1:
        return {"!": [_plain(operands[0])]} if name == "!" else _plain(operands[0])
    return {name: [_plain(each) for each in operands]}


def _above_nothing(name: str, value: Rule) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value >= 0 if name == ">" else value > 0
