"""From a choice of cases to a run: what to do with them, then a second look in words, then the worker."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from parvis.access.api import site, standing
from parvis.bulk.data import Mistakes
from parvis.bulk.domain import choosing, running
from parvis.bulk.domain.choosing import Chosen
from parvis.bulk.registry import Act, Options, act_of
from parvis.cases import api as cases
from parvis.finding.data import BadQuery
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import current
from parvis.kernel.ui.formats import number

#: cases that the page names
SAMPLE = 5


@require_http_methods(["GET", "POST"])
def start_page(request: HttpRequest, key: str) -> HttpResponse:
    """The fields of an act; sent, what it will do in words; confirmed, the run."""
    act = act_of(key)
    try:
        chosen = chosen_of(request)
    except BadQuery as wrong:
        return _draw(request, act, Chosen(), wrong.problems, unreadable=True, status=422)
    if not chosen.total or chosen.too_many:
        return _draw(request, act, chosen, {}, status=422)
    if request.method == "GET":
        return _draw(request, act, chosen, {})
    try:
        options = act.read(chosen.first, request.POST)
    except Mistakes as wrong:
        return _draw(request, act, chosen, wrong.errors, status=422)
    run_id = _run_id(request)
    if "go" not in request.POST or run_id is None:
        return _confirm(request, act, chosen, options)
    person_id = standing(request).person_id
    assert person_id is not None
    run = running.start(
        run_id,
        act,
        chosen,
        options,
        person_id=person_id,
        organisation_id=site(request).organisation_id,
        title=f"{count_words(chosen.total)} · {act.title(options)}"[:200],
        back=_back(request),
        language=get_language() or "fr",
        at=clock.now(),
    )
    return HttpResponseRedirect(reverse("bulk:run", args=[run.id]))


def chosen_of(request: HttpRequest) -> Chosen:
    """What the address of the page chooses. Raises BadQuery."""
    found, reach = standing(request), current()
    assert found.person_id is not None
    by = cases.actor_of(found, as_agent=True)
    walls = reach.walls if reach else ()
    return choosing.read(request.GET, walls, by=by, person_id=found.person_id, today=clock.today(), at=clock.now())


def _run_id(request: HttpRequest) -> uuid.UUID | None:
    try:
        found = uuid.UUID(request.POST.get("run", ""))
    except ValueError:
        return None
    return found if found.version == 7 else None  # its time tells what came later


def _back(request: HttpRequest) -> str:
    """The list that one came from; the inbox for an address of elsewhere."""
    back = request.GET.get("back", "")
    own = back.startswith("/agents/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if own else "/agents/"


def _draw(
    request: HttpRequest,
    act: Act,
    chosen: Chosen,
    errors: dict[str, str],
    *,
    unreadable: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The fields of an act, or why there is nothing to do."""
    parts: dict[str, Any] = {
        "act": act,
        "action": request.get_full_path(),
        "back": _back(request),
        "errors": {name: errors.get(name, "") for name in (*request.POST, *act.names)},
        "failed": bool(errors),
        "summary": [{"text": message, "anchor": name} for name, message in errors.items()],
        "post": request.POST,
        "words": count_words(chosen.total),
        "problem": _problem(chosen, unreadable=unreadable),
    }
    if not parts["problem"]:
        parts |= act.fields(chosen.first, request.POST)
    return render(request, "bulk/start.html", parts, status=status)


def _problem(chosen: Chosen, *, unreadable: bool) -> str:
    if unreadable:
        return _("This list can’t be read any more: go back to it and choose again.")
    if not chosen.total:
        return _("No request is chosen, or none of them is yours: go back to the list and tick some.")
    return f"{running.too_many()}." if chosen.too_many else ""


def count_words(count: int) -> str:
    """So many requests."""
    return ngettext("%(num)s request", "%(num)s requests", count) % {"num": number(count)}


def _confirm(request: HttpRequest, act: Act, chosen: Chosen, options: Options) -> HttpResponse:
    """What will be done, in words; which ones, for example; how many can't."""
    barred_by = act.reasons(chosen.first, options, cases.actor_of(standing(request), as_agent=True))
    fit = [case for case in chosen.first if case.id not in barred_by]
    reasons = Counter(barred_by.values())
    barred = len(barred_by)
    if barred and chosen.partly:
        said = _("Of the first %(looked)s, %(num)s can’t: they stay as they are, and the report says why.")
    else:
        said = ngettext(
            "%(num)s can’t: it stays as it is, and the report says why.",
            "%(num)s can’t: they stay as they are, and the report says why.",
            barred,
        )
    parts = {
        "act": act,
        "action": request.get_full_path(),
        "back": _back(request),
        "sentence": act.sentence(options, chosen.total),
        "details": act.details(options),
        "sample": fit[:SAMPLE],
        "more": max(chosen.total - min(len(fit), SAMPLE), 0),
        "barred": said % {"num": number(barred), "looked": number(len(chosen.first))} if barred else "",
        "reasons": reasons.most_common(),
        "preview": f"{reverse(act.preview)}?{request.GET.urlencode()}" if act.preview and fit else "",
        "possible": bool(fit) or chosen.partly,
        "sent": [(name, value) for name, values in request.POST.lists() if name not in _OWN for value in values],
        "run": new_id(),
    }
    if not parts["possible"]:
        messages.warning(request, _("None of them can: nothing would be done."))
    return render(request, "bulk/confirm.html", parts)


_OWN = {"csrfmiddlewaretoken", "go", "run"}
