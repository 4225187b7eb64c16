"""Four eyes: who brought a case to where it stands does not take it on alone, where the workflow asks so.

The case keeps who that was (`proposer_id`, as for a proposed decision); a trigger refuses a decision of theirs.
"""

from typing import TYPE_CHECKING

from parvis.cases.data import Actor, ActorKind
from parvis.cases.models import Case
from parvis.workflows.data import Transition, WorkflowDefinition

if TYPE_CHECKING:
    from parvis.cases.domain.moving import Move


def withheld(case: Case, transition: Transition, by: Actor) -> bool:
    """Whether `by` may not take a transition because they brought the case to where it stands."""
    return transition.four_eyes and case.proposer_id is not None and case.proposer_id == by.person_id


def asked(workflow: WorkflowDefinition, status: str) -> bool:
    """Whether somebody else has to take the case on from there."""
    return any(one.four_eyes and status in one.sources for one in workflow.transitions)


def settle(move: "Move") -> None:
    """After a transition: keep which agent brought the case to where another has to look at it.

    Until another agent does, they stay the one who did: corrections in between, or the resident's own moves, make
    nobody their own second pair of eyes. A decision that asks no second look leaves nobody behind.
    """
    write = move.write
    if write.case.proposed or not any(one.four_eyes for one in write.published.definition.workflow.transitions):
        return
    if write.by.kind is ActorKind.AGENT and asked(write.published.definition.workflow, write.case.status):
        write.change(proposer_id=write.by.person_id)
    elif write.decision is not None and not move.transition.four_eyes:
        write.change(proposer_id=None)
