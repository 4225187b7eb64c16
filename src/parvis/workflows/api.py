"""The face of `workflows`."""

from parvis.workflows.domain.checking import check
from parvis.workflows.domain.moving import CompiledWorkflow, asked_by_actions, proposed, questions, scope_of, uses

__all__ = ["CompiledWorkflow", "asked_by_actions", "check", "proposed", "questions", "scope_of", "uses"]
