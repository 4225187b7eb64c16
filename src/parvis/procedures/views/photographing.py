"""Photographed pages of a request being filled in, made one PDF."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.cases import api as cases
from parvis.cases.data import Conflict, NotAllowed
from parvis.files import api as files
from parvis.forms.api import put_answer, question_named
from parvis.kernel import clock
from parvis.procedures.views.openings import open_draft


@never_cache
@require_http_methods(["GET", "POST"])
def photograph(request: HttpRequest, draft_id: uuid.UUID, page_id: str, field: str) -> HttpResponse:
    """The pages of one question; the PDF becomes its answer."""
    filling = open_draft(request, draft_id)
    asked = [one for one in filling.form.files if one.type.name == "photographs" and one.page_id == page_id]
    found = question_named(asked, field)
    if found is None:
        raise Http404
    if filling.is_submitted:
        return HttpResponseRedirect(filling.check_address)
    question, rows = found

    def made(kept: cases.photographing.Attachment) -> str:
        draft = filling.loaded.draft
        before = question.value(filling.answers, rows)
        answers = put_answer(question, filling.answers, rows, [cases.attachments.value(kept)])
        try:
            cases.drafts.save(
                filling.id, answers, page=draft.page, version=draft.version, by=filling.actor, at=clock.now()
            )
        except (Conflict, NotAllowed):
            return _("Another window saved this request meanwhile: make the PDF again")
        for one in before if isinstance(before, list) else ():
            cases.attachments.take_off(filling.id, uuid.UUID(one["id"]))
        return ""

    return cases.photographing.respond(
        request,
        cases.photographing.Asked(
            holder=cases.photographing.Holder(filling.loaded.draft),
            question=question,
            html_id=field,
            language=filling.language,
            title=filling.title,
            back=filling.address(page_id),
            made=made,
        ),
    )


photograph.takes_files = files.spool  # type: ignore[attr-defined]
