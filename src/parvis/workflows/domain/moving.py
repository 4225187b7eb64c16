"""What may be done with a case, by whom."""

from collections.abc import Collection, Mapping
from typing import Any

from parvis.expressions.api import Program
from parvis.forms.data import FormDefinition, Page, Section
from parvis.workflows.data import Transition, WorkflowDefinition


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


def questions(transition: Transition) -> FormDefinition | None:
    """What must be said when taking `transition`, as a form of one page; None where nothing is asked."""
    if not transition.fields:
        return None
    section = Section(id="said", items=transition.fields)
    page = Page(id=transition.id, title=transition.label, sections=(section,))
    return FormDefinition(title=transition.label, pages=(page,))
