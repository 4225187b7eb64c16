"""One page for each transition: what it will write, its reason, its grounds, its own questions."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.access.api import Missing
from parvis.cases.data import (
    Actor,
    Conflict,
    Full,
    Incomplete,
    Kind,
    LimitReached,
    NotAllowed,
    Outcome,
    Remaining,
    TurnKind,
)
from parvis.cases.domain import allotting, counting, desk, four_eyes, own_texts, revisions, turns, zones
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.listing import language
from parvis.cases.domain.moving import transition as take
from parvis.cases.domain.previewing import preview
from parvis.cases.domain.proposing import proposed_by
from parvis.cases.models import Case
from parvis.cases.views import asking, conflicts, keeping, replies, turn_words, ways
from parvis.cases.views.agents import MOST_WORDS
from parvis.cases.views.counted import counts, full_words, shown
from parvis.cases.views.gate import agent, case_or_missing, version_of
from parvis.forms.api import compiled
from parvis.kernel import clock
from parvis.kernel.ui.formats import whole
from parvis.workflows.api import proposed, questions
from parvis.workflows.data import Transition


class _Said:
    """What was said with a transition: by the post, or nothing yet."""

    def __init__(self, request: HttpRequest, case: Case, published: revisions.Published, move: Transition) -> None:
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
        definition = questions(move)
        self.form = compiled(definition, (published.id, move.id)) if definition else None
        self.context = zones.beside(case, published.definition, clock.today().isoformat())
        #: rows were added or taken away, or questions opened: the page is drawn again before anything is done
        self.unfinished = False
        self.corrections: list[dict[str, str]] = []
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

    def insert(self, words: str) -> None:
        """Put these words in the place of those that were sent; nothing is done yet."""
        self.reason, self.focus = words, True

    def keep(self, request: HttpRequest, case: Case, by: Actor) -> None:
        """Before the form is drawn again: nothing was done with the words, which stay in their field and are kept."""
        if self.sent:
            self.own = keeping.again(case, self.move.id, self.reason, ways.way_of(request), by=by)

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


@require_http_methods(["GET", "POST"])
def transition_page(request: HttpRequest, reference: str, transition: str) -> HttpResponse:
    """See what a transition would write, and take it. A second click leads where the first one did."""
    case = case_or_missing(reference, writing=True)
    by = agent(request)
    published = revisions.load(case.revision_id)
    move = next((found for found in published.definition.workflow.transitions if found.id == transition), None)
    if move is None or not by.roles_in(case.wall_id) & set(move.rights):
        raise Missing("transition", f"{reference} {transition}")
    said = _Said(request, case, published, move)
    if "insert" in request.POST:
        said.insert(replies.inserted(request, case, said.reason, by=by))
    if request.method == "GET" or "preview" in request.POST or "insert" in request.POST:
        if _ends_visit(move) and turns.early(move, turns.of_case(case, published), clock.today()):
            messages.warning(request, _("What became of the visit is noted from its day on."))
            return HttpResponseRedirect(ways.page_of(case, request))
        if move not in desk.offered(case, by=by, at=clock.now()):
            return _too_late(request, case, published, apart=_apart(case, move, by))
        if request.method == "POST":
            said.errors = {}
        return _draw(request, case, move, said, by)
    if said.unfinished:
        return _draw(request, case, move, said, by)
    said.check(None if _confirms(move) else _outcome(move))
    if said.errors and version_of(request) == case.version:
        return _draw(request, case, move, said, by, status=422)
    return _take(request, case, published, move, said, by)


def _outcome(move: Transition) -> Outcome | None:
    """The decision that a transition gives or proposes."""
    return outcome_of(move) or proposed_by(move)


def _ends_visit(move: Transition) -> bool:
    return any(use.type == "end_visit" for use in move.actions)


def _confirms(move: Transition) -> bool:
    return any(use.type == "confirm" for use in move.actions)


def _take(
    request: HttpRequest,
    case: Case,
    published: revisions.Published,
    move: Transition,
    said: _Said,
    by: Actor,
) -> HttpResponse:
    version = version_of(request)
    onward = ways.onwards(request, case) if "next" in request.POST else ""
    try:
        take(
            case.id,
            move.id,
            by=by,
            at=clock.now(),
            version=version,
            reason=said.reason,
            grounds=said.grounds,
            said=said.answers,
            given=said.given(),
        )
    except Conflict as conflict:
        if not desk.moved_already(conflict, move.id, said.reason, by=by, version=version):
            case = case_or_missing(case.reference)
            still = move in desk.offered(case, by=by, at=clock.now())
            said.errors = {}
            said.keep(request, case, by)
            return conflicts.draw(
                request, case, conflict, "cases/agents/_transition.html", _parts(case, move, said, by), still=still
            )
    except Incomplete as incomplete:
        for found in incomplete.errors.values():
            said.errors |= found
        return _draw(request, case, move, said, by, status=422)
    except LimitReached as limit:
        return _draw(request, case, move, said, by, reached=limit.remaining, status=409)
    except Full as full:
        return _draw(request, case, move, said, by, full=full_words(full), status=409)
    except NotAllowed:
        return _too_late(request, case, published, apart=_apart(case, move, by))
    own_texts.drop(case.id, move.id, person_id=by.person_id)
    after = published.definition.workflow.status(move.target).agent.into(language())
    if onward:
        words = _("%(reference)s is now “%(status)s”.") % {"reference": case.reference, "status": after}
        messages.success(request, words)
        return HttpResponseRedirect(onward)
    messages.success(request, _("Done. The request is now “%(status)s”.") % {"status": after})
    return HttpResponseRedirect(ways.page_of(case, request))


def _apart(case: Case, move: Transition, by: Actor) -> str:
    """Why it is for somebody else than who asks, who looked at it first; "" where that is not why."""
    if four_eyes.withheld(case, move, by):
        return _("You brought this request here: somebody else takes this step.")
    if _confirms(move) and case.proposer_id == by.person_id:
        return _("You proposed this decision: somebody else confirms it.")
    return ""


def _too_late(request: HttpRequest, case: Case, published: revisions.Published, *, apart: str = "") -> HttpResponse:
    """Back to the case, with why. apart: why it is for somebody else."""
    if apart:
        messages.warning(request, apart)
        return HttpResponseRedirect(ways.page_of(case, request))
    stands = published.definition.workflow.status(case.status).agent.into(language())
    messages.warning(request, _("This cannot be done now: the request is “%(status)s”.") % {"status": stands})
    return HttpResponseRedirect(ways.page_of(case, request))


def _parts(case: Case, move: Transition, said: _Said, by: Actor) -> Mapping[str, Any]:
    """What the form of a transition shows, on its own page and on the conflict page."""
    published, outcome = revisions.load(case.revision_id), _outcome(move)
    reason, grounds, answers = said.reason, said.grounds, said.answers
    proposal = None
    if _confirms(move):
        proposal = turns.current(turns.of_case(case, published), TurnKind.PROPOSAL)
    if proposal is not None:
        reason, grounds = proposal.asked["words"], proposal.asked["grounds"]
        answers = {**proposal.asked["said"], **answers}
    return {
        "move": move,
        "label": move.label.into(said.spoken),
        "goes_on": published.definition.workflow.status(move.target).kind is not Kind.OPEN,
        "outcome": outcome,
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
        if outcome is Outcome.REFUSED and proposal is None
        else [],
        "proposal": turn_words.proposal(published, proposal, said.spoken) if proposal else None,
        "corrections": asking.rows(case, published, said.corrections, said.errors, said.spoken)
        if asking.asks(move)
        else None,
        "reasons": asking.reasons() if asking.asks(move) else [],
        "errors": said.errors,
        "questions": said.drawn(),
        "preview": preview(case, move, by=by, at=clock.now(), reason=reason, grounds=grounds, said=answers),
    }


def _draw(
    request: HttpRequest,
    case: Case,
    move: Transition,
    said: _Said,
    by: Actor,
    *,
    reached: Remaining | None = None,
    full: str = "",
    status: int = 200,
) -> HttpResponse:
    desk.consulted(case)
    said.keep(request, case, by)
    published = revisions.load(case.revision_id)
    limits: list[Remaining] = []
    if _outcome(move) is Outcome.ACCEPTED:
        limits = counting.remaining(case.organisation_id, published.definition, case.answers, at=clock.now())
    refusal = next(
        (found for found in desk.offered(case, by=by, at=clock.now()) if outcome_of(found) is Outcome.REFUSED),
        None,
    )
    parts = {
        "case": case,
        "way": ways.way_of(request),
        "name": published.definition.name.into(said.spoken),
        "limits": [{"left": left, "label": left.limit.label.into(said.spoken)} for left in limits],
        "reached": {"left": reached, "label": reached.limit.label.into(said.spoken)} if reached else None,
        "full": full,
        "counted": shown(allotting.states(case, published, said.answers)) if counts(move) else [],
        "refusal": {"id": refusal.id, "label": refusal.label.into(said.spoken)} if refusal else None,
        **_parts(case, move, said, by),
    }
    return render(request, "cases/agents/transition.html", parts, status=status)
