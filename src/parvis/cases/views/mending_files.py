"""Files asked again: sent with the page of corrections, or one by one by its script; removed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.cases.data import TurnKind
from parvis.cases.domain import correcting, own, replacing, revisions, turns
from parvis.cases.domain.correcting import Mending, Why
from parvis.cases.domain.listing import language
from parvis.cases.models import Attachment, Case, Turn
from parvis.cases.views import photographing, taking
from parvis.cases.views.tracking import not_here
from parvis.files import api as files
from parvis.forms.api import MENDING, FileOptions, question_named
from parvis.kernel import clock
from parvis.workflows.data import Transition

#: what one is asked to complete stays in the list, so that a page is added to it; the rest is to be replaced
_KEPT = (Why.INCOMPLETE, Why.MISSING)


@dataclass(frozen=True, slots=True)
class OfCorrection:
    """An open correction as who holds the files of its page."""

    case: Case
    turn: Turn

    @property
    def language(self) -> str:
        return language()

    def known(self) -> Mapping[str, Attachment]:
        return replacing.known(self.case, self.turn)

    def add(self, field: str, options: FileOptions, sent: files.Spooled) -> Attachment:
        return replacing.add(self.turn, field, options, sent, at=clock.now())

    def take_off(self, attachment_id: uuid.UUID) -> None:
        replacing.take_off(self.turn, attachment_id)


def shown(found: Mending) -> dict[str, Any]:
    """The answers as the page first shows them: files that have to be replaced left out, those added before put in.

    One statement, none where no file is asked.
    """
    answers = dict(found.answers)
    if not found.form.files:
        return answers
    why = {one["id"]: Why(one["why"]) for one in found.turn.asked["fields"]}
    for question in found.form.files:
        full = len(answers.get(question.id) or ()) >= question.asked["fr"].options.max
        anew = question.type.anew and question.id in why
        if not question.blocks and (anew or full or why.get(question.id) not in _KEPT):
            answers.pop(question.id, None)
    return replacing.restored(found.form, answers, replacing.pending(found.turn))


def addresses(case: Case, move: Transition, found: Mending) -> dict[str, str] | None:
    """Where the page's script sends and removes files; None where none is asked."""
    if not found.form.files:
        return None
    return {
        "add": reverse("cases:mend_attach", args=[case.reference, found.turn.id]),
        "remove": reverse("cases:mend_detach", args=[case.reference, found.turn.id, uuid.UUID(int=0)]),
    }


def _open(reference: str, turn_id: uuid.UUID) -> tuple[Case | None, Turn | None]:
    """The case and its open correction, as far as the acting person may mend it."""
    case = own.find(reference)
    if case is None:
        return None, None
    asked = turns.current(turns.of_case(case, revisions.load(case.revision_id)), TurnKind.CORRECTION)
    return case, asked if asked is not None and asked.id == turn_id else None


@never_cache
@require_POST
def attach(request: HttpRequest, reference: str, turn_id: uuid.UUID) -> HttpResponse:
    """One file that the page's script sends as soon as it was chosen: its line for the list, or what is wrong.

    422 where the file is not taken, 503 where trying again may help, 410 once the corrections were sent.
    """
    case, turn = _open(reference, turn_id)
    if case is None:
        return not_here(request, reference)
    if turn is None:
        said = _("These corrections were sent already, or are no longer awaited.")
        return JsonResponse({"error": said}, status=410)
    found = correcting.mending(case, revisions.load(case.revision_id), turn)
    return taking.answer_one(request, found.form, MENDING, OfCorrection(case, turn))


attach.takes_files = files.spool  # type: ignore[attr-defined]


@never_cache
@require_POST
def detach(request: HttpRequest, reference: str, turn_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Remove a file that the page's script took off its list; one that the case has stays in it all the same."""
    case, turn = _open(reference, turn_id)
    if case is None:
        return not_here(request, reference)
    if turn is not None:
        replacing.take_off(turn, file_id)
    return HttpResponse(status=204)


@never_cache
@require_http_methods(["GET", "POST"])
def photograph(request: HttpRequest, reference: str, turn_id: uuid.UUID, field: str) -> HttpResponse:
    """The photographed pages of a question that is asked again; the PDF stands in the page of corrections."""
    case, turn = _open(reference, turn_id)
    if case is None or turn is None:
        return not_here(request, reference)
    published = revisions.load(case.revision_id)
    found = correcting.mending(case, published, turn)
    asked = question_named([one for one in found.form.files if one.type.name == "photographs"], field)
    move = next((one for one in own.offered(case, at=clock.now()) if _mends(one)), None)
    if asked is None or move is None:
        return not_here(request, reference)

    def made(kept: Attachment) -> str:
        for one in replacing.pending(turn).values():
            if one.field == field and one.id != kept.id:
                replacing.take_off(turn, one.id)
        return ""

    return photographing.respond(
        request,
        photographing.Asked(
            holder=photographing.Holder(turn),
            question=asked[0],
            html_id=field,
            language=language(),
            title=published.definition.name.into(language()),
            back=reverse("cases:move", args=[case.reference, move.id]),
            made=made,
        ),
    )


photograph.takes_files = files.spool  # type: ignore[attr-defined]


def _mends(move: Transition) -> bool:
    return any(use.type == "mend" for use in move.actions)
