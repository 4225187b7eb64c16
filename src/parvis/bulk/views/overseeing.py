"""What the agents of a department have running: bulk acts, exports, imports; for who sees to the work there."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, override
from django.views.decorators.http import require_GET, require_POST

from parvis.access.api import Missing, standing
from parvis.bulk.domain import overseeing
from parvis.bulk.registry import act_of
from parvis.exchange import api as exchange
from parvis.exchange.data import Format, Overseen
from parvis.kernel import clock

#: what ended longer ago is of no use to anybody
LATELY = dt.timedelta(days=7)
_RUN, _EXPORT, _IMPORT = "run", "export", "import"
_GOING = frozenset({"asked", "waiting", "running"})


@require_GET
def overseen_page(request: HttpRequest) -> HttpResponse:
    """What goes on, and what did in the last week. Two statements. Asked by htmx, its rows alone."""
    since = clock.now() - LATELY
    found = [*overseeing.overseen(since), *exchange.overseen(since)]
    found.sort(key=lambda one: (one.state in _GOING, one.asked_at), reverse=True)
    parts = {"rows": [_row(one) for one in found], "going": any(one.state in _GOING for one in found)}
    part = bool(request.headers.get("HX-Request")) and request.GET.get("part") == "rows"
    return render(request, "bulk/_overseen.html" if part else "bulk/overseen.html", parts)


def _row(one: Overseen) -> dict[str, Any]:
    words, tone = _state(one.state)
    if one.kind == _IMPORT and one.state == "stopped":  # stopped, or checked and not yet confirmed
        words = _("Waits for who asked for it")
    return {
        "one": one,
        "what": _what(one),
        "words": words,
        "tone": tone,
        "stop": reverse("bulk:overseen_stop", args=[one.kind, one.id]) if one.state in _GOING else "",
        "share": bool(one.total) and one.done is not None and one.state in _GOING | {"stopped"},
    }


def _what(one: Overseen) -> str:
    if one.kind == _EXPORT:
        return _("Export: %(format)s") % {"format": Format(one.what).label}
    return _("Import of a spreadsheet") if one.kind == _IMPORT else str(act_of(one.what).label)


def _state(state: str) -> tuple[str, str]:
    return {
        "asked": (_("About to begin"), "info"),
        "waiting": (_("About to begin"), "info"),
        "running": (_("Under way"), "info"),
        "stopped": (_("Stopped"), "wait"),
        "done": (_("Done"), "ok"),
        "ended": (_("Done"), "ok"),
    }.get(state, (_("Not done"), "late"))


@require_POST
def stop(request: HttpRequest, kind: str, ident: uuid.UUID) -> HttpResponse:
    """Stop what an agent of one's department has running: what was done stays done, and they are told."""
    by = standing(request).person_id
    assert by is not None
    said = {}
    for language in ("fr", "en"):
        with override(language):
            said[language] = _("A supervisor of your department stopped it.")
    if kind == _RUN:
        stopped = overseeing.stop(ident, fr=said["fr"], en=said["en"], by=by)
    elif kind in (_EXPORT, _IMPORT):
        stopped = exchange.stop(kind, ident, fr=said["fr"], en=said["en"], by=by)
    else:
        raise Missing(kind, ident)
    if stopped:
        messages.success(request, _("Stopped: what was done stays done, and who asked for it is told."))
    else:
        messages.info(request, _("It was over already, or is not your department’s."))
    return HttpResponseRedirect(reverse("bulk:overseen"))
