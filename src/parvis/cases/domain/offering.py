"""What may be done with a case now: the workflow's rights and conditions, and what a proposed decision leaves open."""

from typing import Any

from parvis.cases.data import Actor, ActorKind, Kind, SilenceEffect
from parvis.cases.domain import amending, four_eyes, guests, proposals, revisions
from parvis.cases.domain.actors import permitted
from parvis.cases.models import Case
from parvis.workflows.data import Transition


def offered(case: Case, published: revisions.Published, facts: dict[str, Any], *, by: Actor) -> list[Transition]:
    """The transitions that `by` may take now: no statement, one where a transition needs to be approved.

    What was decided is its own organisation's to repeal or withdraw, never that of who it was lent to; what was granted
    elsewhere is nobody's here to end. Of those that confirm, only that of the proposed outcome; none that decides for
    who may not confirm their own proposal, nor what asks for four eyes for who brought the case there; none that
    decides for an organisation that it is only lent to; none that has still to be approved; none
    that ends it for who was invited to follow it.
    """
    moves = possible(case, published, facts, by=by)
    if not any(move.approvals for move in moves):
        return moves
    approved = proposals.approved(case)
    return [move for move in moves if not move.approvals or move.id in approved]


def possible(case: Case, published: revisions.Published, facts: dict[str, Any], *, by: Actor) -> list[Transition]:
    """The same, whether they were approved or have still to be: no statement."""
    if case.wall_id in by.lent and case.kind == Kind.DECIDED:
        return []
    if by.kind is ActorKind.AGENT and _waits_to_be_accepted(case, facts["today"]):
        return []
    moves = published.workflow.available(case.status, by.roles_in(case.wall_id), facts)
    moves = permitted(moves, by=by, wall_id=case.wall_id)
    if by.kind is ActorKind.RESIDENT and guests.mine(case):
        moves = guests.theirs(published.definition.workflow, moves)
    return [
        move
        for move in moves
        if not four_eyes.withheld(case, move, by)
        and all(_open(case, use.type, use.options, by, facts) for use in move.actions)
    ]


def _waits_to_be_accepted(case: Case, today: object) -> bool:
    """Whether silence has accepted the case and the job that says so is late: agents may do nothing against it.

    today: as ISO 8601.
    """
    return (
        case.closed_at is None
        and case.law is not None
        and case.silence_done_on is None
        and case.silence_effect == SilenceEffect.ACCEPTANCE
        and case.silence_on is not None
        and case.silence_on.isoformat() <= str(today)
    )


def _open(case: Case, action: str, options: dict[str, Any], by: Actor, facts: dict[str, Any]) -> bool:
    if action == amending.ACTION:
        return amending.in_time(case, str(facts["today"]))
    if action == "revoke":
        return not case.past
    if action not in ("confirm", "decide"):
        return True
    if case.proposed and case.proposer_id is not None and case.proposer_id == by.person_id:
        return False
    return action != "confirm" or case.proposed == options.get("outcome")
