"""Absences: one's own, and for supervisors those of everybody in the organisation."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.access.api import Right, held_here
from parvis.kernel import clock
from parvis.territory.api import organisations
from parvis.workload.data import Refused
from parvis.workload.domain import absences
from parvis.workload.views.places import person_of


def _organisation(request: HttpRequest) -> uuid.UUID:
    """Where the acting agent works here; on the territory's host, the first of theirs."""
    return held_here(request, Right.HANDLE_CASES)[0].organisation_id


@require_http_methods(["GET", "POST"])
def absences_page(request: HttpRequest) -> HttpResponse:
    """Who is away, now and later; enter an absence. Two statements to look."""
    organisation_id, own, today = _organisation(request), person_of(request), clock.today()
    people = absences.handlers(organisation_id, today)
    overseen = absences.overseen(organisation_id, held_here(request, Right.ASSIGN_CASES), people)
    typed = {name: request.POST.get(name, "").strip() for name in ("person", "first_day", "last_day", "replacement")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            absences.enter(
                organisation_id,
                _one_of(overseen | {own}, typed["person"]) if overseen and typed["person"] else own,
                _day(typed["first_day"], "first_day"),
                _day(typed["last_day"], "last_day"),
                replacement_id=_person(typed["replacement"], "replacement") if typed["replacement"] else None,
                by=own,
                at=clock.now(),
            )
        except Refused as refused:
            errors = {refused.field: str(refused)}
        else:
            messages.success(request, _("The absence is kept."))
            return HttpResponseRedirect(reverse("workload:absences"))
    names = {one: found[0].name for one, found in people.items()}
    listed = sorted(names.items(), key=lambda one: (one[1].casefold(), str(one[0])))
    parts: dict[str, Any] = {
        "place": organisations.get(organisation_id).title,
        "rows": [
            {
                "absence": one,
                "name": names.get(one.person_id, _("A former colleague")),
                "replacement": names.get(one.replacement_id, _("A former colleague")) if one.replacement_id else "",
                "now": one.covers(today),
                "ends": one.person_id == own or one.person_id in overseen,
            }
            for one in absences.coming(organisation_id, today)
        ],
        "people": _options([one for one in listed if one[0] in overseen | {own}], typed["person"] or str(own))
        if overseen
        else [],
        "others": [
            {"value": "", "text": _("Nobody"), "selected": not typed["replacement"]},
            *_options([one for one in listed if overseen or one[0] != own], typed["replacement"]),
        ],
        "typed": typed,
        "errors": errors,
        "problems": [{"text": text, "anchor": field} for field, text in errors.items()],
    }
    return render(request, "workload/absences.html", parts, status=422 if errors else 200)


def _options(people: list[tuple[uuid.UUID, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": str(one), "text": name, "selected": str(one) == chosen} for one, name in people]


def _person(text: str, field: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused(_("Choose somebody of the list"), field) from None


def _one_of(people: set[uuid.UUID], text: str) -> uuid.UUID:
    found = _person(text, "person")
    if found not in people:
        raise Refused(_("Choose somebody of the list"), "person")
    return found


def _day(text: str, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(_("Give a day"), field) from None


@require_POST
def end(request: HttpRequest, absence_id: uuid.UUID) -> HttpResponse:
    """Take an absence back, or end it: the person is there again today."""
    if not absences.end(absence_id, clock.today()):
        raise Http404
    messages.success(request, _("The absence is over."))
    return HttpResponseRedirect(reverse("workload:absences"))
