"""Keeping what an agent writes before it is sent: by the page's script as one types, or by a button."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.access.api import Missing
from parvis.cases.data import Actor
from parvis.cases.domain import own_texts, revisions
from parvis.cases.domain.own_texts import MESSAGE, NOTE
from parvis.cases.models import Case
from parvis.cases.views import ways
from parvis.cases.views.gate import agent, case_or_missing
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_short, time_short

#: what the field of the page is called
_NAMES = {MESSAGE: "body", NOTE: "note"}


@require_POST
def keep(request: HttpRequest, reference: str, field: str) -> HttpResponse:
    """Keep what stands in a field, or throw it away (`drop`). The script is answered with a word, a button led back."""
    case, by = case_or_missing(reference), agent(request)
    moves = revisions.load(case.revision_id).definition.workflow.transitions
    if field not in _NAMES and all(move.id != field for move in moves):
        raise Missing("field", field)
    assert by.person_id is not None
    if "drop" in request.POST:
        own_texts.drop(case.id, field, person_id=by.person_id)
        messages.info(request, _("Your draft is thrown away."))
    else:
        text = request.POST.get(_NAMES.get(field, "reason"), "").replace("\r\n", "\n")
        own_texts.keep(case.id, field, text, person_id=by.person_id, at=clock.now())
        if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
            return HttpResponse(said(clock.now()) if text.strip() else "", content_type="text/plain; charset=utf-8")
        messages.info(request, _("Your draft is kept, for you alone."))
    return HttpResponseRedirect(ways.page_of(case, request))


def said(at: dt.datetime) -> str:
    """When a draft was kept."""
    return _("Draft kept on %(day)s at %(time)s, for you alone") % {"day": date_short(at), "time": time_short(at)}


def told(case: Case, field: str, way: ways.Way) -> dict[str, Any]:
    """A field's own words as its form shows them.

    text: what stands in the field; kept: when the draft that stands there was kept; address: where it is kept.
    """
    text, at = own_texts.written(case).get(field, ("", None))
    return {
        "text": text,
        "kept": said(at) if at else "",
        "address": reverse("cases:agent_keep", args=[case.reference, field]) + way.query,
    }


def again(case: Case, field: str, sent: str, way: ways.Way, *, by: Actor) -> dict[str, Any]:
    """The same of a form that is drawn again without having done what it was sent for: these words stand in the field,
    and are kept. The page's script kept nothing from the moment on at which they were sent.
    """
    at, text = clock.now(), sent.replace("\r\n", "\n")
    keeps = by.person_id is not None and bool(text.strip() or field in own_texts.written(case))
    if keeps and by.person_id is not None:
        own_texts.keep(case.id, field, text, person_id=by.person_id, at=at)
    return told(case, field, way) | {"text": text, "kept": said(at) if keeps and text.strip() else ""}
