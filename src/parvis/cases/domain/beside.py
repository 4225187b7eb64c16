"""A write of a module above that goes with a case: noted in its timeline, sealed, and read by its clock."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Conflict, NotAllowed, Outcome
from parvis.cases.domain import deciding, extending, moving, proposals, proposing, recounting
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.offering import possible
from parvis.cases.domain.writing import Writing, reachable
from parvis.cases.models import TimelineEntry
from parvis.cases.registry import Proposal
from parvis.workflows.data import Transition


@contextmanager
def beside(
    case_id: uuid.UUID, *, by: Actor, at: dt.datetime, version: int | None = None, moves_dates: bool = False
) -> Iterator[Writing]:
    """Lock a case for a write that changes nothing of it but, with `moves_dates`, the dates that its clock gives.

    What moves no date tells nobody who has the case open of a conflict. version: as in `writing`. Agents need the
    right to handle it, in its own organisation. Raises NotFound, NotAllowed, Conflict.
    """
    with transaction.atomic():
        case = reachable(case_id, by=by, lock=True)
        if by.kind is ActorKind.AGENT and (
            case.wall_id in by.lent or Right.HANDLE_CASES not in rights_in(by, case.wall_id)
        ):
            raise NotAllowed("beside")
        if version is not None and case.version != version:
            since = TimelineEntry.objects.filter(case=case, version__gt=version).order_by("id")
            raise Conflict(mine=None, theirs=list(since), version=case.version)
        write = Writing(case, by=by, at=at, quiet=not moves_dates)
        yield write
        if moves_dates:
            recounting.settle(write, case.status)
        write.finish()


def prolong(write: Writing, rule: str, label: str) -> bool:
    """Tell the person that the time to answer is longer, as an opinion is asked; whether it was in time.

    label: whose opinion, in their language.
    """
    return extending.announce(write, rule, asked_of=label)


def to_approve(write: Writing) -> list[Transition]:
    """The transitions that may be taken from here once they are approved, by who writes."""
    return [move for move in possible(write.case, write.published, write.facts(), by=write.by) if move.approvals]


def propose(write: Writing, step: Transition, said: Proposal) -> Proposal:
    """What is to be said with a step that others approve first, checked as if it were taken now, as it is to be kept.
    Raises Incomplete.
    """
    reason, published = proposals.plain(said.reason), write.published
    answers = moving.said_with(write, step, reason, dict(said.said))
    move = moving.Move(write, step, reason=reason, grounds=said.grounds, said=answers)
    if Outcome.REFUSED in (deciding.outcome_of(step), proposing.proposed_by(step)) and not _confirms(step):
        deciding.check_grounds(move)
    known = {found.id for found in published.definition.decisions.grounds}
    return Proposal(reason, tuple(one for one in said.grounds if one in known), answers, dict(said.given))


def _confirms(step: Transition) -> bool:
    return any(use.type == "confirm" for use in step.actions)
