"""The first of the documents that a run would produce, as its PDF: looked at before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.access.api import standing
from parvis.bulk.data import Mistakes
from parvis.bulk.registry import act_of
from parvis.bulk.views.starting import chosen_of
from parvis.cases import api as cases
from parvis.finding.data import BadQuery
from parvis.kernel import clock


@require_POST
def example(request: HttpRequest, key: str) -> HttpResponseBase:
    """What an act would make of the first case that can have it: not sealed, written nowhere."""
    act = act_of(key)
    by, at = cases.actor_of(standing(request), as_agent=True), clock.now()
    try:
        chosen = chosen_of(request)
        options = act.read(chosen.first, request.POST)
    except (BadQuery, Mistakes):
        return HttpResponse(_("This letter can’t be shown: go back and look at its text."), status=422)
    barred = act.reasons(chosen.first, options, by)
    first = next((one for one in chosen.first if one.id not in barred), None)
    if first is None:
        return HttpResponse(_("None of them can: nothing would be done."), status=422)
    draw = act.example(first.id, options, by=by, at=at)
    # drawn once the page's transaction has ended: the press takes its time, and reads nothing
    answer = StreamingHttpResponse(_drawn(draw), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{first.reference}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _drawn(draw: Callable[[], bytes]) -> Iterator[bytes]:
    yield draw()
