"""What is said with a transition: read from a page or from what was approved, drawn, and shown in full to others."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parvis.cases.data import Actor, ActorKind, Kind, Outcome, TurnKind
from parvis.cases.domain import clocks, own_texts, revisions, turns, zones
from parvis.cases.domain.correcting import GOES_ON, listed, why_words
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.listing import language
from parvis.cases.domain.previewing import preview
from parvis.cases.domain.proposing import proposed_by
from parvis.cases.models import Case
from parvis.cases.registry import Proposal
from parvis.cases.views import asking, keeping, replies, turn_words, ways
from parvis.cases.views.agents import MOST_WORDS
from parvis.forms.api import compiled
from parvis.kernel import clock
from parvis.kernel.ui.formats import whole
from parvis.workflows.api import proposed, questions
from parvis.workflows.data import Transition


class Said:
    """What was said with a transition: by the post, or nothing yet."""

    def __init__(
        self,
        request: HttpRequest,
        case: Case,
        published: revisions.Published,
        move: Transition,
        approved: Proposal | None = None,
    ) -> None:
        #: what others approved to be said, which stands whatever the page sends
        self.approved = approved
        sent = request.POST.get("reason", "").replace("\r\n", "\n") if request.method == "POST" else None
        #: the words, or on coming back what was kept of them
        self.own = keeping.told(case, move.id, ways.way_of(request))
        self.sent = sent is not None and not {"reason", "insert"}.isdisjoint(request.POST)
        self.reason = str(self.own["text"]) if sent is None else sent
        self.focus = move.reason == "required" and sent is None
        self.grounds = request.POST.getlist("grounds")
        self.answers: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.move = move
        self.spoken = language()
        without = () if clocks.stops(published.definition.deadline) else (GOES_ON,)
        definition = questions(move, without=without)
        self.form = compiled(definition, (published.id, move.id, *without)) if definition else None
        self.context = zones.beside(case, published.definition, clock.today().isoformat())
        #: rows were added or taken away, or questions opened: the page is drawn again before anything is done
        self.unfinished = False
        self.corrections: list[dict[str, str]] = []
        if approved is not None:
            self._fix(approved)
            return
        if request.method != "POST":
            self.answers = proposed(move, clock.today(), self.spoken)
            return
        if self.form:
            result = self.form.parse_page(move.id, request.POST, {}, self.context, language=self.spoken)
            self.answers, self.errors = result.answers, dict(result.errors)
            self.unfinished = not result.errors and not result.complete
        if asking.asks(move):
            self.corrections, wrong = asking.read(request.POST, case, published)
            self.errors = wrong | self.errors

    def _fix(self, approved: Proposal) -> None:
        self.own, self.sent, self.focus = {"text": approved.reason, "kept": "", "address": ""}, False, False
        self.reason, self.grounds, self.answers = approved.reason, list(approved.grounds), dict(approved.said)
        self.corrections = list(approved.given.get(asking.ACTION, ()))

    def proposal(self) -> Proposal:
        """All of it, as others are to approve it."""
        return Proposal(self.reason, tuple(self.grounds), self.answers, self.given())

    def check_all(self) -> None:
        """What is missing, as the step itself would say."""
        self.check(None if confirms(self.move) else outcome(self.move))

    def done(self, case: Case, by: Actor) -> None:
        """What was written went on: nothing of it is kept for its field."""
        own_texts.drop(case.id, self.move.id, person_id=by.person_id)

    def insert(self, words: str) -> None:
        """Put these words in the place of those that were sent; nothing is done yet."""
        self.reason, self.focus = words, True

    def keep(self, request: HttpRequest, case: Case, by: Actor) -> None:
        """Before the form is drawn again: nothing was done with the words, which stay in their field and are kept."""
        if self.sent:
            self.own = keeping.again(case, self.move.id, self.reason, ways.way_of(request), by=by)

    def all(self) -> dict[str, Any]:
        """The same, as `moving.transition` takes it."""
        return {"reason": self.reason, "grounds": self.grounds, "said": self.answers, "given": self.given()}

    def given(self) -> dict[str, Any]:
        """What actions get beside the answers."""
        return {asking.ACTION: self.corrections} if asking.asks(self.move) else {}

    def check(self, outcome: Outcome | None) -> None:
        """Everything that is missing at once; the domain checks again."""
        missing = {}
        if asking.asks(self.move) and not self.corrections and not self.reason.strip():
            missing["corrections"] = _("Tick what has to change, or say what is missing")
        if outcome is Outcome.REFUSED and not self.grounds:
            missing["grounds"] = _("Choose at least one legal ground")
        if self.move.reason == "required" and not self.reason.strip():
            facts, why = _("Say which facts lead to the refusal"), _("Say why: the person will read it")
            missing["reason"] = facts if outcome is Outcome.REFUSED else why
        elif len(self.reason) > MOST_WORDS:
            missing["reason"] = _("Your text is too long: %(num)s characters at most") % {"num": MOST_WORDS}
        self.errors = missing | self.errors

    def drawn(self) -> Any:
        if self.form is None:
            return ""
        state = self.form.evaluate(self.answers, self.context)
        return self.form.render_page(self.move.id, self.answers, state, self.errors, self.spoken, context=self.context)


def outcome(move: Transition) -> Outcome | None:
    """The decision that a transition gives or proposes."""
    return outcome_of(move) or proposed_by(move)


def confirms(move: Transition) -> bool:
    """Whether a transition gives the decision that was proposed."""
    return any(use.type == "confirm" for use in move.actions)


def parts(case: Case, move: Transition, said: Said, by: Actor) -> Mapping[str, Any]:
    """What the form of a transition shows, on its own page and on the conflict page."""
    published, decided = revisions.load(case.revision_id), outcome(move)
    reason, grounds, answers = said.reason, said.grounds, said.answers
    proposal = None
    if confirms(move):
        proposal = turns.current(turns.of_case(case, published), TurnKind.PROPOSAL)
    if proposal is not None:
        reason, grounds = proposal.asked["words"], proposal.asked["grounds"]
        answers = {**proposal.asked["said"], **answers}
    return {
        "move": move,
        "label": move.label.into(said.spoken),
        "goes_on": published.definition.workflow.status(move.target).kind is not Kind.OPEN,
        "outcome": decided,
        "reason": said.own,
        "focus": said.focus,
        "replies": replies.choices(case) if move.reason != "none" else [],
        "grounds": [
            {
                "value": ground.id,
                "text": ground.label.into(said.spoken),
                "hint": {"html": whole(ground.law)},
                "checked": ground.id in said.grounds,
            }
            for ground in published.definition.decisions.grounds
        ]
        if decided is Outcome.REFUSED and proposal is None
        else [],
        "proposal": turn_words.proposal(published, proposal, said.spoken) if proposal else None,
        "corrections": asking.rows(case, published, said.corrections, said.errors, said.spoken)
        if asking.asks(move)
        else None,
        "reasons": asking.reasons() if asking.asks(move) else [],
        "errors": said.errors,
        "questions": said.drawn(),
        "approved": shown(case, move, said.approved, said.spoken) if said.approved is not None else None,
        "preview": preview(case, move, by=by, at=clock.now(), reason=reason, grounds=grounds, said=answers),
    }


def shown(case: Case, move: Transition, said: Proposal, spoken: str) -> dict[str, Any]:
    """All that would be said with a transition, for who approves it and for who takes it. No statement."""
    published = revisions.load(case.revision_id)
    labels = {
        ground.id: f"{ground.label.into(spoken)} ({ground.law})" for ground in published.definition.decisions.grounds
    }
    asked: dict[str, str] = {}
    if said.given.get(asking.ACTION):
        asked = {item.id: item.label for item in listed(case, published, spoken)}
    rows: list[dict[str, Any]] = []
    definition = questions(move)
    if definition is not None and said.said:
        form = compiled(definition, (published.id, move.id))
        context = zones.beside(case, published.definition, clock.today().isoformat())
        state = form.evaluate(said.said, context)
        rows = [
            {"label": row.label, "value": row.html}
            for section in form.summary(said.said, state, spoken)
            for row in section.rows
            if row.text
        ]
    return {
        "digest": said.digest,
        "reason": said.reason,
        "grounds": [labels.get(one, one) for one in said.grounds],
        "rows": rows,
        "corrections": [
            {"label": asked.get(one["field"], one["field"]), "why": why_words(one["why"]), "words": one["words"]}
            for one in said.given.get(asking.ACTION, ())
        ],
    }


def of(request: HttpRequest, case: Case, move: Transition, *, by: Actor) -> Said:
    """What a page of another module sends of a transition; a ready-made reply is put where it was asked for."""
    said = Said(request, case, revisions.load(case.revision_id), move)
    if "insert" in request.POST:
        said.insert(replies.inserted(request, case, said.reason, by=by))
    return said


def drawn(request: HttpRequest, case: Case, move: Transition, said: Said, by: Actor) -> dict[str, Any]:
    """What `cases/agents/_said.html` and `_preview.html` show on a page of another module."""
    said.keep(request, case, by)
    return {"way": ways.way_of(request), **parts(case, move, said, by)}


def looked_at(case: Case, move: Transition, said: Proposal, signed: str) -> dict[str, Any]:
    """The same of what somebody else proposed to say: `cases/agents/_proposed.html` and `_preview.html`. signed: by
    whom it would be done.
    """
    by, reason, grounds, answers, proposal = Actor(ActorKind.AGENT, signed), said.reason, said.grounds, said.said, None
    if confirms(move):
        proposal = turns.current(turns.of_case(case, revisions.load(case.revision_id)), TurnKind.PROPOSAL)
    if proposal is not None:
        reason, grounds = proposal.asked["words"], proposal.asked["grounds"]
        answers = {**proposal.asked["said"], **answers}
    return {
        "proposed": shown(case, move, said, language()),
        "outcome": outcome(move),
        "preview": preview(case, move, by=by, at=clock.now(), reason=reason, grounds=grounds, said=answers),
    }
