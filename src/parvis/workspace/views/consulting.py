"""Who opened what: asked by the reference of a request."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parvis.access.api import log_refusal, site, standing
from parvis.cases import api as cases
from parvis.kernel.reach import current


@require_GET
def consultations(request: HttpRequest) -> HttpResponse:
    """Who opened which request: asked by its reference, for supervisors and the data protection officer."""
    typed = request.GET.get("q", "").strip()[:60]
    error, status = "", 200
    if typed:
        reach = current()
        try:
            sought = cases.reference_key(typed)
        except cases.NotAReference:
            error, status = _("“%(typed)s” is not a whole reference: check each character.") % {"typed": typed}, 422
        else:
            reference = cases.find_reference(reach.walls if reach else (), sought)
            if reference:
                return HttpResponseRedirect(reverse("cases:agent_consultations", args=[reference]))
            note(request, sought)
            error, status = _("No request of yours has the reference “%(typed)s”.") % {"typed": typed}, 404
    return render(request, "workspace/consultations.html", {"typed": typed, "error": error}, status=status)


def note(request: HttpRequest, sought: str) -> None:
    """Write down that somebody asked for a request that is none of theirs."""
    person_id: uuid.UUID | None = standing(request).person_id
    if person_id:
        log_refusal(
            person_id=person_id,
            kind="case",
            sought=sought,
            path=request.path,
            organisation_id=site(request).organisation_id,
        )
