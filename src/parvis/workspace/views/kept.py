"""Views that agents keep: made from a list, shared, changed, deleted; and where one's day begins."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import Circle, Right, circle, circles, person_of, standing
from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Query
from parvis.kernel import clock
from parvis.workspace.data import EDITED, Kept, viewed
from parvis.workspace.domain import keeping
from parvis.workspace.domain.counting import walls_here
from parvis.workspace.domain.keeping import NotKept
from parvis.workspace.domain.naming import chips
from parvis.workspace.views.asked import base_of, kept_or_missing, known_for, names_of, typed_in
from parvis.workspace.views.filtering import refuse


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a list as a new view: its query stands in the address of this page."""
    base = base_of(request, request.GET.get("list", ""))
    try:
        query = base.whole(Query.read(typed_in(request.GET)))
        known = known_for(request, query)
        _try(request, query)
    except BadQuery as wrong:
        return refuse(request, base, request.GET, wrong.problems)
    holds = [chip.label for chip in chips(base, query, known, names_of(request))]
    page = {"heading": _("Keep this list as a view"), "action": request.get_full_path(), "holds": holds, "kept": None}
    if request.method == "GET":
        return _draw(request, page)
    try:
        shared = _circle(request)
        kept = keeping.keep(
            person_of(request),
            request.POST.get("name", ""),
            query,
            organisation_id=shared.organisation_id,
            department_id=shared.department_id,
        )
    except NotKept as wrong:
        return _draw(request, page, problem=str(wrong))
    if request.POST.get("start"):
        keeping.begin_with(person_of(request), kept.id)
    messages.success(request, _("The view is kept."))
    return HttpResponseRedirect(kept.page)


@require_http_methods(["GET", "POST"])
def change_view(request: HttpRequest, view_id: uuid.UUID) -> HttpResponse:
    """Rename a view of one's own, share it, give it the query of the address; begin one's day with it, or no more."""
    kept, person_id = kept_or_missing(request, view_id), person_of(request)
    query: Query | None = None
    base = viewed(kept)
    try:
        if kept.own and EDITED in request.GET:
            query = Query.read(typed_in(request.GET))
            _try(request, query)
        held = query or keeping.query_of(kept)
        known = known_for(request, held)
    except BadQuery as wrong:
        return refuse(request, base, request.GET, wrong.problems)
    page = {
        "heading": _("View: %(name)s") % {"name": kept.name},
        "action": request.get_full_path(),
        "holds": [chip.label for chip in chips(base, held, known, names_of(request))],
        "kept": kept,
    }
    if request.method == "GET":
        return _draw(request, page)
    if kept.own:
        try:
            shared = _circle(request)
            keeping.change(
                view_id,
                person_id,
                request.POST.get("name", ""),
                organisation_id=shared.organisation_id,
                department_id=shared.department_id,
                query=query,
            )
        except NotKept as wrong:
            return _draw(request, page, problem=str(wrong))
    begins = keeping.begins_with(person_id) == view_id
    if bool(request.POST.get("start")) != begins:
        keeping.begin_with(person_id, None if begins else view_id)
    messages.success(request, _("The view is kept."))
    return HttpResponseRedirect(kept.page)


@require_POST
def delete_view(request: HttpRequest, view_id: uuid.UUID) -> HttpResponse:
    """Delete a view of one's own, or as a supervisor one that is shared."""
    kept = kept_or_missing(request, view_id)
    if not keeping.delete(kept.id):
        raise Http404
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": kept.name})
    return HttpResponseRedirect(reverse("workspace:inbox"))


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Where one's day begins: the view that one chose, as long as it is there; else what is to handle."""
    view_id = keeping.begins_with(person_of(request))
    kept = keeping.find(view_id, person_of(request)) if view_id else None
    return HttpResponseRedirect(kept.page if kept else reverse("workspace:inbox"))


def _try(request: HttpRequest, query: Query) -> None:
    """Ask what is to be kept, once: two statements. Raises BadQuery where it can't be answered."""
    finding.count(query, walls_here(request), person_id=person_of(request), today=clock.today())


def _circle(request: HttpRequest) -> Circle:
    """With whom it is to be shared. Raises NotKept for a place where one does not work."""
    found = circle(request)
    if found is None:
        raise NotKept(_("Choose with whom you share the view"))
    return found


def _draw(request: HttpRequest, page: dict[str, Any], *, problem: str = "") -> HttpResponse:
    kept: Kept | None = page["kept"]
    posted = request.method == "POST"
    shared = str(kept.department_id or kept.organisation_id or "") if kept else ""
    begins = kept is not None and keeping.begins_with(person_of(request)) == kept.id
    oversees = kept is not None and any(
        one.organisation_id == kept.organisation_id for one in standing(request).holding(Right.ASSIGN_CASES)
    )
    parts = page | {
        "own": kept is None or kept.own,
        "deletable": kept is not None and (kept.own or oversees),
        "problem": problem,
        "name": request.POST.get("name", "") if posted else (kept.name if kept else ""),
        "shared": request.POST.get("shared", "") if posted else shared,
        "start": bool(request.POST.get("start")) if posted else begins,
        "circles": [{"value": one.value, "text": one.label} for one in circles(request)],
    }
    return render(request, "workspace/keep.html", parts, status=422 if problem else 200)
