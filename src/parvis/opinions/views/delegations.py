"""Delegations: who approves in one's place, and in whose place one does."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.access.api import Right, held_here, person_of
from parvis.cases import api as cases
from parvis.kernel import clock
from parvis.opinions.data import Refused
from parvis.opinions.domain import delegating
from parvis.territory.api import organisations


@require_http_methods(["GET", "POST"])
def delegations_page(request: HttpRequest) -> HttpResponse:
    """What was delegated, to me and by me; delegate. Two statements to look."""
    organisation_id, me = held_here(request, Right.HANDLE_CASES)[0].organisation_id, person_of(request)
    people, today = delegating.people(organisation_id), clock.today()
    typed = {name: request.POST.get(name, "").strip() for name in ("to", "first_day", "last_day")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            delegating.give(
                organisation_id,
                cases.taking.as_uuid(typed["to"]),
                _day(typed["first_day"], "first_day"),
                _day(typed["last_day"], "last_day"),
                by=me,
                at=clock.now(),
            )
        except Refused as refused:
            errors = {refused.field: refused.message}
        else:
            messages.success(request, _("The delegation is kept."))
            return HttpResponseRedirect(reverse("opinions:delegations"))
    former = _("A former colleague")
    parts: dict[str, Any] = {
        "place": organisations.get(organisation_id).title,
        "rows": [
            {
                "id": one.id,
                "from_me": one.person_id == me,
                "other": people.get(one.to_person_id if one.person_id == me else one.person_id, former),
                "first_day": one.first_day,
                "last_day": one.last_day,
                "now": one.first_day <= today,
            }
            for one in delegating.coming(organisation_id, me)
        ],
        "people": [
            {"value": "", "text": _("Choose…"), "selected": not typed["to"]},
            *(
                {"value": str(one), "text": name, "selected": str(one) == typed["to"]}
                for one, name in sorted(people.items(), key=lambda found: found[1].casefold())
                if one != me
            ),
        ],
        "typed": typed,
        "errors": errors,
        "problems": [{"text": text, "anchor": field} for field, text in errors.items()],
    }
    return render(request, "opinions/delegations.html", parts, status=422 if errors else 200)


def _day(text: str, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(_("Give a day"), field) from None


@require_POST
def end(request: HttpRequest, delegation_id: uuid.UUID) -> HttpResponse:
    """Take a delegation back."""
    if not delegating.end(delegation_id, by=person_of(request)):
        raise Http404
    messages.success(request, _("The delegation is over."))
    return HttpResponseRedirect(reverse("opinions:delegations"))
