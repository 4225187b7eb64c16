"""A decision that one proposes and another confirms."""

from dataclasses import replace

from django.utils.translation import gettext as _

from parvis.cases.data import Audience, Incomplete, NotAllowed, Outcome, TurnKind, TurnState
from parvis.cases.domain import deciding, turns
from parvis.cases.domain.moving import Move
from parvis.workflows.data import Transition


def proposed_by(transition: Transition) -> Outcome | None:
    """The decision that a transition proposes, if it proposes one."""
    return next((Outcome(use.options["outcome"]) for use in transition.actions if use.type == "propose"), None)


def propose(move: Move, outcome: Outcome, *, four_eyes: bool) -> None:
    """Propose a decision with its grounds and words. Raises Incomplete where a refusal lacks either."""
    write = move.write
    if outcome is Outcome.REFUSED:
        deciding.check_grounds(move)
    turn = turns.ask(
        move,
        TurnKind.PROPOSAL,
        {
            "outcome": str(outcome),
            "grounds": list(move.grounds),
            "words": move.reason,
            "said": dict(move.said),
            "four_eyes": four_eyes,
        },
    )
    write.change(proposed=str(outcome), proposer_id=write.by.person_id if four_eyes else None)
    write.note("proposed", {"outcome": str(outcome), "turn": str(turn.id)}, audience=Audience.AGENTS)


def confirm(move: Move, outcome: Outcome) -> None:
    """Give the decision that was proposed, with its grounds and words as they stand.

    Invariant: with four eyes nobody confirms what they proposed (a trigger says the same). Raises NotAllowed, and as
    `deciding.give`.
    """
    write = move.write
    turn = turns.fetch(write.case.id, TurnKind.PROPOSAL)
    if turn is None or turn.asked["outcome"] != outcome:
        raise NotAllowed("no such proposal")
    if turn.asked["four_eyes"] and turn.asked_by == write.by.person_id:
        raise NotAllowed("confirmed by who proposed it")
    said = {**turn.asked["said"], **move.said}
    asked = replace(move, reason=turn.asked["words"], grounds=tuple(turn.asked["grounds"]), said=said)
    deciding.give(asked, outcome)
    turns.end(turn, TurnState.ANSWERED, move, by=write.by.name)
    write.change(proposed="", proposer_id=None)


def give_back(move: Move) -> None:
    """Return a proposal to who made it, with the reason. Raises Incomplete, NotAllowed."""
    write = move.write
    if not move.reason:
        raise Incomplete({move.transition.id: {"reason": _("Say why it is returned")}})
    turn = turns.fetch(write.case.id, TurnKind.PROPOSAL)
    if turn is None:
        raise NotAllowed("no proposal")
    turns.end(turn, TurnState.RETURNED, move, words=move.reason, by=write.by.name)
    write.change(proposed="", proposer_id=None)
    write.note("returned", {"turn": str(turn.id)}, audience=Audience.AGENTS)
