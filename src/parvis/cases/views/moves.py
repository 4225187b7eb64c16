"""One page for each transition: what it will write, its reason, its grounds, its own questions."""

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
    LimitReached,
    NotAllowed,
    Outcome,
    Remaining,
)
from parvis.cases.domain import (
    allotting,
    counting,
    desk,
    four_eyes,
    kept_values,
    offering,
    own_texts,
    proposals,
    revisions,
    turns,
)
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.listing import language
from parvis.cases.domain.moving import transition as take
from parvis.cases.models import Case
from parvis.cases.registry import NotAsApproved, Proposal
from parvis.cases.views import conflicts, replies, ways
from parvis.cases.views.counted import counts, full_words, shown
from parvis.cases.views.gate import agent, case_or_missing, version_of
from parvis.cases.views.saying import Said, confirms, outcome, parts as parts_of
from parvis.kernel import clock
from parvis.workflows.data import Transition


@require_http_methods(["GET", "POST"])
def transition_page(request: HttpRequest, reference: str, transition: str) -> HttpResponse:
    """See what a transition would write, and take it. A second click leads where the first one did."""
    case = case_or_missing(reference, writing=True)
    by = agent(request)
    published = revisions.load(case.revision_id)
    move = next((found for found in published.definition.workflow.transitions if found.id == transition), None)
    if move is None or not by.roles_in(case.wall_id) & set(move.rights):
        raise Missing("transition", f"{reference} {transition}")
    approved = proposals.approved(case).get(move.id) if move.approvals else None
    if move.approvals and approved is None and request.method == "GET":
        return _not_approved(request, case, published, move, by)
    said = Said(request, case, published, move, approved or Proposal() if move.approvals else None)
    if "insert" in request.POST and not move.approvals:
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
    if move.approvals:
        if approved is not None and request.POST.get("approved") != approved.digest:
            messages.warning(request, _("Something else was approved meanwhile: read it before you go on."))
            return _draw(request, case, move, said, by, status=409)
        return _take(request, case, published, move, said, by)
    if said.unfinished:
        return _draw(request, case, move, said, by)
    said.check(None if confirms(move) else outcome(move))
    if said.errors and version_of(request) == case.version:
        return _draw(request, case, move, said, by, status=422)
    return _take(request, case, published, move, said, by)


def _ends_visit(move: Transition) -> bool:
    return any(use.type == "end_visit" for use in move.actions)


def _take(
    request: HttpRequest,
    case: Case,
    published: revisions.Published,
    move: Transition,
    said: Said,
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
            **({} if move.approvals else said.all()),
        )
    except NotAsApproved:
        messages.warning(request, _stale())
        return HttpResponseRedirect(ways.page_of(case, request))
    except Conflict as conflict:
        words = None if move.approvals else said.reason
        if not desk.moved_already(conflict, move.id, words, by=by, version=version):
            if move.approvals:
                messages.warning(request, _("Somebody else wrote first: look at the request again before you go on."))
                return HttpResponseRedirect(ways.page_of(case, request))
            case = case_or_missing(case.reference)
            still = move in desk.offered(case, by=by, at=clock.now())
            said.errors = {}
            said.keep(request, case, by)
            return conflicts.draw(
                request, case, conflict, "cases/agents/_transition.html", parts_of(case, move, said, by), still=still
            )
    except Incomplete as incomplete:
        if move.approvals:
            messages.warning(request, _stale())
            return HttpResponseRedirect(ways.page_of(case, request))
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


def _stale() -> str:
    return _("What was approved can no longer be done as it stands: ask for another approval.")


def _not_approved(
    request: HttpRequest, case: Case, published: revisions.Published, move: Transition, by: Actor
) -> HttpResponse:
    """Back to the case: it is not to be taken now, or has to be approved first."""
    facts = kept_values.facts(case, published, clock.today())
    if move not in offering.possible(case, published, facts, by=by):
        return _too_late(request, case, published, apart=_apart(case, move, by))
    messages.warning(request, _("This step has to be approved before it is taken."))
    return HttpResponseRedirect(ways.page_of(case, request))


def _apart(case: Case, move: Transition, by: Actor) -> str:
    """Why it is for somebody else than who asks, who looked at it first; "" where that is not why."""
    if four_eyes.withheld(case, move, by):
        return _("You brought this request here: somebody else takes this step.")
    if confirms(move) and case.proposer_id == by.person_id:
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


def _draw(
    request: HttpRequest,
    case: Case,
    move: Transition,
    said: Said,
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
    if outcome(move) is Outcome.ACCEPTED:
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
        **parts_of(case, move, said, by),
    }
    return render(request, "cases/agents/transition.html", parts, status=status)
