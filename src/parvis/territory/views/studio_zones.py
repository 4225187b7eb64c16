"""The pages on which an administrator keeps tables of zones and the list of schools: check a file, replace, download.

Nothing changes before the whole file is right; then all of it is replaced at once.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.territory.data import Text, ZoneTable
from parvis.territory.domain import schools, sheets, sites, zone_tables
from parvis.territory.domain.zones import counted
from parvis.territory.forms.zones import MOST_CARRIED, SheetForm, ZoneTableForm
from parvis.territory.views.studio import draw

_ZONES, _SCHOOLS = "territory:studio_zones", "territory:studio_schools"
MOST_SHOWN = 500
"""Lines of a table that its page shows; the file has them all."""


def _organisation(request: HttpRequest) -> uuid.UUID:
    """The organisation of the site. Raises Http404 on the territory's own."""
    organisation = sites.of_request(request).organisation
    if organisation is None:
        raise Http404("the territory's own site keeps no zones")
    return organisation.id


def _table(request: HttpRequest, code: str) -> ZoneTable:
    found = zone_tables.get(_organisation(request), code)
    if found is None:
        raise Http404(code)
    return found


def _file(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _carried(form: SheetForm) -> str:
    """The content of a checked file, for the page to carry along where it is small."""
    text: str = form.cleaned_data["bytes"].decode("utf-8-sig", errors="ignore")
    known = text.encode() in (form.cleaned_data["bytes"], form.cleaned_data["bytes"].removeprefix(b"\xef\xbb\xbf"))
    return text if known and len(text) <= MOST_CARRIED // 2 else ""


@require_http_methods(["GET", "HEAD", "POST"])
def zones(request: HttpRequest, code: str = "") -> HttpResponse:
    """The tables of the organisation, or one of them; a file that is sent is checked, then replaces it."""
    organisation_id = _organisation(request)
    table = _table(request, code) if code else None
    initial = {"name_fr": table.name.fr, "name_en": table.name.en} if table else None
    form = ZoneTableForm(request.POST, request.FILES) if request.method == "POST" else ZoneTableForm(initial=initial)
    found: sheets.ReadZones | None = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wanted = code or zone_tables.plain_code(data["name_fr"])
        if not wanted or not wanted[0].isalpha():
            form.add_error("name_fr", _("The name begins with a letter."))
        elif not code and zone_tables.get(organisation_id, wanted):
            form.add_error("name_fr", _("There is a table of this name: open it to replace it."))
        else:
            found = sheets.read_zones(data["bytes"])
            if "replace" in request.POST and found.importable:
                zone_tables.replace(organisation_id, wanted, Text(data["name_fr"], data["name_en"]), found.stretches)
                messages.success(request, _("The table was replaced: %(what)s.") % {"what": counted(found.stretches)})
                return HttpResponseRedirect(reverse("territory:studio_zone_table", args=[wanted]))
    context: dict[str, Any] = {
        "form": form,
        "found": found,
        "counted": counted(found.stretches) if found else "",
        "carried": _carried(form) if found and found.importable else "",
        "table": table,
        "tables": zone_tables.of(organisation_id),
        "lines": zone_tables.zone_map(table).stretches[:MOST_SHOWN] if table else (),
        "most_shown": MOST_SHOWN,
    }
    if table:
        context["title"] = str(table.name)
    response = draw(request, "territory/studio_zones.html", _ZONES, context)
    if found and not found.importable:
        response.status_code = 422
    return response


@require_safe
def zones_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The table as a CSV file, which can be sent back."""
    table = _table(request, code)
    return _file(table.code, sheets.write_zones(zone_tables.zone_map(table).stretches))


@require_POST
def remove_zones(request: HttpRequest, code: str) -> HttpResponse:
    """Remove a table."""
    table = _table(request, code)
    zone_tables.remove(table.organisation_id, code)
    messages.success(request, _("The table was removed."))
    return HttpResponseRedirect(reverse(_ZONES))


@require_http_methods(["GET", "HEAD", "POST"])
def school_list(request: HttpRequest) -> HttpResponse:
    """The schools of the organisation; a file that is sent is checked, then replaces them."""
    organisation_id = _organisation(request)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    found: sheets.ReadSchools | None = None
    if form.is_bound and form.is_valid():
        found = sheets.read_schools(form.cleaned_data["bytes"])
        if "replace" in request.POST and found.importable:
            try:
                schools.replace(organisation_id, found.schools)
            except schools.TakenElsewhere as taken:
                form.add_error("sheet", _("%(uai)s is a school of another organisation.") % {"uai": taken})
            else:
                messages.success(request, _("The list of schools was replaced."))
                return HttpResponseRedirect(reverse(_SCHOOLS))
    context = {
        "form": form,
        "found": found,
        "carried": _carried(form) if found and found.importable and form.is_valid() else "",
        "schools": schools.rows(organisation_id),
    }
    response = draw(request, "territory/studio_schools.html", _SCHOOLS, context)
    if found and not found.importable:
        response.status_code = 422
    return response


@require_safe
def schools_csv(request: HttpRequest) -> HttpResponse:
    """The list of schools as a CSV file, which can be sent back."""
    return _file("schools", sheets.write_schools(schools.rows(_organisation(request))))
