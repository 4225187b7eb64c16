"""Noting that a request came from an administration that was not competent."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.access.api import Missing
from parvis.cases.data import Conflict, Incomplete, NotAllowed
from parvis.cases.domain import desk, revisions
from parvis.cases.domain.listing import language
from parvis.cases.domain.transmitting import MOST_NAME, came_from
from parvis.cases.models import Case
from parvis.cases.views import ways
from parvis.cases.views.gate import agent, case_or_missing, version_of
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long


@require_http_methods(["GET", "POST"])
def came_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Who received it first, and on which day; then the dates follow."""
    case = case_or_missing(reference)
    if case.closed_at or case.wall_id in agent(request).lent:
        raise Missing("case", reference)
    if request.method == "GET":
        desk.consulted(case)
        return _draw(request, case, {"administration": "", "first": ""}, {})
    said = {name: request.POST.get(name, "") for name in ("administration", "first")}
    try:
        first = dt.date.fromisoformat(said["first"])
    except ValueError:
        first = dt.date.max
    try:
        found = came_from(
            case.id, said["administration"], first, by=agent(request), at=clock.now(), version=version_of(request)
        )
    except Incomplete as incomplete:
        words = {
            "administration": _("Name the administration, in %(num)s characters at most") % {"num": MOST_NAME},
            "first": _("Give a day up to the one on which it came here, a year before at most"),
        }
        errors = {name: words[name] for part in incomplete.errors.values() for name in part}
        return _draw(request, case, said, errors, status=422)
    except Conflict:
        messages.warning(request, _("Something happened in the meantime: look at it, then note it again."))
    except NotAllowed:
        messages.info(request, _("It was noted already that this request came from elsewhere."))
    else:
        day = date_long(found.due_on) if found.due_on else _("not known yet")
        messages.success(request, _("Noted. An answer is due by: %(day)s.") % {"day": day})
    return HttpResponseRedirect(ways.page_of(case, request))


def _draw(
    request: HttpRequest, case: Case, said: dict[str, str], errors: dict[str, str], status: int = 200
) -> HttpResponse:
    name = revisions.load(case.revision_id).definition.name.into(language())
    parts = {"case": case, "name": name, "said": said, "errors": errors, "most": MOST_NAME}
    return render(request, "cases/agents/transmitted.html", parts, status=status)
