"""Several papers scanned as one: an agent joins pictures and PDFs into one file of a question."""

import re
import uuid
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.cases import api as cases
from parvis.cases.data import Conflict, NotAllowed
from parvis.files import api as files
from parvis.forms.api import Question
from parvis.kernel import clock
from parvis.procedures.views.filling import came
from parvis.procedures.views.openings import Filling, open_draft


def joinable(filling: Filling, page_id: str) -> list[Question]:
    """The questions of a page that take a PDF, outside of blocks."""
    return [
        one
        for one in filling.form.files
        if one.page_id == page_id and not one.blocks and "pdf" in one.asked["fr"].options.kinds
    ]


def _in_order(paper: files.Spooled) -> list[tuple[int, str]]:
    """The order of names as people count them: scan2 before scan10."""
    parts = re.split(r"(\d+)", paper.said_name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> HttpResponse:
    """Choose papers in their order and the question that they answer: they become one PDF among its files."""
    filling = open_draft(request, draft_id)
    asked = {one.id: one for one in joinable(filling, page_id)}
    if not asked or filling.is_submitted:
        raise Http404
    error, chosen = "", request.POST.get("question", next(iter(asked)))
    if request.method == "POST":
        sent = [one for one in request.FILES.getlist("papers") if isinstance(one, files.Spooled)]
        sent.sort(key=_in_order)
        if chosen not in asked:
            raise Http404
        error = _take(filling, asked[chosen], sent) if sent else _("Choose the papers to join")
        if not error:
            return HttpResponseRedirect(filling.address(page_id))
    parts = {
        "procedure": filling.title,
        "came": came(filling),
        "back": filling.address(page_id),
        "error": error,
        "most": files.MOST_JOINED,
        "questions": [
            {"value": one.id, "text": one.field.label.into(filling.language), "checked": one.id == chosen}
            for one in asked.values()
        ],
    }
    return render(request, "procedures/join.html", parts, status=422 if error else 200)


join.takes_files = files.spool  # type: ignore[attr-defined]


def _take(filling: Filling, question: Question, sent: Sequence[files.Spooled]) -> str:
    """Join what was sent and put it among the files of the question; what is wrong, or nothing."""
    options = question.asked[filling.language].options
    held = list(filling.answers.get(question.id) or [])
    if len(held) >= options.max:
        return _("This question holds as many files as it can: remove one first")
    name = f"{question.field.label.into(filling.language)[:80].rstrip(' ?!:')}.pdf"
    try:
        with files.joined(sent, name=name, largest=options.largest) as found:
            draft = filling.loaded.draft
            made = cases.attachments.put(draft, question.html_id(), found, at=clock.now())
    except files.FileRefused as refused:
        blamed = name if refused.at is None else sent[refused.at].said_name
        return cases.taking.message(refused.reason, blamed, options)
    except files.FilesBusy:
        return cases.taking.busy(name)
    except (cases.attachments.TooMuch, NotAllowed):
        return _("This request holds as many files as it can: remove some that are not needed.")
    error = _answer(filling, question.id, [*held, cases.attachments.value(made)])
    if error:
        cases.attachments.take_off(filling.id, made.id)
    return error


def _answer(filling: Filling, name: str, value: list[object]) -> str:
    """Keep the question's files in the draft."""
    draft = filling.loaded.draft
    try:
        cases.drafts.save(
            filling.id,
            {**filling.answers, name: value},
            page=draft.page,
            version=draft.version,
            by=filling.actor,
            at=clock.now(),
        )
    except Conflict:
        return _("Another window saved this request meanwhile: join the papers again")
    return ""
