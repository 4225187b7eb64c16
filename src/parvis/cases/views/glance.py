"""A case beside the list it stands in: who asks what, and what can be done with it without further words.

The pieces of page that `workspace/static/workspace/glance.entry.js` puts beside a list. What the gate, the rights and
the versions of the case's own page say holds here as well; what needs words leads there.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.access.api import Right
from parvis.cases.data import Actor, Conflict, Full, Incomplete, Kind, LimitReached, NotAllowed, Outcome
from parvis.cases.domain import contacting, counting, desk, former, four_eyes, own_texts, revisions, tagging
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.desk import Glance, rights_in
from parvis.cases.domain.foreseeing import together
from parvis.cases.domain.listing import language
from parvis.cases.domain.messaging import assign, stands_in
from parvis.cases.domain.moving import transition
from parvis.cases.domain.previewing import preview
from parvis.cases.models import Case
from parvis.cases.views import assigning, attachments, telling, ways
from parvis.cases.views.counted import full_words
from parvis.cases.views.gate import agent, case_or_missing, version_of, walls
from parvis.forms.api import spaced_phone
from parvis.kernel import clock
from parvis.kernel.ui.formats import time_short
from parvis.territory.api import departments
from parvis.workflows.data import Transition

#: messages and answers in sight; others unfold, or stand on the page of the case
MESSAGES = 2
ANSWERS = 8
#: actions that neither write to anybody nor decide anything
_QUIET = frozenset({"assign"})
#: what a transition asks of who takes it beside a list: nothing, a second look, its own page
NOW, LOOK, PAGE = "now", "look", "page"


def asks(case: Case, move: Transition) -> str:
    """How much is needed to take a transition beside a list.

    Words, grounds, answers, what was approved, a confirmation or places are for its own page, and so are words that
    somebody began to write there. What the person will read, what decides or ends the request is looked at first.
    """
    kinds = {use.type for use in move.actions}
    begun = move.id in own_texts.written(case)
    if move.approvals or move.reason == "required" or begun or not together(move) or kinds & {"confirm", "allot"}:
        return PAGE
    target = revisions.load(case.revision_id).definition.workflow.status(move.target)
    looked_at = kinds - _QUIET or move.weight == "warning" or target.kind.is_final
    return LOOK if looked_at else NOW


@require_GET
def glance(request: HttpRequest, reference: str) -> HttpResponse:
    """A case beside the list; `move`: with what that transition would write, to be done or left."""
    case = case_or_missing(reference, writing=True)
    if not _beside(request):
        return HttpResponseRedirect(ways.page_of(case, request))
    return _draw(request, case, move=request.GET.get("move", ""))


@require_POST
def act(request: HttpRequest, reference: str) -> HttpResponse:
    """Take, give, tag or move a case on, and say what became of it in the place where it was asked."""
    case = case_or_missing(reference, writing=True)
    by, version = agent(request), version_of(request)
    said = problem = ""
    status = 200
    try:
        said = _do(request, case, by, version)
    except Conflict as conflict:
        if not _mine(request, conflict, by, version):
            problem, status = _first(case, conflict), 409
    except (tagging.BadTag, _Wrong) as wrong:
        problem, status = str(wrong), 422
    except (LimitReached, Full, Incomplete, NotAllowed) as refused:
        problem, status = _refused(refused), 409
    if not _beside(request):
        (messages.warning if problem else messages.success)(request, problem or said or _("Done."))
        return HttpResponseRedirect(ways.page_of(case, request))
    return _draw(request, case_or_missing(case.reference, writing=True), said=said, problem=problem, status=status)


class _Wrong(ValueError):
    """What was sent can't be done; the text says why."""


def _beside(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _do(request: HttpRequest, case: Case, by: Actor, version: int) -> str:
    """Do what was asked; what became of it, in words."""
    post, at = request.POST, clock.now()
    match post.get("act"):
        case "assign":
            person_id, name, to = None, "", post.get("to", "")
            if to == "me":
                person_id, name = by.person_id, by.name
            elif to:
                found = assigning.handlers(case).get(to)
                if found is None:
                    raise _Wrong(_("Choose somebody of the list"))
                person_id, name = found.person_id, found.name
            done = assign(case.id, by=by, at=at, version=version, assignee_id=person_id, assignee_name=name)
            if person_id is None:
                return _("The request is back with the department.")
            if done.assignee_id == by.person_id:
                return _("You follow %(reference)s now.") % {"reference": case.reference}
            return _("%(name)s follows the request now.") % {"name": done.assignee_name}
        case "tag":
            words = tagging.words_of(post.get("tags", "")[:1000])
            tagging.replace(case.id, words, post.get("shown", "").split(","), by=by, at=at)
            return _("The tags are kept.")
        case "move":
            return _move(case, post.get("move", ""), by, version)
    raise _Wrong(_("This can’t be done here: open the request."))


def _move(case: Case, move_id: str, by: Actor, version: int) -> str:
    workflow = revisions.load(case.revision_id).definition.workflow
    move = next((one for one in workflow.transitions if one.id == move_id), None)
    if move is None or asks(case, move) == PAGE:
        raise _Wrong(_("This can’t be done here: open the request."))
    done = transition(case.id, move.id, by=by, at=clock.now(), version=version)
    status = workflow.status(done.status).agent.into(language())
    return _("Done. The request is now “%(status)s”.") % {"status": status}


def _mine(request: HttpRequest, conflict: Conflict, by: Actor, version: int) -> bool:
    """Whether what came first was the same by the same person: a second click."""
    post = request.POST
    if post.get("act") == "move":
        return desk.moved_already(conflict, post.get("move", ""), "", by=by, version=version)
    mine = [one for one in conflict.theirs if one.version == version + 1 and one.actor_id == by.person_id]
    to = str(by.person_id) if post.get("to") == "me" else post.get("to") or None
    return any(one.kind == "assigned" and one.data.get("assignee") == to for one in mine)


def _first(case: Case, conflict: Conflict) -> str:
    """Who came first with what, and that nothing was done."""
    told = telling.told(conflict.theirs, revisions.load(case.revision_id))
    nothing = _("Nothing was done: look at the request as it is now.")
    if not told:
        first = _("Someone else changed this request first.")
        return f"{first} {nothing}"
    last = told[0]
    said = {"who": last["who"] or _("Someone else"), "time": time_short(last["at"]), "what": last["title"]}
    first = _("%(who)s changed this request at %(time)s (%(what)s).") % said
    return f"{first} {nothing}"


def _refused(refused: Exception) -> str:
    match refused:
        case LimitReached():
            return _("The yearly limit is reached: nothing was done.")
        case Full():
            return full_words(refused)
        case Incomplete(errors=errors):
            found = [message for page in errors.values() for message in page.values()]
            return found[0] if found else _("This can’t be done here: open the request.")
    return _("This can’t be done now, or not by you: look at the request as it is now.")


def _draw(
    request: HttpRequest, case: Case, *, said: str = "", problem: str = "", move: str = "", status: int = 200
) -> HttpResponse:
    by, at = agent(request), clock.now()
    file = desk.glance(case, by=by, at=at, most=MESSAGES)
    spoken, definition, way = language(), file.published.definition, ways.way_of(request)
    stands, rights = definition.workflow.status(case.status), rights_in(by, case.wall_id)
    theirs, open_ = case.wall_id in by.lent, not case.closed_at
    handles = Right.HANDLE_CASES in rights
    assigns = Right.ASSIGN_CASES in rights and open_ and not theirs
    mine = case.assignee_id == by.person_id
    recipient = contacting.reached(case, definition)
    parts: dict[str, Any] = {
        "case": case,
        "way": way,
        "name": definition.name.into(spoken),
        "status": {"words": stands.agent.into(spoken), "tone": telling.TONES[Kind(case.kind)]},
        "channel": telling.channel_words(case.channel),
        "department": departments.get(case.department_id).name,
        "said": said,
        "problem": problem,
        "who": recipient,
        "phone": spaced_phone(recipient.phone) if recipient.phone else "",
        "rows": _answers(file),
        "most": ANSWERS,
        "attachments": attachments.listed(case, file.attachments, way.query),
        "clock_box": telling.clock_box(file, clock.today()),
        "thread": telling.thread(file.written, ()),
        "others": file.others,
        "apart": [
            one.label.into(spoken)
            for one in definition.workflow.transitions
            if case.status in one.sources
            and four_eyes.withheld(case, one, by)
            and by.roles_in(case.wall_id) & set(one.rights)
        ],
        "moves": _moves(case, file.offered, spoken),
        "mine": mine,
        "may_take": handles and open_ and not mine and (not case.assignee_id or assigns or stands_in(case, by)),
        "may_give_back": handles and open_ and mine,
        "people": assigning.people(case) if assigns and handles else [],
        "tags": getattr(case, "tags", []),
        "known_tags": tagging.known(walls()) if handles and not theirs else [],
        "may_tag": handles and not theirs,
        "look": None,
    }
    looked = next((one for one in file.offered if one.id == move), None)
    if looked is not None and asks(case, looked) == LOOK:
        parts |= _look(case, looked, by)
    return render(request, "cases/agents/glance.html", parts, status=status)


def _look(case: Case, move: Transition, by: Actor) -> dict[str, Any]:
    """What a transition would write, to be done or left."""
    spoken, outcome = language(), outcome_of(move)
    limits = []
    if outcome is Outcome.ACCEPTED:
        definition = revisions.load(case.revision_id).definition
        limits = counting.remaining(case.organisation_id, definition, case.answers, at=clock.now())
    return {
        "look": {
            "id": move.id,
            "label": move.label.into(spoken),
            "weight": move.weight,
            "words": move.reason != "none",
        },
        "outcome": outcome,
        "limits": [{"left": left, "label": left.limit.label.into(spoken)} for left in limits],
        "preview": preview(case, move, by=by, at=clock.now()),
    }


def _moves(case: Case, offered: list[Transition], spoken: str) -> list[dict[str, Any]]:
    """What is meant to come next first: in the order of the case's own page, under the same keys."""
    order = sorted(offered, key=lambda move: move.weight != "main")
    return [
        {"id": move.id, "label": move.label.into(spoken), "weight": move.weight, "asks": asks(case, move)}
        for move in order
    ]


def _answers(file: Glance) -> list[dict[str, Any]]:
    """What was answered, in the order of the form; files stand apart."""
    case = file.case
    state = file.published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    return [
        {"label": row.label, "value": row.html}
        for section in [
            *file.published.form.summary(case.answers, state, language()),
            *former.sections(case.former, language()),
        ]
        for row in section.rows
        if row.text and not row.files
    ]
