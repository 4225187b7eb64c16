"""Moving a case along its workflow, and what transitions do."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _, override

from parvis.cases.data import Actor, ActorKind, Direction, Incomplete, Kind, NotAllowed
from parvis.cases.domain import (
    allotting,
    four_eyes,
    informing,
    proposals,
    recounting,
    retaining,
    revoking,
    sending,
    turns,
    zones,
)
from parvis.cases.domain.offering import offered
from parvis.cases.domain.writing import Writing, reachable, writing
from parvis.cases.events import CaseMoved, CaseWithdrawn
from parvis.cases.models import Case
from parvis.cases.registry import ARRIVALS, Arrived, Proposal
from parvis.forms.api import compiled
from parvis.kernel.clock import PARIS
from parvis.workflows.api import questions
from parvis.workflows.data import Transition
from parvis.workflows.registry import ACTIONS


@dataclass(slots=True)
class Move:
    """What an action gets: the write that it belongs to, and what was said with the transition.

    said: answers to the questions of the transition and of its actions; given: what else an action was given, by the
    name of its type; turns: those that this move made or answered; allotted: the labels of what it took, by resource.
    """

    write: Writing
    transition: Transition
    reason: str = ""
    grounds: tuple[str, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    turns: list[uuid.UUID] = field(default_factory=list)
    allotted: dict[str, str] = field(default_factory=dict)


def available(case_id: uuid.UUID, *, by: Actor, at: dt.datetime) -> list[Transition]:
    """What `by` may do with the case now. Raises NotFound."""
    case = reachable(case_id, by=by)
    write = Writing(case, by=by, at=at)
    return offered(case, write.published, write.facts(), by=by)


def transition(
    case_id: uuid.UUID,
    transition_id: str,
    *,
    by: Actor,
    at: dt.datetime,
    version: int | None,
    reason: str = "",
    grounds: Sequence[str] = (),
    said: Mapping[str, Any] | None = None,
    given: Mapping[str, Any] | None = None,
) -> Case:
    """Take a transition and do its actions: one transaction.

    version: the case as the person saw it (None only where nobody saw it: timers). reason: words to the resident;
    grounds: of a refusal, by id; said: answers to the questions of the transition and of its actions; given: what else
    its actions need, by the name of their type (`{"ask_corrections": …}`).

    A transition that had to be approved does what was approved: nothing is said with it, or the very same.

    Raises NotFound, Conflict (with the reason that was being given), NotAllowed when it is not offered to `by` now,
    NotAsApproved, Incomplete when something that it needs was not said, LimitReached, Full.
    """
    with writing(case_id, by=by, at=at, version=version, mine=reason) as write:
        case = write.case
        moves = offered(case, write.published, write.facts(), by=by)
        chosen = next((move for move in moves if move.id == transition_id), None)
        if chosen is None:
            raise NotAllowed(transition_id)
        reason = reason.strip()
        if chosen.approvals:
            kept = proposals.carried(
                case, chosen, Proposal(reason, tuple(grounds), dict(said or {}), dict(given or {}))
            )
            reason, grounds, given = kept.reason, kept.grounds, kept.given
            answers = said_with(write, chosen, reason, dict(kept.said))
            proposals.same(answers, kept, chosen)
        else:
            answers = said_with(write, chosen, reason, dict(said or {}))
        source = case.status
        status = write.published.definition.workflow.status(chosen.target)
        closed_at = (case.closed_at or at) if status.kind.is_final else None
        write.change(status=status.id, kind=status.kind, closed_at=closed_at)
        write.note("moved", {"from": source, "reason": reason, "to": status.id, "transition": chosen.id})
        write.publish(
            CaseMoved(case.id, case.wall_id, case.organisation_id, at, chosen.id, source=source, target=status.id)
        )
        if by.kind is ActorKind.RESIDENT and status.kind is Kind.CLOSED:
            write.publish(CaseWithdrawn(case.id, case.wall_id, case.organisation_id, at))
            informing.ask(case, informing.WITHDRAWN)
        move = Move(write, chosen, reason=reason, grounds=tuple(grounds), said=answers, given=dict(given or {}))
        for use in chosen.actions:
            action = ACTIONS[use.type]
            action.run(move, action.options.model_validate(use.options))
        turns.settle(move)
        four_eyes.settle(move)
        allotting.settle(move, status.kind)
        revoking.settle(move, status.kind)
        retaining.settle(move, status.kind)
        recounting.settle(write, source)
        told = any(said.direction == Direction.TO_RESIDENT for said in write.messages)
        if not told and write.decision is None:
            sending.mail_moved(case, write.published, by=by)
        for arrival in ARRIVALS:
            arrival.came(Arrived(case, write.published, at))
    return case


def said_with(write: Writing, chosen: Transition, reason: str, said: dict[str, Any]) -> dict[str, Any]:
    """The answers to the questions of a transition, checked, with its words. Raises Incomplete."""
    language = write.case.language
    if chosen.reason == "required" and not reason:
        with override(language):
            raise Incomplete({chosen.id: {"reason": _("Say why: the person will read it")}})
    definition = questions(chosen)
    if definition is None:
        return {}
    form = compiled(definition, (write.published.id, chosen.id))
    today = write.at.astimezone(PARIS).date().isoformat()
    context = zones.beside(write.case, write.published.definition, today)
    errors = form.validate(said, context, language=language)
    if errors:
        raise Incomplete(errors)
    return dict(form.clean(said, form.evaluate(said, context)))
