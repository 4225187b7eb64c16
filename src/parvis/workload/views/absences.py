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


def _oversees(request: HttpRequest, organisation_id: uuid.UUID) -> bool:
    return any(one.organisation_id == organisation_id for one in held_here(request, Right.ASSIGN_CASES))


@require_http_methods(["GET", "POST"])
def absences_page(request: HttpRequest) -> HttpResponse:
    """Who is away, now and later; enter an absence. Two statements to look."""
    organisation_id, own, today = _organisation(request), person_of(request), clock.today()
    oversees = _oversees(request, organisation_id)
    typed = {name: request.POST.get(name, "").strip() for name in ("person", "first_day", "last_day", "replacement")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            absences.enter(
                organisation_id,
                _person(typed["person"], "person") if oversees and typed["person"] else own,
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
    people = {one: found[0].name for one, found in absences.handlers(organisation_id, today).items()}
    listed = sorted(people.items(), key=lambda one: (one[1].casefold(), str(one[0])))
    parts: dict[str, Any] = {
        "place": organisations.get(organisation_id).title,
        "rows": [
            {
                "absence": one,
                "name": people.get(one.person_id, _("A former colleague")),
                "replacement": people.get(one.replacement_id, _("A former colleague")) if one.replacement_id else "",
                "now": one.covers(today),
                "ends": oversees or one.person_id == own,
            }
            for one in absences.coming(organisation_id, today)
        ],
        "people": _options(listed, typed["person"] or str(own)) if oversees else [],
        "others": [
            {"value": "", "text": _("Nobody"), "selected": not typed["replacement"]},
            *_options([one for one in listed if oversees or one[0] != own], typed["replacement"]),
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
