"""Lending a case to another organisation, and ending that."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.access.api import Missing, Right
from parvis.cases.data import Conflict, NotAllowed
from parvis.cases.domain import desk, lending, revisions
from parvis.cases.domain.listing import language
from parvis.cases.models import Case
from parvis.cases.views import conflicts
from parvis.cases.views.gate import agent, case_or_missing, version_of
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import departments, organisations

MOST_WORDS = 2_000
#: how long is proposed
USUAL = dt.timedelta(days=30)


def _places(case: Case) -> dict[str, str]:
    """Departments of the other organisations, by organisation and name. No statement."""
    return {
        str(place.id): f"{one.title}\u00a0– {place.name}"
        for one in sorted(organisations.all(), key=lambda found: found.title)
        if one.id != case.organisation_id
        for place in departments.of(one.id)
    }


@require_http_methods(["GET", "POST"])
def lend_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a case to another organisation's department, for some days, and say why."""
    case = case_or_missing(reference)
    by = agent(request)
    if case.wall_id in by.lent or Right.ASSIGN_CASES not in desk.rights_in(by, case.wall_id):
        raise Missing("grant", reference)
    home = HttpResponseRedirect(reverse("cases:agent_case", args=[case.reference]))
    if case.closed_at:
        messages.warning(request, _("This request is finished: nobody has to follow it any more."))
        return home
    if request.method == "GET":
        desk.consulted(case)
        return _draw(request, case, _said(request))
    said, places = _said(request), _places(case)
    errors, last_day = _problems(said, places)
    if errors or last_day is None:
        return _draw(request, case, said, errors, status=422)
    try:
        lending.lend(
            case.id,
            uuid.UUID(said["department"]),
            last_day=last_day,
            reason=said["reason"],
            by=by,
            at=clock.now(),
            version=version_of(request),
            decides=bool(said["decides"]),
            transmits=bool(said["transmits"]),
        )
    except Conflict as conflict:
        return conflicts.draw(request, case, conflict, "cases/agents/_lend.html", _parts(case, said, {}))
    except NotAllowed:
        messages.warning(request, _("This request is already with another organisation: take it back first."))
        return home
    messages.success(
        request,
        _("%(department)s handles it until %(day)s. The person is told.")
        % {"department": places[said["department"]], "day": date_long(last_day)},
    )
    return home


@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a case back, or give it back. A second click finds that it was done."""
    case = case_or_missing(reference)
    by = agent(request)
    theirs = case.wall_id in by.lent
    try:
        ended = lending.give_back(case.id, by=by, at=clock.now(), reason=request.POST.get("reason", "")[:MOST_WORDS])
    except NotAllowed as refused:
        raise Missing("grant", reference) from refused
    if ended:
        messages.success(request, _("The request is back with the organisation that received it."))
    return HttpResponseRedirect(
        reverse("workspace:inbox") if theirs else reverse("cases:agent_case", args=[case.reference])
    )


def _said(request: HttpRequest) -> dict[str, str]:
    if request.method == "GET":
        return {
            "department": "",
            "until": (clock.today() + USUAL).isoformat(),
            "reason": "",
            "decides": "",
            "transmits": "",
        }
    names = ("department", "until", "reason", "decides", "transmits")
    return {name: request.POST.get(name, "").replace("\r\n", "\n") for name in names}


def _problems(said: dict[str, str], places: dict[str, str]) -> tuple[dict[str, str], dt.date | None]:
    errors, last_day = {}, None
    if said["department"] not in places:
        errors["department"] = _("Choose a department of the list")
    try:
        last_day = dt.date.fromisoformat(said["until"])
    except ValueError:
        errors["until"] = _("Give the last day")
    else:
        today = clock.today()
        if not today <= last_day < today + dt.timedelta(days=lending.LONGEST - 1):
            errors["until"] = _("The last day is between today and a year from now")
    if not said["reason"].strip():
        errors["reason"] = _("Say why: the person will read it")
    elif len(said["reason"]) > MOST_WORDS:
        errors["reason"] = _("Your text is too long: %(num)s characters at most") % {"num": MOST_WORDS}
    return errors, last_day


def _parts(case: Case, said: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    options = [{"value": "", "text": _("Choose…"), "selected": not said["department"]}]
    options += [
        {"value": key, "text": text, "selected": key == said["department"]} for key, text in _places(case).items()
    ]
    return {"places": options, "said": said, "errors": errors}


def _draw(
    request: HttpRequest, case: Case, said: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    parts = _parts(case, said, errors or {})
    parts |= {"case": case, "name": revisions.load(case.revision_id).definition.name.into(language())}
    return render(request, "cases/agents/lend.html", parts, status=status)
