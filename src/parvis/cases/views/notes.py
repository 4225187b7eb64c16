"""Internal notes of a case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.access.api import Missing
from parvis.cases.data import NotAllowed
from parvis.cases.domain import own_texts
from parvis.cases.domain.noting import note as write_note
from parvis.cases.views import agents, ways
from parvis.cases.views.gate import agent, case_or_missing
from parvis.kernel import clock


@require_POST
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write for colleagues. Nothing that others write meanwhile can stand in its way: a note changes nothing."""
    case = case_or_missing(reference, writing=True)
    body = request.POST.get("note", "").replace("\r\n", "\n")
    error = ""
    if not body.strip():
        error = _("Write your note")
    elif len(body) > agents.MOST_WORDS:
        error = _("Your note is too long: %(num)s characters at most") % {"num": agents.MOST_WORDS}
    if error:
        return agents.draw(request, case, note=body, note_error=error, status=422)
    by = agent(request)
    try:
        write_note(case.id, body, by=by, at=clock.now())
    except NotAllowed as refused:
        raise Missing("case", reference) from refused
    own_texts.drop(case.id, own_texts.NOTE, person_id=by.person_id)
    messages.success(request, _("Your note is in the file, for agents alone."))
    return HttpResponseRedirect(f"{ways.page_of(case, request)}#echanges")
