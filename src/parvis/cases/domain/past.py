"""How a request stood, or ended, where it was kept before it was taken over.

What was decided elsewhere is no decision of ours: it takes no number of our series, seals no act, tells nobody and
counts in no figure. The case says what it was, in one entry of its timeline, and is kept for as long as one that ended
that day.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from parvis.cases.data import Actor
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain import four_eyes
from parvis.cases.domain.retention import until
from parvis.cases.models import Case
from parvis.kernel.clock import PARIS
from parvis.workflows.data import Kind, Status

#: the entry of the timeline
BROUGHT_IN = "brought_in"


@dataclass(frozen=True, slots=True)
class Past:
    """Where it stood. status: by its id, "" for one that begins anew; ended_on, number: of one that had ended, and of
    its decision; department_id, assignee_id: who has it now, None for whom the procedure says.
    """

    status: str = ""
    ended_on: dt.date | None = None
    number: str = ""
    department_id: uuid.UUID | None = None
    assignee_id: uuid.UUID | None = None
    assignee_name: str = ""


def statuses(definition: CaseTypeDefinition) -> list[Status]:
    """Those in which a request may come: none that waits for its person, who was asked nothing by us, nor for the
    second pair of eyes on a decision that nobody proposed here.
    """
    workflow = definition.workflow
    confirmed = {
        source
        for move in workflow.transitions
        if any(use.type == "confirm" for use in move.actions)
        for source in move.sources
    }
    return [one for one in workflow.statuses if one.kind is not Kind.WAITING and one.id not in confirmed]


def settle(case: Case, past: Past, definition: CaseTypeDefinition, *, by: Actor, at: dt.datetime) -> None:
    """Set how a case stands that is about to be inserted, `at` now. One that has ended needs its day."""
    workflow = definition.workflow
    if past.department_id is not None:
        case.department_id = past.department_id
    if past.assignee_name:
        case.assignee_id, case.assignee_name = past.assignee_id, past.assignee_name
    if not past.status:
        return
    status = workflow.status(past.status)
    case.status, case.kind = status.id, status.kind
    if status.kind.is_final:
        assert past.ended_on is not None
        case.past = True
        noon = dt.datetime.combine(past.ended_on, dt.time(12), PARIS)
        case.closed_at = max(case.submitted_at, min(noon, at))
        if definition.retention is not None:
            case.retain_until = until(definition.retention, past.ended_on, None)
    elif four_eyes.asked(workflow, status.id):
        case.proposer_id = by.person_id  # whoever brings it in is not the second pair of eyes


def told(past: Past) -> dict[str, Any]:
    """What the timeline says of it."""
    return {
        "status": past.status,
        "on": past.ended_on.isoformat() if past.ended_on else "",
        "number": past.number,
    }
