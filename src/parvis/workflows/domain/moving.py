"""What may be done with a case, by whom."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

from parvis.expressions import data as expressions
from parvis.expressions.api import Program
from parvis.forms.data import Block, Field, FormDefinition, LocalizedText, Page, Section
from parvis.workflows.data import Transition, WorkflowDefinition
from parvis.workflows.registry import ACTIONS


class CompiledWorkflow:
    """A checked definition made ready to run, once per revision: its conditions are compiled together.

    Immutable, shared by all requests of the process. `data` is what the conditions read: the answers and the facts.
    """

    def __init__(self, definition: WorkflowDefinition) -> None:
        self.definition = definition
        self._conditions = Program(
            {move.id: move.condition for move in definition.transitions if move.condition is not None}
        )

    def available(self, status: str, roles: Collection[str], data: Mapping[str, Any]) -> list[Transition]:
        """The transitions that someone with these roles may take from `status`, in the definition's order."""
        held = frozenset(roles)
        moves = [move for move in self.definition.transitions if status in move.sources and held & set(move.rights)]
        if not any(move.condition is not None for move in moves):
            return moves
        outcomes = self._conditions.run(data)
        return [move for move in moves if move.condition is None or outcomes[move.id] is True]


def scope_of(definition: WorkflowDefinition, rules: expressions.Scope) -> expressions.Scope:
    """What the conditions of a workflow read: `rules`, and the values that its steps keep."""
    kept = {one.variable: expressions.Variable(expressions.Kind(one.kind)) for one in definition.kept}
    return {**rules, **kept}


def asked_by_actions(transition: Transition) -> tuple[Field | Block, ...]:
    """What the actions of a transition ask, in their order; nothing of one that `check` refuses."""
    found: list[Field | Block] = []
    for use in transition.actions:
        action = ACTIONS.get(use.type)
        if action is None:
            continue
        try:
            options = action.options.model_validate(use.options)
        except ValidationError:
            continue
        found += action.asks(options)
    return tuple(found)


def questions(transition: Transition, *, without: Collection[str] = ()) -> FormDefinition | None:
    """What must be said when taking `transition`, as a form of one page; None where nothing is asked. without: what is
    not shown of what its actions ask, because it would change nothing.
    """
    items = (*(one for one in asked_by_actions(transition) if one.id not in without), *transition.fields)
    if not items:
        return None
    # the rows of a block have headings: they stand below one
    rows = any(isinstance(item, Block) for item in items)
    title = LocalizedText(fr="Ce que vous proposez", en="What you propose") if rows else None
    section = Section(id="said", title=title, items=items)
    page = Page(id=transition.id, title=transition.label, sections=(section,))
    return FormDefinition(title=transition.label, pages=(page,))


def proposed(transition: Transition, day: dt.date, language: str) -> dict[str, Any]:
    """What stands in those questions at first, on that day."""
    found: dict[str, Any] = {}
    for use in transition.actions:
        action = ACTIONS[use.type]
        found |= action.proposes(action.options.model_validate(use.options), day, language)
    return found


def uses(definition: WorkflowDefinition, *types: str) -> bool:
    """Whether any transition does one of these actions."""
    return any(use.type in types for move in definition.transitions for use in move.actions)
