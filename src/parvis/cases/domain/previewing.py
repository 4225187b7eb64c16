"""What a transition would write, before it is taken: its messages and its act, from the very texts that it will use."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.cases.data import Actor, Outcome
from parvis.cases.domain import papers, revisions
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.words import fill
from parvis.cases.models import Case, Decision
from parvis.documents import api as documents
from parvis.workflows.data import Transition
from parvis.workflows.registry import ACTIONS


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as the person will read it."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Preview:
    """letters: in the person's language; act: the order or refusal, in French; waits: it lacks grounds or facts yet."""

    letters: tuple[Letter, ...] = ()
    act: documents.Order | documents.Refusal | None = None
    waits: bool = False


def preview(
    case: Case, transition: Transition, *, by: Actor, at: dt.datetime, reason: str = "", grounds: Sequence[str] = ()
) -> Preview:
    """What `transition` would write now, with that reason and those grounds. Takes no number and writes nothing."""
    published = revisions.load(case.revision_id)
    marks = {"reason": reason.strip(), "reference": case.reference, "title": case.title}
    letters = []
    for use in transition.actions:
        if use.type == "message":
            options = ACTIONS["message"].options.model_validate(use.options)
            subject, body = (getattr(options, part).into(case.language) for part in ("subject", "body"))
            letters.append(Letter(fill(subject, marks), fill(body, marks)))
    outcome = outcome_of(transition)
    if outcome is None or outcome is Outcome.CLOSED:
        return Preview(tuple(letters))
    known = {ground.id for ground in published.definition.decisions.grounds}
    chosen = [ground for ground in grounds if ground in known]
    if outcome is Outcome.REFUSED and not (chosen and reason.strip()):
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
    )
    return Preview(tuple(letters), act=papers.decision_content(case, published, draft))
