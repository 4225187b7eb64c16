"""A person's own requests: the receipt, the list, one request from end to end."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.access.api import Missing, standing, unfollow, visitor_hash
from parvis.cases.data import Actor, Conflict, NotAllowed
from parvis.cases.domain import again, computing, former, guests, notifying, own, papers, renewing, revisions, silent
from parvis.cases.domain.actors import actor_of
from parvis.cases.domain.listing import language, list_for_resident
from parvis.cases.domain.messaging import message as write_message
from parvis.cases.domain.tracking import code_of, spoken_code
from parvis.cases.models import Case, Message
from parvis.cases.registry import draft_doors
from parvis.cases.views import attachments, kept, notice_words, renewals, together, turn_words, unsent, wording
from parvis.cases.views.addresses import page_of
from parvis.cases.views.explaining import explained
from parvis.cases.views.gate import version_of
from parvis.cases.views.tracking import may_be_kept, not_here
from parvis.documents import api as documents
from parvis.documents.data import DocumentView
from parvis.files import api as files
from parvis.identity.api import adopt_subject
from parvis.kernel import clock
from parvis.territory.api import organisations, sites
from parvis.workflows.data import Transition

MOST_WORDS = 10_000
#: kinds of documents that answer nothing: opening them tells nobody of a decision
_NO_ACTS = frozenset({"receipt", "letter", "filled"})
#: actions whose transitions stand where they are asked for, not in the list of what one may do
OWN_PLACE = frozenset({"mend", "amend", "confirm_visit", "move_visit"})


def resident(request: HttpRequest, case: Case) -> Actor:
    """Who acts: the account, or the name that was given with the request."""
    return own.signed(actor_of(standing(request), as_agent=False), case)


def _receipt_of(found: list[DocumentView]) -> DocumentView | None:
    return next((one for one in found if one.kind == "receipt"), None)


@never_cache
@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The legal receipt (CRPA R112-11-1), what to keep, and how to come back. Four statements."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    if case.reference != reference:
        return HttpResponseRedirect(reverse("cases:receipt", args=[case.reference]))
    published, spoken = revisions.load(case.revision_id), language()
    summary = papers.receipt_summary(case, published, spoken)
    said = papers.receipt_content(case, published, language=spoken, summary=summary)
    parts = {
        "case": case,
        "name": published.definition.name.into(spoken),
        "spelled": wording.groups(case.reference),
        "opening": documents.receipt_opening(said),
        "mentions": documents.receipt_sections(said),
        "summary_sections": summary,
        "paper": _receipt_of(documents.of_case(case.id)),
        "email": own.email_of(case),
        "phone": own.phone_of(case),
        "code": spoken_code(code_of(case)),
        "told": wording.told_where(case, published),
        "known": standing(request).person_id is not None,
        "mine": case.subject_id in standing(request).subjects,
        "may_be_kept": may_be_kept(request, case),
    }
    return render(request, "cases/residents/receipt.html", parts)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that the account, or this browser, follows: requests with their sentences, drafts to go on with."""
    found = standing(request)
    news, here = own.unread(), request.site.organisation_id  # type: ignore[attr-defined]
    today = clock.today()
    listed = list_for_resident(at=clock.now())
    decided = own.outcomes(case.id for case, _said in listed if case.closed_at)
    requests: list[dict[str, Any]] = [
        {
            "case": case,
            "name": revisions.load(case.revision_id).definition.name.into(language()),
            "state": wording.state(case, decided.get(case.id, "")),
            "clock": wording.clock(case, said, today, decided.get(case.id, "")),
            "news": case.id in news,
            "organisation": "" if case.organisation_id == here else organisations.get(case.organisation_id).title,
            "may_be_kept": may_be_kept(request, case),
        }
        for case, said in listed
    ]
    doors = next(iter(draft_doors), None)
    drafts = [
        {
            "name": draft.name,
            "title": draft.title,
            "saved_at": draft.saved_at,
            "resume": _on_its_site(doors.resume(draft.id), draft.organisation_id, here) if doors else "",
            "discard": _on_its_site(doors.discard(draft.id), draft.organisation_id, here)
            if doors and draft.own
            else "",
            "organisation": "" if draft.organisation_id == here else organisations.get(draft.organisation_id).title,
        }
        for draft in own.drafts(person_id=found.person_id, token_hash=visitor_hash(request), language=language())
    ]
    parts = {
        "open": [line for line in requests if not line["case"].closed_at],
        "closed": [line for line in requests if line["case"].closed_at],
        "drafts": drafts,
        "known": found.person_id is not None,
        "followed": bool(found.followed) and found.person_id is None,
    }
    return render(request, "cases/residents/mine.html", parts)


def _on_its_site(path: str, organisation_id: uuid.UUID, here: uuid.UUID | None) -> str:
    """The address of a page that only its organisation's site has; from another site, the session goes along."""
    if organisation_id == here:
        return path
    entry = f"{reverse('access_sign_in')}?{urlencode({'next': path})}"
    return sites.url(sites.of(organisation_id), entry)


@never_cache
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Have this browser forget the requests that it follows: the end of a visit on a shared computer."""
    messages.success(request, _("This device no longer shows your requests."))
    response = HttpResponseRedirect(reverse("cases:track"))
    unfollow(response)
    return response


@never_cache
@require_safe
def case_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands, messages both ways, documents, what was sent, what happened. At most nine statements."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    if case.reference != reference:
        return HttpResponseRedirect(page_of(case))
    return draw(request, case)


def draw(
    request: HttpRequest,
    case: Case,
    *,
    body: str = "",
    errors: dict[str, str] | None = None,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of a case (one statement more where it is shared). body, errors (by field): what could not be sent, kept
    in its field; changed: it was
    overtaken by something that happened meanwhile.
    """
    at, spoken = clock.now(), language()
    file = own.open_own(case, at=at)
    guest = guests.mine(case)
    if (
        request.method == "GET"
        and not guest
        and notifying.opened(case, file.decision, file.timeline, by=resident(request, case), at=at)
    ):
        file = own.open_own(case, at=at)
    definition = file.published.definition
    state = file.published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    if not guest:
        own.note_read(file.messages, at=at)
    outcome = file.decision.outcome if file.decision else ""
    answer = next((move for move in file.offered if _answers_at_once(move)), None)
    thread = wording.thread(file)
    # What waits for an answer stands above its field, not a second time among the messages.
    question = next((said for said in reversed(thread) if said["ours"]), None) if answer else None
    said = turn_words.for_resident(case, file.published, file.turns, spoken)
    course = explained(case, file.published, file.timeline)
    clock_box = wording.clock(case, file.standing, clock.today(), outcome, course)
    clock_box["lines"] = [*turn_words.next_lines(said), *clock_box["lines"]]
    if said["correction"] and _step(file.offered, "mend", spoken):
        # Its own part of the page says what has to be mended; the message stays for afterwards.
        thread = [one for one in thread if not (one["ours"] and one["at"] == said["correction"]["asked_at"])]
    steps = {action: _step(file.offered, action, spoken) for action in sorted(OWN_PLACE)}
    parts: dict[str, Any] = {
        "turns": said,
        "turn_steps": steps,
        "validity": renewals.offer(request, case, file.decision),
        "earlier": renewing.renewed_by(case),
        "begun": again.told(case, file.timeline),
        "file": file,
        "case": case,
        "name": definition.name.into(spoken),
        "clock_box": clock_box,
        "course": course,
        "notice": notice_words.for_resident(
            case, file.decision, notifying.notice(case, file.decision, file.timeline, clock.today())
        ),
        "computed": computing.mention(case, computing.concerned(file.published, file.decision), spoken)[:1],
        "on_site": notifying.agreed(file.timeline),
        "attested": _attested(file),
        "kept": kept.told(case),
        "steps": wording.steps(file),
        "unsent": unsent.words(case),
        "thread": [said for said in thread if said is not question],
        "question": question,
        "events": wording.told(file.timeline, file.published),
        "sections": file.published.form.summary(case.answers, state, spoken) + former.sections(case.former, spoken),
        "file_address": attachments.own_address(case),
        "answer": {"id": answer.id, "label": answer.label.into(spoken)} if answer else None,
        "moves": [
            {"id": move.id, "label": move.label.into(spoken), "weight": move.weight}
            for move in file.offered
            if move is not answer and not any(use.type in OWN_PLACE for use in move.actions)
        ],
        "department": wording.department_of(case, file.elsewhere),
        "outcome": outcome,
        "acts": [one for one in file.documents if one.kind not in _NO_ACTS],
        "letters": [one for one in file.documents if one.kind in ("letter", "filled")],
        "paper": _receipt_of(file.documents),
        "may_be_kept": may_be_kept(request, case),
        "guest": guest,
        "together": together.told(case, guest),
        "known": standing(request).person_id is not None,
        "mine": case.subject_id in standing(request).subjects,
        "body": body,
        "errors": errors or {},
        "changed": changed,
        "most": MOST_WORDS,
    }
    return render(request, "cases/residents/case.html", parts, status=status)


def _attested(file: own.OwnFile) -> str:
    """Whether the person may ask for an attestation of an implied acceptance ("no": not yet asked), or has; "" else."""
    if not silent.may_be_attested(file.case, file.decision):
        return ""
    return "yes" if silent.case_attested(file.documents) else "no"


@never_cache
@require_POST
def attest(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the attestation of an acceptance that silence made (CRPA L232-3). A second click asks for no second."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    if not silent.may_be_attested(case, own.decision_of(case)):
        raise Missing("attestation", case.id)
    silent.ask_attestation(case)
    messages.success(request, _("The attestation is being prepared: it will stand on this page in a minute."))
    return HttpResponseRedirect(f"{page_of(case)}#decision")


def _step(offered: list[Transition], action: str, spoken: str) -> dict[str, str] | None:
    """The transition offered that does `action`."""
    found = next((move for move in offered if any(use.type == action for use in move.actions)), None)
    return {"id": found.id, "label": found.label.into(spoken)} if found else None


def _answers_at_once(move: Any) -> bool:
    """Whether a transition is words alone, so that the page itself may ask for them."""
    return move.weight == "main" and move.reason == "required" and not move.fields


@never_cache
@require_POST
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the department. A second click finds that it was said already."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    body, by = request.POST.get("body", "").replace("\r\n", "\n"), resident(request, case)
    error = _problem(body)
    if error:
        return draw(request, case, body=body, errors={"body": error}, status=422)
    try:
        write_message(case.id, body, by=by, at=clock.now(), version=version_of(request))
    except Conflict as conflict:
        since = [entry.data.get("message") for entry in conflict.theirs if entry.kind == "message"]
        if not Message.objects.filter(id__in=since, author_id=by.person_id, body=body.strip()).exists():
            # Messages cross without harm: what the other side wrote meanwhile stands above it.
            write_message(case.id, body, by=by, at=clock.now())
    except NotAllowed:
        return draw(request, case, body=body, errors={"body": _("Write your message")}, status=422)
    messages.success(request, _("Your message was sent."))
    return HttpResponseRedirect(f"{page_of(case)}#echanges")


def _problem(body: str) -> str:
    if not body.strip():
        return _("Write your message")
    if len(body) > MOST_WORDS:
        return _("Your message is too long: %(num)s characters at most") % {"num": MOST_WORDS}
    return ""


@never_cache
@require_safe
def document(request: HttpRequest, reference: str, document_id: uuid.UUID) -> HttpResponseBase:
    """The file of one of the request's documents, to keep. Missing while it is being prepared."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    found = next((one for one in documents.of_case(case.id) if one.id == document_id), None)
    if found is None or found.file_id is None:
        raise Missing("document", document_id)
    if request.method == "GET" and case.closed_at and not guests.mine(case) and found.kind not in _NO_ACTS:
        timeline = own.timeline_of(case)
        notifying.opened(case, own.decision_of(case), timeline, by=resident(request, case), at=clock.now())
    return files.download(files.fetch(found.file_id))


@never_cache
@require_http_methods(["POST"])
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a request that was made without an account to the account that is signed in."""
    case = own.find(reference)
    if case is None or not may_be_kept(request, case):
        return not_here(request, reference)
    person_id = standing(request).person_id
    assert person_id is not None
    if adopt_subject(person_id, case.wall_id, case.subject_id):
        messages.success(request, _("This request is now in your account."))
    else:
        messages.warning(request, _("This request is in another account already."))
    return HttpResponseRedirect(page_of(case))
