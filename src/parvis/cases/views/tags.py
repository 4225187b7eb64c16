"""The tags of a case: seen on its page, changed here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.access.api import Missing, Right
from parvis.cases.data import NotAllowed
from parvis.cases.domain import desk, tagging
from parvis.cases.models import Case
from parvis.cases.views.agents import page_of
from parvis.cases.views.gate import agent, case_or_missing, walls
from parvis.kernel import clock

#: the most that the field may hold: as many tags as a case may have, and their commas
_LENGTH = tagging.MOST * (tagging.LENGTH + 2)


@require_http_methods(["GET", "POST"])
def tags_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The tags between commas. What others put there since it was opened stays."""
    case = case_or_missing(reference)
    by = agent(request)
    if case.wall_id in by.lent or Right.HANDLE_CASES not in desk.rights_in(by, case.wall_id):
        raise Missing("tags", reference)
    if request.method == "GET":
        desk.consulted(case)
        return _draw(request, case, ", ".join(case.tags))  # type: ignore[attr-defined]
    typed = request.POST.get("tags", "")
    try:
        words = tagging.words_of(typed[: _LENGTH + 1])
        tagging.replace(case.id, words, request.POST.get("shown", "").split(","), by=by, at=clock.now())
    except tagging.BadTag as wrong:
        return _draw(request, case, typed, str(wrong))
    except NotAllowed as refused:
        raise Missing("tags", reference) from refused
    messages.success(request, _("The tags are kept."))
    return HttpResponseRedirect(page_of(case))


def _draw(request: HttpRequest, case: Case, typed: str, error: str = "") -> HttpResponse:
    parts = {"case": case, "typed": typed, "error": error, "known": tagging.known(walls())}
    return render(request, "cases/agents/tags.html", parts, status=422 if error else 200)
