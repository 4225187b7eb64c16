"""Data sets for their designers: what there is, where it comes from, what its columns are, how far a copy is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.access.api import Right, held_here
from parvis.datasets.data import Refused
from parvis.datasets.domain import keeping, loading
from parvis.datasets.forms import MappingForm, NewForm, SourceForm
from parvis.datasets.models import DataSet, Version
from parvis.datasets.models.dataset import BUSY
from parvis.files import api as files
from parvis.territory.api import organisations, sites
from parvis.territory.data import Organisation

_SHOWN = 8
"""First lines of which one is the titles'."""


def _organisation(request: HttpRequest) -> Organisation:
    found = sites.of_request(request).organisation
    if found is not None:
        return found
    return min(
        (organisations.get(one.organisation_id) for one in held_here(request, Right.DESIGN)),
        key=lambda one: (one.title, one.id),
    )


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def every(request: HttpRequest) -> HttpResponse:
    """The data sets of the organisation, and a new one. Three statements."""
    place = _organisation(request)
    form = NewForm(request.POST, request.FILES) if request.method == "POST" else NewForm()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = keeping.make(place.id, data["name_fr"], data["name_en"], _language())
            _take(made, data)
        except Refused as reason:
            form.add_error("name_fr", str(reason))
        else:
            return HttpResponseRedirect(reverse("datasets:one", args=[made.code]))
    parts = {"form": form, "organisation": place, "sets": keeping.every(place.id)}
    return render(request, "datasets/every.html", parts, status=422 if form.errors else 200)


every.takes_files = files.spool  # type: ignore[attr-defined]


def _take(row: DataSet, data: dict[str, Any]) -> None:
    keeping.take(row, spooled=data["file"], url=data["url"], path=data["path"], every=data["every"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A data set: its columns to be said, how far a copy is, another file, its copies; what is done to it."""
    place = _organisation(request)
    row = keeping.find(place.id, code)
    if row is None:
        raise Http404
    if request.method != "POST":
        return _draw(request, row)
    act = request.POST.get("act", "")
    here = HttpResponseRedirect(reverse("datasets:one", args=[code]))
    try:
        if act == "refresh" and row.url:
            loading.refresh(row)
        elif act == "remove":
            keeping.remove(row)
            messages.success(request, _("The data set was removed."))
            return HttpResponseRedirect(reverse("datasets:every"))
        elif act == "replace":
            source = SourceForm(request.POST, request.FILES)
            if not source.is_valid():
                return _draw(request, row, source=source)
            _take(row, source.cleaned_data)
        elif act in ("titles", "map"):
            form = MappingForm(request.POST if act == "map" else None, row=row, header=_header(request, row))
            if act == "titles" or not form.is_valid():
                return _draw(request, row, form=form)
            loading.start(row, form.chosen())
    except Refused as reason:
        messages.error(request, str(reason))
    return here


one.takes_files = files.spool  # type: ignore[attr-defined]


def _header(request: HttpRequest, row: DataSet) -> int:
    said = request.POST.get("header", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 1
    return number if 1 <= number <= max(1, min(_SHOWN, len(row.sample))) else 1


def _draw(
    request: HttpRequest, row: DataSet, *, form: MappingForm | None = None, source: SourceForm | None = None
) -> HttpResponse:
    failed = bool((form and form.errors) or (source and source.errors))
    if form is None:
        form = MappingForm(row=row, header=row.mapping.get("header", 1))
    given = {"url": row.url, "path": row.path, "every": row.every}
    parts = {
        "row": row,
        "name": row.name_en if _language() == "en" and row.name_en else row.name_fr,
        "busy": row.state in BUSY,
        "form": form,
        "header": form.header,
        "lines": [[str(cell or "")[:40] for cell in line[:6]] for line in row.sample[:_SHOWN]],
        "source": source or SourceForm(initial=given),
        "versions": list(Version.objects.filter(dataset=row, rows__gt=0).order_by("-number")[:10]),
        "failed": failed,
        "used": keeping.used(row) if row.state not in BUSY else [],
    }
    return render(request, "datasets/one.html", parts, status=422 if failed else 200)
