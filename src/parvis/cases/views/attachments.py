"""Attachments of a case: seen by agents beside the answers, page by page as pictures of our own; kept by both sides."""

import base64
import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from parvis.access.api import Missing, log_consultation
from parvis.cases.data import NotFound
from parvis.cases.domain import attachments, own, proofs, revisions
from parvis.cases.domain.listing import language
from parvis.cases.models import Attachment, Case, TimelineEntry
from parvis.cases.views import proof_words, proofs as proof_views, ways
from parvis.cases.views.gate import case_or_missing
from parvis.cases.views.tracking import not_here
from parvis.files import api as files
from parvis.kernel.ui.errors import respond

TURNS = (0, 90, 180, 270)
#: widths in pixels at which a page is drawn: as wide as its place, and large enough for small print
WIDTHS = {1: 900, 2: 1_800}

_WHAT = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}


def listed(
    case: Case, found: list[Attachment], way: str = "", entries: Iterable[TimelineEntry] = ()
) -> list[dict[str, Any]]:
    """The attachments of a case for agents' list (macro `attachments`), those that a mended answer replaced marked so,
    after the others. way: what their addresses add (`views.ways`); entries: of its history, which say who saw proofs of
    identity. No statement.
    """
    now = set(attachments.in_answers(revisions.load(case.revision_id).form, case.answers))
    return [
        {
            "address": reverse("cases:agent_attachment", args=[case.reference, one.id]) + way,
            "name": one.name,
            "size": one.size,
            "what": _WHAT.get(one.media_type, ""),
            "pages": one.pages,
            "replaced": str(one.id) not in now,
            "told": proof_words.told(one, entries),
            "thumbnail": f"data:image/webp;base64,{base64.b64encode(one.thumbnail).decode()}" if one.thumbnail else "",
        }
        for one in sorted(found, key=lambda one: str(one.id) not in now)
    ]


def agents_address(case: Case, way: str = "") -> Any:
    """From a file's value to where agents see it."""
    return lambda one: reverse("cases:agent_attachment", args=[case.reference, one["id"]]) + way


def own_address(case: Case) -> Any:
    """From a file's value to where the person concerned has it again; "" where it was erased."""
    gone = proofs.erased(case)
    return lambda one: "" if one["id"] in gone else reverse("cases:attachment", args=[case.reference, one["id"]])


def _of_case(case: Case, file_id: uuid.UUID) -> Attachment:
    """Raises Missing, as for a case that is not there."""
    try:
        return attachments.find(file_id, case_id=case.id, wall_id=case.wall_id)
    except NotFound as error:
        raise Missing("attachment", file_id) from error


def _seen(found: Attachment) -> None:
    """Write down that the acting agent saw the attachment."""
    log_consultation(kind="attachment", object_id=found.id, wall_id=found.wall_id)


def _number(request: HttpRequest, name: str, default: int) -> int:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else default


@never_cache
@require_GET
def viewer(request: HttpRequest, reference: str, file_id: uuid.UUID) -> HttpResponse:
    """One attachment beside the answers: its pages one by one, turned and enlarged at wish; the ones before and after.

    The browser never opens the file: it sees pictures that a confined process draws.
    """
    case = case_or_missing(reference)
    shown = _of_case(case, file_id)
    _seen(shown)
    found = attachments.of_case(case)
    place = next((index for index, one in enumerate(found) if one.id == shown.id), 0)
    page = min(max(_number(request, "page", 1), 1), max(shown.pages, 1))
    turn = _number(request, "turn", 0)
    turn = turn if turn in TURNS else 0
    zoom = 2 if _number(request, "zoom", 1) == 2 else 1
    published, spoken = revisions.load(case.revision_id), language()
    state = published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    here, way = reverse("cases:agent_attachment", args=[case.reference, shown.id]), ways.way_of(request)
    address = agents_address(case, way.query)

    def at(**changes: int) -> str:
        said = {"page": page, "turn": turn, "zoom": zoom} | changes
        on_the_way = f"{way.query}&" if way else "?"
        return f"{here}{on_the_way}{'&'.join(f'{name}={number}' for name, number in said.items())}"

    parts = {
        "case": case,
        "name": published.definition.name.into(spoken),
        "shown": shown,
        "what": _WHAT.get(shown.media_type, ""),
        "place": place + 1,
        "count": len(found),
        "page": page,
        "picture": reverse("cases:agent_attachment_page", args=[case.reference, shown.id, page, turn, zoom])
        if shown.pages and shown.erased_at is None
        else "",
        "alternative": _("Page %(page)s of %(name)s") % {"page": page, "name": shown.name},
        "zoom": zoom,
        "before": address({"id": found[place - 1].id}) if place else "",
        "after": address({"id": found[place + 1].id}) if place + 1 < len(found) else "",
        "page_before": at(page=page - 1) if page > 1 else "",
        "page_after": at(page=page + 1) if page < shown.pages else "",
        "turned": at(turn=(turn + 90) % 360),
        "zoomed": at(zoom=3 - zoom),
        "keep": "" if shown.erased_at else reverse("cases:agent_attachment_file", args=[case.reference, shown.id]),
        "proof": proof_views.beside(request, case, shown),
        "sections": published.form.summary(case.answers, state, spoken),
        "file_address": address,
        "way": way,
    }
    return render(request, "cases/agents/attachment.html", parts)


@never_cache
@require_GET
def picture(
    request: HttpRequest, reference: str, file_id: uuid.UUID, page: int, turn: int, zoom: int
) -> HttpResponseBase:
    """A page of an attachment as a picture, for the viewer, which has written down who looks."""
    found = _of_case(case_or_missing(reference), file_id)
    if turn not in TURNS or zoom not in WIDTHS:
        raise Http404
    try:
        where = files.whereabouts(attachments.file_of(found))
        drawn, media_type = files.draw(where, found.media_type, page=page, turn=turn, width=WIDTHS[zoom])
    except files.FilesBusy:
        return respond(request, 503)
    except (files.FileRefused, files.FileNotFound, files.FileDamaged) as error:
        raise Missing("attachment", file_id) from error
    return files.shown(drawn, media_type)


@never_cache
@require_GET
def agents_copy(request: HttpRequest, reference: str, file_id: uuid.UUID) -> HttpResponseBase:
    """The file itself, to keep."""
    case = case_or_missing(reference)
    found = _of_case(case, file_id)
    _seen(found)
    proof_views.first_seen(request, case, found)
    return _given(found)


@never_cache
@require_safe
def own_copy(request: HttpRequest, reference: str, file_id: uuid.UUID) -> HttpResponseBase:
    """One's own file, to keep: as it was kept, upright and without what a telephone writes into its pictures."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    return _given(_of_case(case, file_id))


def _given(found: Attachment) -> HttpResponseBase:
    try:
        return files.download(attachments.file_of(found))
    except (files.FileNotFound, files.FileDamaged) as error:
        raise Missing("attachment", found.id) from error
