"""Whether a person may change a sent request of their own accord: pure predicates over a workflow and a case.

The definition says so by a transition of theirs with the action `amend`: its sources are the statuses in which they
may, its condition when; the database holds the same (`cases_amends`).
"""

from collections.abc import Mapping
from typing import Any

from parvis.cases.models import Case
from parvis.workflows.data import Transition, WorkflowDefinition

ACTION = "amend"


def amends(move: Transition) -> bool:
    """Whether a transition takes answers that the person changes of their own accord."""
    return any(use.type == ACTION for use in move.actions)


def somewhere(workflow: WorkflowDefinition, status: str) -> bool:
    """Whether a request in that status may be changed, on some day at least."""
    return any(status in move.sources and amends(move) for move in workflow.transitions)


def in_time(case: Case, today: str) -> bool:
    """Whether nothing has answered the request: neither a decision nor silence, whose effect is one even while the job
    that says so is late. today: as ISO 8601.
    """
    return case.closed_at is None and (case.silence_on is None or case.silence_on.isoformat() > today)


def stays(taken: Transition, moved: Mapping[str, Any]) -> bool:
    """Whether what a timeline says of a move is a change of answers that left the request where it was."""
    return bool(moved["from"] == moved["to"]) and amends(taken)
