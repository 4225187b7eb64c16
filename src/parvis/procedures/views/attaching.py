"""Files of a request being filled in: sent with their page, or one by one by its script; removed; read again."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from parvis.cases import api as cases
from parvis.cases.data import NotFound
from parvis.files import api as files
from parvis.forms.api import FileOptions
from parvis.kernel import clock
from parvis.procedures.views.openings import Filling, open_draft


@dataclass(frozen=True, slots=True)
class OfDraft:
    """A draft as who holds the files of its pages."""

    filling: Filling

    @property
    def language(self) -> str:
        return self.filling.language

    def known(self) -> Any:
        return cases.attachments.of_draft(self.filling.id)

    def add(self, field: str, options: FileOptions, sent: files.Spooled) -> Any:
        return cases.attachments.add(self.filling.loaded.draft, field, options, sent, at=clock.now())

    def take_off(self, attachment_id: uuid.UUID) -> None:
        cases.attachments.take_off(self.filling.id, attachment_id)


def take_in(request: HttpRequest, filling: Filling, page_id: str) -> cases.taking.Taken:
    """Take in the files that a page was sent with, and remove those that its buttons say. No statement where the page
    asks for none.
    """
    return cases.taking.take_in(request, filling.form, page_id, OfDraft(filling))


def addresses(filling: Filling, page_id: str) -> dict[str, str] | None:
    """Where the page's script sends and removes files; None where the page asks for none."""
    if all(question.page_id != page_id for question in filling.form.files):
        return None
    return {
        "add": filling.way("attach", page_id),
        "remove": filling.way("detach", uuid.UUID(int=0)),
    }


def file_address(filling: Filling) -> Any:
    """From a file's value to the address where the person reads it again."""
    return lambda one: filling.way("attachment", one["id"])


@never_cache
@require_POST
def attach(request: HttpRequest, draft_id: uuid.UUID, page_id: str) -> HttpResponse:
    """One file that the page's script sends as soon as it was chosen: its line for the list, or what is wrong.

    422 where the file is not taken, 503 where trying again may help, 410 once the request was sent.
    """
    filling = open_draft(request, draft_id)
    if filling.is_submitted:
        return JsonResponse({"error": cases.taking.sent_already()}, status=410)
    return cases.taking.answer_one(request, filling.form, page_id, OfDraft(filling))


attach.takes_files = files.spool  # type: ignore[attr-defined]


@never_cache
@require_POST
def detach(request: HttpRequest, draft_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Remove a file that the page's script took off its list. Removed twice, it is gone all the same."""
    filling = open_draft(request, draft_id)
    if not filling.is_submitted:
        cases.attachments.take_off(filling.id, file_id)
    return HttpResponse(status=204)


@never_cache
@require_GET
def download(request: HttpRequest, draft_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """A file of the draft, to keep: what was received, as it will be seen."""
    filling = open_draft(request, draft_id)
    try:
        found = cases.attachments.find(file_id, draft_id=filling.id)
        return files.download(cases.attachments.file_of(found))
    except (NotFound, files.FileNotFound, files.FileDamaged):
        raise Http404 from None
