"""The procedures of an organisation, and new ones."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.cases import api as cases
from parvis.forms.data import LocalizedText
from parvis.kernel import clock
from parvis.procedures import api as procedures
from parvis.studio.data import Missing, Refused
from parvis.studio.domain import editing
from parvis.studio.forms import NewForm, language
from parvis.studio.models import Draft
from parvis.studio.views.place import attempt, author, back, organisation
from parvis.territory.api import departments, organisations
from parvis.territory.data import Sphere


@require_safe
def procedures_page(request: HttpRequest) -> HttpResponse:
    """Every procedure that the organisation made, published or not yet, and those that it offers of others."""
    here = organisation(request)
    owned = cases.types.owned(here.id)
    offered = procedures.offerings([one.id for one in owned])
    names = {one.case_type_id: one.face.title.into(language()) for one in offered}
    open_ones = {one.case_type_id for one in offered if one.is_open}
    drafts = {draft.case_type_id or draft.id: draft for draft in editing.of(here.id)}
    lines: list[dict[str, Any]] = [
        {
            "name": names.get(one.id, one.slug),
            "number": one.number,
            "published_at": one.published_at,
            "open": one.id in open_ones,
            "draft": _draft(drafts.get(one.id)),
            "begin": reverse("studio:begin", args=[one.id]),
            "history": reverse("studio:history", args=[one.id]),
        }
        for one in owned
    ]
    known = {one.id for one in owned}
    lines += [
        {
            "name": _name(draft),
            "number": None,
            "published_at": None,
            "open": False,
            "draft": _draft(draft),
            "begin": "",
            "history": "",
        }
        for key, draft in drafts.items()
        if key not in known
    ]
    lines.sort(key=lambda line: (line["draft"] is None, str(line["name"]).casefold()))
    parts = {"organisation": here, "lines": lines, "shared": _shared(here.id, known)}
    return render(request, "studio/procedures.html", parts)


def _name(draft: Draft) -> str:
    return draft.slug.replace("-", " ").capitalize()


def _draft(draft: Draft | None) -> dict[str, Any] | None:
    if draft is None:
        return None
    return {
        "address": reverse("studio:draft", args=[draft.id]),
        "holder": draft.holder_name,
        "changed_at": draft.changed_at,
        "blocking": sum(1 for one in draft.problems if one["blocking"]),
    }


def _shared(organisation_id: uuid.UUID, own: set[uuid.UUID]) -> list[dict[str, Any]]:
    """What the organisation offers of another's: changed there."""
    return [
        {"name": one.title, "is_open": one.is_open}
        for one in procedures.offered([organisation_id])
        if one.case_type_id not in own
    ]


@require_POST
def begin(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """Begin to change a published procedure, or go on with it."""
    here = organisation(request)
    draft = attempt(request, lambda: editing.begin(here.id, case_type_id, by=author(request), at=clock.now()))
    assert draft is not None  # only going back to an earlier revision is refused
    return back(draft.id)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new procedure, from a starter or as a copy of a ready one."""
    here = organisation(request)
    ready = _ready()
    services = [(one.code, str(one.name)) for one in departments.of(here.id)] or [("accueil", _("Reception"))]
    form = NewForm(request.POST if request.method == "POST" else None, departments=services, ready=ready)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        words = form.words("title")
        assert words is not None
        try:
            draft = editing.create(
                here.id,
                LocalizedText(**words),
                sphere=Sphere(data["sphere"]),
                department=data["department"],
                by=author(request),
                at=clock.now(),
                like=uuid.UUID(data["like"]) if data["like"] else None,
            )
        except Missing:
            raise Http404 from None
        except Refused as refused:
            form.add_error("title_fr", str(refused))
        else:
            return back(draft.id)
    parts = {"organisation": here, "form": form, "back": reverse("studio:procedures")}
    return render(request, "studio/new.html", parts, status=422 if form.errors else 200)


def _ready() -> list[tuple[str, str]]:
    """Procedures of the whole territory that one may copy: what is published is public."""
    found: dict[str, str] = {}
    for here in organisations.all():
        owned = [one.id for one in cases.types.owned(here.id) if one.published_id]
        for one in procedures.offerings(owned) if owned else ():
            found.setdefault(str(one.case_type_id), f"{one.face.title.into(language())} ({here.name})")
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
