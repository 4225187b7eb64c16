"""The case as agents see it: its page, its documents, who opened it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.access.api import Missing, Right, colleagues, consultations, present
from parvis.cases.data import Actor, Conflict, Kind, NotAllowed
from parvis.cases.domain import computing, former, four_eyes, lending, notifying, own_texts, revisions
from parvis.cases.domain.desk import open_desk_file, rights_in, said_already
from parvis.cases.domain.due import initials
from parvis.cases.domain.listing import language
from parvis.cases.domain.messaging import message as write_message, stands_in
from parvis.cases.domain.own_texts import MESSAGE, NOTE
from parvis.cases.models import Case
from parvis.cases.views import (
    attachments,
    conflicts,
    duties,
    keeping,
    kept,
    notice_words,
    relating,
    replies,
    rerouted,
    telling,
    turn_words,
    unsent,
    ways,
)
from parvis.cases.views.counted import shown
from parvis.cases.views.explaining import explained
from parvis.cases.views.gate import agent, case_or_missing, version_of
from parvis.cases.views.panels import panels
from parvis.documents import api as documents
from parvis.files import api as files
from parvis.kernel import clock
from parvis.territory.api import departments, organisations

MOST_WORDS = 10_000


def page_of(case: Case) -> str:
    """The address of a case's page for agents."""
    return reverse("cases:agent_case", args=[case.reference])


@require_GET
def case_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands, what was asked, what was said; the clock, the next actions, who follows it."""
    case = case_or_missing(reference, writing=True)
    if case.reference != reference:
        return HttpResponseRedirect(ways.page_of(case, request))
    return draw(request, case)


def draw(
    request: HttpRequest,
    case: Case,
    *,
    body: str | None = None,
    error: str = "",
    note: str | None = None,
    note_error: str = "",
    focus: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of a case. body, error: a message that could not be sent, kept in its field; note, note_error: the same
    of a note for colleagues. focus: on the message, into which a reply was just put.
    """
    by, at = agent(request), clock.now()
    file = open_desk_file(case, by=by, at=at)
    spoken, definition = language(), file.published.definition
    state = file.published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    stands = definition.workflow.status(case.status)
    rights, elsewhere = rights_in(by, case.wall_id), lending.elsewhere(file.timeline, at)
    theirs, way = case.wall_id in by.lent, ways.way_of(request)
    course = explained(case, file.published, file.timeline)
    parts: dict[str, Any] = {
        "file": file,
        "case": case,
        "name": definition.name.into(spoken),
        "status": {"words": stands.agent.into(spoken), "tone": telling.TONES[Kind(case.kind)]},
        "channel": telling.channel_words(case.channel),
        "steps": telling.steps(case, file.published, file.timeline),
        "sections": file.published.form.summary(case.answers, state, spoken) + former.sections(case.former, spoken),
        "way": way,
        "file_address": attachments.agents_address(case, way.query),
        "attachments": attachments.listed(case, file.attachments, way.query, file.timeline),
        "kept": kept.told(case),
        "clock_box": telling.clock_box(file, clock.today(), course),
        "course": course,
        "notice": notice_words.for_agents(
            case, file.decision, notifying.notice(case, file.decision, file.timeline, clock.today())
        ),
        "computed": computing.mention(case, computing.concerned(file.published, file.decision), spoken)[:1],
        "transmitted": any(entry.kind == "transmitted" for entry in file.timeline),
        "handed": not theirs and notifying.may_be_handed(file.decision, file.timeline),
        "on_site": notifying.agreed(file.timeline),
        "duties": duties.of(file, course, clock.today()),
        "thread": telling.thread(file.messages, file.timeline),
        "events": telling.told(file.timeline, file.published),
        "unsent": unsent.words(case),
        "not_reached": telling.not_reached(file.timeline),
        "apart": [
            move.label.into(spoken)
            for move in file.published.definition.workflow.transitions
            if case.status in move.sources
            and four_eyes.withheld(case, move, by)
            and by.roles_in(case.wall_id) & set(move.rights)
        ],
        "moves": [{"id": move.id, "label": move.label.into(spoken), "weight": move.weight} for move in file.offered],
        "limits": [
            {
                "label": left.limit.label.into(spoken),
                "used": left.used,
                "count": left.limit.count,
                "year": left.year,
                "left": left.left,
                "base": left.limit.legal_base.into(spoken),
                "unsure": not left.limit.confirmed,
            }
            for left in file.remaining
        ],
        "readings": [
            {
                "statement": reading.statement.into(spoken),
                "base": reading.legal_base.into(spoken) if reading.legal_base else "",
            }
            for reading in file.readings
        ],
        "rerouted": rerouted.banner(case, file.timeline),
        "counted": shown(file.counted),
        "department": departments.get(case.department_id).name,
        "organisation": organisations.get(case.organisation_id).title,
        "mine": case.assignee_id == by.person_id,
        "stands_in": Right.ASSIGN_CASES not in rights and not case.closed_at and stands_in(case, by),
        "initials": initials(case.assignee_name),
        "others": file.others,
        "tags": getattr(case, "tags", []),
        "may_tag": Right.HANDLE_CASES in rights and not theirs,
        "may_link": Right.HANDLE_CASES in rights and not theirs,
        **relating.parts(case),
        "may_handle": Right.HANDLE_CASES in rights and not case.closed_at,
        "may_write": Right.HANDLE_CASES in rights,
        "may_assign": Right.ASSIGN_CASES in rights and not case.closed_at and not theirs,
        "may_oversee": Right.ASSIGN_CASES in rights and not theirs,
        "elsewhere": telling.elsewhere_words(elsewhere) if elsewhere else None,
        "theirs": theirs,
        "outcome": telling.outcome_words(file.decision.outcome) if file.decision else "",
        "message": _words(case, MESSAGE, body, way, by),
        "replies": replies.choices(case) if Right.HANDLE_CASES in rights else [],
        "error": error,
        "focus": focus,
        "note": _words(case, NOTE, note, way, by),
        "note_error": note_error,
        "turns": turn_words.for_agents(file, spoken),
        **panels(request, case, by, file.timeline),
    }
    return render(request, "cases/agents/case.html", parts, status=status)


def _words(case: Case, field: str, sent: str | None, way: ways.Way, by: Actor) -> dict[str, Any]:
    """sent: what a post held, where the page is drawn after one."""
    if sent is None:
        return keeping.told(case, field, way)
    return keeping.again(case, field, sent, way, by=by)


@require_POST
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the resident."""
    case = case_or_missing(reference, writing=True)
    by, body, version = agent(request), request.POST.get("body", ""), version_of(request)
    if "insert" in request.POST:
        return draw(request, case, body=replies.inserted(request, case, body, by=by), focus=True)
    error = ""
    if not body.strip():
        error = _("Write your message")
    elif len(body) > MOST_WORDS:
        error = _("Your message is too long: %(num)s characters at most") % {"num": MOST_WORDS}
    if error:
        return draw(request, case, body=body, error=error, status=422)
    onward = ways.onwards(request, case) if "next" in request.POST else ""
    try:
        write_message(case.id, body, by=by, at=clock.now(), version=version)
    except Conflict as conflict:
        if not said_already(conflict, body, by=by, version=version):
            again: dict[str, Any] = {"replies": [], "focus": False, "error": ""}
            again["message"] = keeping.again(case, MESSAGE, body, ways.way_of(request), by=by)
            return conflicts.draw(request, case, conflict, "cases/agents/_message.html", again)
    except NotAllowed as refused:
        raise Missing("case", reference) from refused
    own_texts.drop(case.id, MESSAGE, person_id=by.person_id)
    messages.success(request, _("Your message was sent."))
    return HttpResponseRedirect(onward or f"{ways.page_of(case, request)}#echanges")


@require_GET
def document(request: HttpRequest, reference: str, document_id: uuid.UUID) -> HttpResponseBase:
    """The file of one of the case's documents, to keep. Raises Missing while it is being prepared."""
    case = case_or_missing(reference)
    found = next((one for one in documents.of_case(case.id) if one.id == document_id), None)
    if found is None or found.file_id is None:
        raise Missing("document", document_id)
    return files.download(files.fetch(found.file_id))


@require_GET
def others(request: HttpRequest, reference: str) -> HttpResponse:
    """Who else opened the case in the last minutes: the piece of the page that is refreshed while it is looked at.
    Nothing is written down: one who has it open opened it once.
    """
    case = case_or_missing(reference)
    return render(
        request, "cases/agents/_others.html", {"case": case, "others": present(kind="case", object_id=case.id)}
    )


@require_GET
def consultations_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Who opened the case, how often and when last: for supervisors and the data protection officer. Shows nothing
    of what the case says.
    """
    case = case_or_missing(reference)
    names = {found.person_id: found.name for found in colleagues(case.organisation_id)}
    found_there = consultations("case", case.id)
    if unknown := [found.person_id for found in found_there if found.person_id not in names]:
        from parvis.apiplatform.api import names as programmes  # loads Ninja: seldom needed by a page

        names |= programmes(unknown)
    elsewhere = _("an agent of another organisation")
    parts = {
        "case": case,
        "name": revisions.load(case.revision_id).definition.name.into(language()),
        "may_open": Right.READ_CASES in rights_in(agent(request), case.wall_id),
        "rows": [
            {
                "who": names.get(found.person_id, elsewhere),
                "times": found.times,
                "last": found.last,
            }
            for found in found_there
        ],
    }
    return render(request, "cases/agents/consultations.html", parts)
