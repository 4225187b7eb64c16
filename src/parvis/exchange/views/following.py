"""Exports that one asked for: how far each is, its file, stopping, going on, deleting; templates."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.access.api import Missing, Right, circles, held_here, person_of, site, standing
from parvis.exchange.data import BUSY, Format, NotPossible, State, Template
from parvis.exchange.domain import exports, templates
from parvis.exchange.models import Export
from parvis.exchange.views.asking import find_template
from parvis.exchange.views.sharing import shared_with, walls
from parvis.files import api as files
from parvis.kernel import clock

#: the latest; older ones have lost their files, or will have
_SHOWN = 30


@never_cache
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The latest exports, and the templates."""
    found = exports.of(person_of(request), walls()).filter(expires_at__gt=clock.now())[:_SHOWN]
    kept = templates.within_reach(person_of(request), site(request).organisation_id)
    parts = {
        "exports": [_shown(one) for one in found],
        "templates": kept,
        "brings": bool(held_here(request, Right.ASSIGN_CASES)),
    }
    return render(request, "exchange/exports.html", parts)


@never_cache
@require_safe
def export(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """How far an export is; its file."""
    return render(request, "exchange/export.html", {"export": _shown(_find(request, export_id))})


@never_cache
@require_safe
def file(request: HttpRequest, export_id: uuid.UUID) -> HttpResponseBase:
    """The file. Missing for anybody else, once its time is over, and while it is being made."""
    try:
        return files.download(exports.file_of(_find(request, export_id)))
    except files.FileNotFound as error:
        raise Missing("export", export_id) from error


@require_POST
def stop(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Stop an export."""
    if not exports.stop(_find(request, export_id).id):
        messages.warning(request, _("It had ended already."))
    return HttpResponseRedirect(reverse("exchange:export", args=[export_id]))


@require_POST
def resume(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Go on with an export."""
    if not exports.resume(_find(request, export_id).id):
        messages.warning(request, _("It can’t go on: ask for it again."))
    return HttpResponseRedirect(reverse("exchange:export", args=[export_id]))


@require_POST
def delete(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Delete an export and its file."""
    exports.delete(_find(request, export_id).id)
    messages.success(request, _("The export is deleted."))
    return HttpResponseRedirect(reverse("exchange:exports"))


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Rename a template of one's own, share it; see what one holds."""
    kept = find_template(request, template_id)
    if request.method != "POST" or not kept.own:
        return _draw(request, kept)
    try:
        place = shared_with(request)
        templates.change(
            kept.id,
            person_of(request),
            request.POST.get("name", ""),
            organisation_id=place.organisation_id,
            department_id=place.department_id,
        )
    except NotPossible as wrong:
        return _draw(request, kept, problem=str(wrong))
    messages.success(request, _("The template is kept."))
    return HttpResponseRedirect(reverse("exchange:exports"))


@require_POST
def delete_template(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Delete a template of one's own, or as a supervisor one that is shared."""
    kept = find_template(request, template_id)
    if not templates.delete(kept.id):
        raise Http404
    messages.success(request, _("The template “%(name)s” is deleted.") % {"name": kept.name})
    return HttpResponseRedirect(reverse("exchange:exports"))


def _find(request: HttpRequest, export_id: uuid.UUID) -> Export:
    found = exports.of(person_of(request), walls()).filter(id=export_id).first()
    if found is None:
        raise Missing("export", export_id)
    return found


def _shown(found: Export) -> dict[str, object]:
    ended = found.expires_at <= clock.now()
    state = State.ENDED if ended else State(found.state)
    return {
        "id": found.id,
        "format": Format(found.format).label,
        "asked_at": found.asked_at,
        "expires_at": found.expires_at,
        "state": str(state),
        "busy": state in BUSY,
        "done": found.done,
        "total": found.total,
        "size": found.size,
        "told": found.told,
        "read": found.total is not None and found.done >= found.total,
    }


def _draw(request: HttpRequest, kept: Template, *, problem: str = "") -> HttpResponse:
    oversees = any(one.organisation_id == kept.organisation_id for one in standing(request).holding(Right.ASSIGN_CASES))
    posted = request.method == "POST" and kept.own
    parts = {
        "kept": kept,
        "format": kept.format.label,
        "deletable": kept.own or oversees,
        "problem": problem,
        "name": request.POST.get("name", "") if posted else kept.name,
        "shared": request.POST.get("shared", "") if posted else str(kept.department_id or kept.organisation_id or ""),
        "circles": [{"value": one.value, "text": one.label} for one in circles(request)],
    }
    return render(request, "exchange/template.html", parts, status=422 if problem else 200)
