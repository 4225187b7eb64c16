"""A procedure taken away as a package."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parvis.files import api as files
from parvis.packages.domain import leaving, writing
from parvis.packages.views.place import organisation
from parvis.studio.data import Missing
from parvis.territory.api import sites


@require_safe
def take(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """A revision (`revision`; the latest without it) as an archive, or as one text (`forme=texte`)."""
    here = organisation(request)
    said = request.GET.get("revision", "")
    if said and not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Http404
    try:
        made = leaving.made(here, case_type_id, int(said) if said else None, host=sites.of_request(request).host)
    except Missing:
        raise Http404 from None
    name = f"{made.manifest.slug}-{made.manifest.revision}.parvis"
    if request.GET.get("forme") == "texte":
        answer = HttpResponse(writing.as_text(made), content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = files.disposition(f"{name}.json")
    else:
        answer = HttpResponse(writing.as_zip(made), content_type="application/zip")
        answer["Content-Disposition"] = files.disposition(f"{name}.zip")
    return answer
