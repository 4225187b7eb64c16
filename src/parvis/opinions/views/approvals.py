"""Approvals before a step: asked for on the case, given from one's list, level after level."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import Missing, fetch_or_missing, person_of
from parvis.cases import api as cases
from parvis.cases.data import Conflict, Incomplete, NotAllowed, NotFound
from parvis.cases.registry import Proposal
from parvis.kernel import clock
from parvis.opinions.data import ApprovalState, Overtaken, Refused
from parvis.opinions.domain import approving
from parvis.opinions.models import Approval
from parvis.opinions.views import words as words_
from parvis.opinions.views.experts import walls


@require_http_methods(["GET", "POST"])
def ask_page(request: HttpRequest, reference: str, transition: str) -> HttpResponse:
    """Ask for the approval of a step of a case, with all that is to be said with it."""
    case = cases.gate.case_or_missing(reference, writing=True)
    by = cases.gate.agent(request)
    definition = cases.definition_of(case)
    try:
        step = definition.workflow.transition(transition)
    except KeyError as error:
        raise Missing("approval", transition) from error
    if not step.approvals or case.wall_id in by.lent:
        raise Missing("approval", transition)
    home = HttpResponseRedirect(reverse("cases:agent_case", args=[case.reference]))
    said, post = cases.saying.of(request, case, step, by=by), request.POST
    words, wrong = post.get("words", ""), ""
    draws = request.method == "GET" or said.unfinished or "preview" in post or "insert" in post
    if draws:
        said.errors = {} if "preview" in post or "insert" in post else said.errors
    else:
        said.check_all()
    if not draws and not said.errors:
        try:
            version = cases.gate.version_of(request)
            approving.ask(case.id, step.id, words, by=by, at=clock.now(), version=version, said=said.proposal())
        except Refused as refused:
            wrong = refused.message
        except Incomplete as incomplete:
            for found in incomplete.errors.values():
                said.errors |= found
        except Overtaken as late:
            messages.warning(request, late.message)
            return home
        except Conflict:
            wrong = _("Somebody else wrote first: look at the request again before you ask.")
            case = cases.gate.case_or_missing(reference, writing=True)
        except NotAllowed:
            messages.warning(request, _("This step can’t be taken from here any more."))
            return home
        else:
            said.done(case, by)
            messages.success(request, _("The approval is asked for."))
            return home
    drawn = {
        "case": case,
        "name": definition.name.into(words_.language()),
        "step": step.label.into(words_.language()),
        "transition": step.id,
        "levels": [{"label": level.label.into(words_.language()), "least": level.least} for level in step.approvals],
        "words": words,
        "error": wrong,
        **cases.saying.drawn(request, case, step, said, by),
    }
    return render(request, "opinions/ask_approval.html", drawn, status=422 if wrong or said.errors else 200)


@require_GET
def to_approve(request: HttpRequest) -> HttpResponse:
    """What waits for my approval, in my name or in another's; what I asked for. Three statements."""
    me = person_of(request)
    turns = approving.turns(me)
    names: dict[uuid.UUID, list[str]] = {}
    for turn in turns:
        if turn.person_id != me:
            names.setdefault(turn.approval_id, []).append(turn.name)
    ids = {turn.approval_id for turn in turns}
    found = Approval.objects.filter(id__in=ids) if ids else Approval.objects.none()
    asked = Approval.objects.filter(asked_by=me, wall_id__in=walls()).order_by("-id")[:20]
    everything = [*found, *asked]
    listed = cases.lines_of([one.case_id for one in everything]) if everything else []
    lines = {one.line.id: one.line for one in listed}
    parts = {
        "waiting": [
            _line(one, lines) | {"instead": names.get(one.id, [])}
            for one in sorted(found, key=lambda one: one.id)
            if one.case_id in lines
        ],
        "asked": [_line(one, lines) for one in asked if one.case_id in lines],
    }
    return render(request, "opinions/to_approve.html", parts)


def _line(one: Approval, lines: dict[uuid.UUID, Any]) -> dict[str, Any]:
    case = lines[one.case_id]
    return {
        "id": one.id,
        "case": case,
        "level": one.levels[one.level]["label"],
        "asker": one.asker_name,
        "at": one.asked_at,
        "state": words_.approval_state(one),
    }


def _found(approval_id: uuid.UUID) -> Approval:
    return fetch_or_missing(Approval.objects.filter(wall_id__in=walls()), "approval", id=approval_id)


@require_http_methods(["GET", "POST"])
def approve_page(request: HttpRequest, approval_id: uuid.UUID) -> HttpResponse:
    """Look at what is asked, approve it or refuse it, in one's own name or for whom one stands in."""
    approval, me = _found(approval_id), person_of(request)
    listed = cases.lines_of([approval.case_id])
    if not listed:
        raise Missing("approval", approval_id)
    line = listed[0].line
    mine = [turn for turn in approving.turns(me) if turn.approval_id == approval.id]
    said, errors = request.POST.get("reason", ""), dict[str, str]()
    if request.method == "POST":
        typed = request.POST.get("instead", "")
        level = request.POST.get("level", "")
        try:
            made = approving.say(
                approval.id,
                level=int(level) if level.isascii() and level.isdigit() and len(level) < 3 else -1,
                approves=request.POST.get("say") == "yes",
                reason=said,
                instead_of=cases.taking.as_uuid(typed) if typed else _only(mine, me),
                by=cases.gate.agent(request),
                at=clock.now(),
            )
        except Refused as refused:
            errors = {refused.field: refused.message}
        except Overtaken as late:
            messages.warning(request, late.message)
            return HttpResponseRedirect(request.path)
        except (NotAllowed, NotFound) as refused:
            raise Missing("approval", approval_id) from refused
        else:
            messages.success(request, _told(made))
            return HttpResponseRedirect(reverse("opinions:to_approve"))
    parts = {
        "approval": approval,
        "line": line,
        "state": words_.approval_state(approval),
        "levels": words_.levels(approval, approval.votes.all()),
        "mine": mine,
        "own": any(turn.person_id == me for turn in mine),
        "names": [
            {"value": str(turn.person_id), "text": _name(turn, me), "checked": place == 0}
            for place, turn in enumerate(mine)
        ],
        "asked_by_me": approval.asked_by == me,
        "withdrawable": approval.state in (ApprovalState.AWAITED, ApprovalState.APPROVED),
        "said": said,
        "errors": errors,
        **_proposed(approval, line),
    }
    return render(request, "opinions/approve.html", parts, status=422 if errors else 200)


def _only(mine: list[approving.Turn], me: uuid.UUID) -> uuid.UUID | None:
    """In whose name, where none was chosen: one's own, or the only other."""
    if any(turn.person_id == me for turn in mine) or not mine:
        return None
    return mine[0].person_id


def _name(turn: approving.Turn, me: uuid.UUID) -> str:
    if turn.person_id == me:
        return _("In my own name")
    if turn.instead == "delegation":
        return _("By delegation of %(name)s") % {"name": turn.name}
    return _("Standing in for %(name)s, who is away") % {"name": turn.name}


def _proposed(approval: Approval, line: Any) -> dict[str, Any]:
    """The step, all that is to be said with it, and what it would write as far as that is known today."""
    case = cases.gate.case_or_missing(line.reference)
    try:
        step = cases.definition_of(case).workflow.transition(approval.transition)
    except KeyError:
        return {"step": approval.transition, "proposed": None, "preview": None}
    proposal, spoken = Proposal.read(approval.proposal), words_.language()
    return {"step": step.label.into(spoken), **cases.saying.looked_at(case, step, proposal, approval.asker_name)}


def _told(approval: Approval) -> str:
    if approval.state == ApprovalState.REFUSED:
        return _("It goes back to %(name)s, with your reason.") % {"name": approval.asker_name}
    if approval.state == ApprovalState.APPROVED:
        return _("Approved: the step can be taken now.")
    return _("Approved: the next ones see it now.")


@require_POST
def withdraw(request: HttpRequest, approval_id: uuid.UUID) -> HttpResponse:
    """Ask for it no more."""
    approval = _found(approval_id)
    by = cases.gate.agent(request)
    if approval.asked_by != by.person_id:
        raise Missing("approval", approval_id)
    try:
        approving.withdraw(approval.id, by=by, at=clock.now())
    except Overtaken as late:
        messages.warning(request, late.message)
    except NotAllowed as refused:
        raise Missing("approval", approval_id) from refused
    else:
        messages.success(request, _("The approval is no longer asked for."))
    return HttpResponseRedirect(reverse("opinions:to_approve"))
