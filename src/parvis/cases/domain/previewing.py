"""What a transition would write, before it is taken: its messages and its act, from the very texts that it will use."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.cases.data import Actor, CardText, Outcome
from parvis.cases.domain import allotting, papers, renewing, revisions, validity
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.proposing import proposed_by
from parvis.cases.domain.stocks import Unclaimed
from parvis.cases.domain.words import fill
from parvis.cases.models import Case, Decision
from parvis.documents.data import Act
from parvis.workflows.data import Transition
from parvis.workflows.registry import ACTIONS


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as the person will read it."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Preview:
    """letters: in the person's language; act: what is decided, in French; waits: it lacks grounds, facts or days."""

    letters: tuple[Letter, ...] = ()
    act: Act | None = None
    waits: bool = False


def preview(
    case: Case,
    transition: Transition,
    *,
    by: Actor,
    at: dt.datetime,
    reason: str = "",
    grounds: Sequence[str] = (),
    said: Mapping[str, Any] | None = None,
) -> Preview:
    """What `transition` would write now, with that reason, those grounds and what is said with it. Takes no number and
    writes nothing.
    """
    published = revisions.load(case.revision_id)
    marks = {"reason": reason.strip(), "reference": case.reference, "title": case.title}
    letters = []
    for use in transition.actions:
        if use.type == "message":
            options = ACTIONS["message"].options.model_validate(use.options)
            subject, body = (getattr(options, part).into(case.language) for part in ("subject", "body"))
            letters.append(Letter(fill(subject, marks), fill(body, marks)))
    outcome = outcome_of(transition) or proposed_by(transition)
    if outcome is None or outcome is Outcome.CLOSED:
        return Preview(tuple(letters))
    known = {ground.id for ground in published.definition.decisions.grounds}
    chosen = [ground for ground in grounds if ground in known]
    if outcome is Outcome.REFUSED and not (chosen and reason.strip()):
        return Preview(tuple(letters), waits=True)
    begins, ends = None, None
    if outcome is Outcome.ACCEPTED:
        valid = published.definition.decisions.valid
        first = renewing.first_day(case, published, revisions.day(at))
        begins, ends = validity.period(valid, first, said or {}, case.answers)
        if isinstance(published.definition.decisions.accepted, CardText) and ends is None:
            return Preview(tuple(letters), waits=True)
    draft = Decision(
        case=case,
        outcome=outcome,
        grounds=chosen,
        text=reason.strip(),
        decided_at=at,
        decider_name=by.name,
        decider_quality=by.office_in(case.wall_id).quality,
        by_delegation=by.office_in(case.wall_id).by_delegation,
        valid_from=begins,
        valid_until=ends,
        said={**(said or {}), **_allotted(case, transition, said or {})},
    )
    words = papers.outcome_words(case, published, draft, case.language)
    if words:
        letters.append(Letter(published.definition.name.into(case.language), words))
    return Preview(tuple(letters), act=papers.decision_content(case, published, draft))


def _allotted(case: Case, transition: Transition, said: Mapping[str, Any]) -> dict[str, Any]:
    """The labels of what `transition` would allot, as far as the answers name it."""
    published, found = revisions.load(case.revision_id), {}
    for resource in allotting.resources_of(published, transition):
        try:
            found[resource.id] = allotting.claim(case, published, resource, said).label
        except Unclaimed:
            continue
    return {papers.ALLOTTED: found} if found else {}
