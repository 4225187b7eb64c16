"""Deciding: number, limits, decision, in the transaction of the transition."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from parvis.cases.data import Actor, CardText, Incomplete, NotAllowed, Outcome, OutcomeText
from parvis.cases.domain import allotting, cards, counting, moving, papers, renewing, sending, validity
from parvis.cases.events import CaseDecided
from parvis.cases.models import Case, Decision
from parvis.kernel.clock import PARIS
from parvis.ledger.api import new_salt
from parvis.workflows.data import Transition


def decide(
    case_id: uuid.UUID,
    outcome: Outcome,
    *,
    by: Actor,
    at: dt.datetime,
    version: int | None,
    reason: str = "",
    grounds: Sequence[str] = (),
) -> Case:
    """Decide a case by the transition that its workflow offers for `outcome`. Raises as `moving.transition` does."""
    offered = moving.available(case_id, by=by, at=at)
    chosen = next((move for move in offered if outcome_of(move) is outcome), None)
    if chosen is None:
        raise NotAllowed(str(outcome))
    return moving.transition(case_id, chosen.id, by=by, at=at, version=version, reason=reason, grounds=grounds)


def outcome_of(transition: Transition) -> Outcome | None:
    """The decision that a transition gives, if it gives one."""
    for use in transition.actions:
        if use.type in ("decide", "confirm"):
            return Outcome(use.options["outcome"])
    return None


def give(move: moving.Move, outcome: Outcome) -> Decision:
    """Give the case its decision: the action of the workflow.

    Invariants: a case is decided once; an order or refusal takes the next number of its series in this very
    transaction, so that numbers have no gap; an acceptance stays within the yearly limits, and holds for the days that
    the definition says; a refusal states at least one ground in law and the facts (CRPA L211-2, L211-5).
    Raises Incomplete, LimitReached.
    """
    write = move.write
    case, decisions = write.case, write.published.definition.decisions
    today = write.at.astimezone(PARIS).date()
    series, begins, ends = "", None, None
    if outcome is Outcome.ACCEPTED and decisions.accepted:
        series = "" if isinstance(decisions.accepted, OutcomeText) else decisions.accepted.series
        first = renewing.first_day(case, write.published, today)
        begins, ends = validity.period(decisions.valid, first, move.said, case.answers)
        if decisions.valid and ends is None:
            raise Incomplete({move.transition.id: {"reason": _("It would end before it begins: look at its days")}})
    elif outcome is Outcome.REFUSED and decisions.refused:
        series = decisions.refused.series
        check_grounds(move)
    number = counting.take(case.organisation_id, series, today.year) if series else None
    if outcome is Outcome.ACCEPTED:
        counting.license_case(case, write.published.definition.limits, today)
    office = write.by.office_in(case.wall_id)
    decision = Decision(
        case=case,
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        organisation_id=case.organisation_id,
        outcome=outcome,
        series=series,
        year=today.year,
        number=number,
        grounds=list(move.grounds),
        text=move.reason,
        decided_at=write.at,
        decided_by=write.by.person_id,
        decider_name=write.by.name,
        decider_quality=office.quality,
        by_delegation=office.by_delegation,
        valid_from=begins,
        valid_until=ends,
        said={**move.said, **allotting.labels(move)},
        salt=new_salt(),
    )
    write.decision = decision
    if outcome is Outcome.ACCEPTED and isinstance(decisions.accepted, CardText):
        cards.issue(case, decisions.accepted, decision, papers.decision_facts(case, write.published, decision))
    if sending.act(case, write.published, decision) is None:
        # Otherwise the e-mail waits for the sealed act, and brings it.
        sending.mail_decided(case, write.published, decision)
    write.note("decided", {"number": decision.label, "outcome": str(outcome)})
    write.publish(CaseDecided(case.id, case.wall_id, case.organisation_id, write.at, decision.id, str(outcome)))
    return decision


def check_grounds(move: moving.Move) -> None:
    known = {ground.id for ground in move.write.published.definition.decisions.grounds}
    errors = {}
    if not move.grounds or set(move.grounds) - known:
        errors["grounds"] = _("Choose at least one legal ground")
    if not move.reason:
        errors["reason"] = _("Say which facts lead to the refusal")
    if errors:
        raise Incomplete({move.transition.id: errors})
