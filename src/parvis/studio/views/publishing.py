"""Publishing, giving up, and the revisions that there were."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.kernel import clock
from parvis.procedures import api as procedures
from parvis.studio.data import Missing
from parvis.studio.domain import checking, differences, editing, observing, publishing
from parvis.studio.forms import language
from parvis.studio.views.outline import frame
from parvis.studio.views.place import address, attempt, author, back, open_draft, organisation, version_of, where


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """What it would change, in plain words; then the next revision, with a note."""
    draft = open_draft(request, design_id)
    note = request.POST.get("note", "").strip()
    despite = request.POST.get("despite", "").strip()
    if request.method == "POST":
        done = attempt(
            request,
            lambda: publishing.publish(
                draft.id,
                version=version_of(request),
                note=note,
                by=author(request),
                at=clock.now(),
                despite=despite,
            ),
        )
        if done is not None:
            messages.success(request, _("Published. Requests that were begun before keep what they were asked."))
            return HttpResponseRedirect(reverse("studio:history", args=[done.case_type_id]))
    told = checking.told(draft.problems)
    parts: dict[str, Any] = {
        **frame(request, draft),
        "blocking": [
            {
                "text": one.message.into(language()),
                "address": where(draft.id, one.element),
            }
            for one in told
            if one.blocking and not observing.is_example(one)
        ],
        "red": [
            {"text": one.message.into(language()), "address": where(draft.id, one.element)}
            for one in told
            if observing.is_example(one)
        ],
        "despite": despite,
        "remarks": [one.message.into(language()) for one in told if not one.blocking],
        "new": draft.base_id is None,
        "changes": publishing.changes(draft, language()),
        "note": note,
        "longest": publishing.LONGEST_NOTE,
        "back": address(draft.id),
    }
    return render(request, "studio/publish.html", parts, status=409 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """Give the draft up, once that was said twice; what is online stays."""
    draft = open_draft(request, design_id)
    parts = frame(request, draft)
    if request.method == "POST":

        def give_up() -> bool:
            editing.discard(draft.id, version=version_of(request), by=author(request), at=clock.now())
            return True

        if not attempt(request, give_up):
            return back(draft.id)
        messages.success(request, _("Given up: what is online has not changed."))
        return HttpResponseRedirect(reverse("studio:procedures"))
    return render(request, "studio/discard.html", {**parts, "back": address(draft.id)})


@require_safe
def history(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """Every revision: who published it, when, why, what it changed."""
    here = organisation(request)
    try:
        found = publishing.history(here.id, case_type_id)
    except Missing:
        raise Http404 from None
    lines = [
        {
            "number": one.revision.number,
            "at": one.revision.published_at,
            "address": reverse("studio:revision", args=[case_type_id, one.revision.number]),
            "publications": one.publications,
            "changes": [differences.text_of(row, language()) for told in one.publications for row in told.changes],
        }
        for one in found
    ]
    parts = {
        "organisation": here,
        "name": _name(case_type_id),
        "lines": lines,
        "case_type_id": case_type_id,
        "back": reverse("studio:procedures"),
    }
    return render(request, "studio/history.html", parts)


def _name(case_type_id: uuid.UUID) -> str:
    offered = procedures.offerings([case_type_id])
    return offered[0].face.title.into(language()) if offered else ""


@require_safe
def revision(request: HttpRequest, case_type_id: uuid.UUID, number: int) -> HttpResponse:
    """What a revision changed against the one before it, and against what is online; the way back to it."""
    here = organisation(request)
    try:
        found = publishing.history(here.id, case_type_id)
    except Missing:
        raise Http404 from None
    at = next((index for index, one in enumerate(found) if one.revision.number == number), None)
    if at is None:
        raise Http404
    this, latest = found[at].revision, found[0].revision
    before = found[at + 1].revision if at + 1 < len(found) else None
    parts = {
        "organisation": here,
        "name": _name(case_type_id),
        "number": number,
        "at": this.published_at,
        "publications": found[at].publications,
        "before": before,
        "changes": publishing.between(before.id, this.id, language()) if before else [],
        "latest": latest,
        "to_latest": publishing.between(latest.id, this.id, language()) if this.id != latest.id else [],
        "again": reverse("studio:again", args=[case_type_id, number]) if this.id != latest.id else "",
        "back": reverse("studio:history", args=[case_type_id]),
    }
    return render(request, "studio/revision.html", parts)


@require_POST
def again(request: HttpRequest, case_type_id: uuid.UUID, number: int) -> HttpResponse:
    """Begin a draft from an earlier revision: looked through and published as any other."""
    here = organisation(request)
    try:
        found = publishing.history(here.id, case_type_id)
    except Missing:
        raise Http404 from None
    chosen = next((one.revision.id for one in found if one.revision.number == number), None)
    if chosen is None:
        raise Http404
    draft = attempt(
        request,
        lambda: editing.begin(here.id, case_type_id, by=author(request), at=clock.now(), revision_id=chosen),
    )
    if draft is None:
        return HttpResponseRedirect(reverse("studio:revision", args=[case_type_id, number]))
    return back(draft.id)
