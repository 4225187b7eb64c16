"""Which variables the rules of a form may read, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parvis.expressions.api import Kind, Scope, Variable
from parvis.forms.domain.questions import Item, Leaf, Question, Repeated


def value_of(question: Question) -> Variable | None:
    """What rules read of a field's value as a whole. A computed value keeps to no bounds: nobody refuses it."""
    variable = question.type.variable(question.asked["fr"].options)
    if variable is None or question.field.computed is None:
        return variable
    return replace(variable, least=None, most=None)


def of_question(question: Question) -> dict[str, Variable]:
    """The field's value under its id, the parts of the value under `id.part`."""
    options = question.asked["fr"].options
    found: dict[str, Variable] = {}
    variable = value_of(question)
    if variable is not None:
        found[question.id] = variable
    for part, kind in question.type.subvariables(options).items():
        found[f"{question.id}.{part}"] = kind
    return found


def of_row(block: Repeated) -> dict[str, Variable]:
    """What one row of a block holds."""
    found: dict[str, Variable] = {}
    for item in block.items:
        found |= of_item(item)
    return found


def of_item(item: Item) -> dict[str, Variable]:
    """A field's variables, or the block as a list of records."""
    if isinstance(item, Question):
        return of_question(item)
    return {item.id: Variable(Kind.RECORDS, fields=of_row(item))}


def whole(leaves: Iterable[Leaf]) -> Scope:
    """Every variable of the form."""
    found: dict[str, Variable] = {}
    for leaf in leaves:
        for item in leaf.items():
            found |= of_item(item)
    return found
