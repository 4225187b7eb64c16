"""The face of `workflows`."""

from parvis.workflows.domain.checking import check
from parvis.workflows.domain.moving import CompiledWorkflow, questions

__all__ = ["CompiledWorkflow", "check", "questions"]
