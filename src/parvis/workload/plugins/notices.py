"""What happens to a case leaves a notice for the agent whom it concerns."""

from parvis.cases.events import AgentConcerned, CaseAssigned
from parvis.kernel import events
from parvis.workload.domain import absences, noticing


@events.subscribe(CaseAssigned)
def on_assigned(event: CaseAssigned) -> None:
    """For who was given a case by somebody else: one row, in the transaction that gave it."""
    if event.assignee_id is not None and event.assignee_id != event.by_id:
        noticing.leave(event.assignee_id, event.case_id, event.wall_id, noticing.ASSIGNED, at=event.at)


@events.subscribe(AgentConcerned)
def on_concerned(event: AgentConcerned) -> None:
    """For who follows the case, or stands in."""
    instead = absences.instead_of(event.organisation_id, event.wall_id, event.person_id)
    person_id = instead[0] if instead else event.person_id
    noticing.leave(person_id, event.case_id, event.wall_id, event.what, at=event.at)
