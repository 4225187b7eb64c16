"""Who has how much: the supervisors' page, each number of which leads to the list that it counts."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.kernel import clock
from parvis.kernel.ui.shell import Link
from parvis.workload.data import ARRIVALS, RISK_LONGEST, Load
from parvis.workload.domain import absences, load, settings
from parvis.workload.views.places import Place, place_of, walls


@require_GET
def load_page(request: HttpRequest) -> HttpResponse:
    """The load of a department. Five statements, whatever the number of agents or of cases."""
    place = place_of(request, request.GET.get("service", ""))
    today, behind = clock.today(), walls()
    chosen = settings.of(place.department.id)
    people = absences.handlers(place.organisation_id, today)
    coming = absences.coming(place.organisation_id, today)
    away = {one.person_id: one for one in coming if one.covers(today)}
    own = {
        person_id: found[0].name
        for person_id, found in people.items()
        if any(one.department_id in (None, place.department.id) for one in found)
        and any(set(one.walls) & set(behind) for one in found)
    }
    counted = load.of_people(behind, own, today=today, risk_days=chosen.risk_days)
    names = {person_id: found[0].name for person_id, found in people.items()}

    def row(person_id: uuid.UUID, name: str) -> dict[str, Any]:
        gone = away.get(person_id)
        return {
            "id": person_id,
            "name": name,
            "away": gone,
            "replacement": names.get(gone.replacement_id, "") if gone and gone.replacement_id else "",
            "late": counted[person_id].load.late > 0,
            "numbers": _numbers(counted[person_id].load, {"assignee:is": str(person_id)}, chosen.risk_days),
        }

    def ordered(people: dict[uuid.UUID, str]) -> list[dict[str, Any]]:
        return [row(*one) for one in sorted(people.items(), key=lambda one: (one[1].casefold(), str(one[0])))]

    left = {one: found.name for one, found in counted.items() if one not in people and found.load.open}
    pile = load.of_pile(behind, place.department.id, today=today, risk_days=chosen.risk_days)
    nobody = {"department:is": str(place.department.id), "assignee:empty": "1"}
    parts = {
        "place": place,
        "places": _places(place),
        "risk_days": chosen.risk_days,
        "rows": ordered(own),
        "left": ordered(left),
        "pile": pile,
        "pile_words": Link("", "", count=pile.open).count_words,
        "pile_numbers": _numbers(pile, nobody, chosen.risk_days),
        "hand_out": _address("workload:hand_out", place),
        "settings": _address("workload:settings", place),
    }
    return render(request, "workload/load.html", parts)


def _address(name: str, place: Place) -> str:
    return f"{reverse(name)}?{urlencode({'service': place.department.id})}"


def _places(place: Place) -> list[Link]:
    if len(place.choices) < 2:
        return []
    path = reverse("workload:load")
    return [
        Link(str(one.name), f"{path}?{urlencode({'service': one.id})}", one.id == place.department.id)
        for one in place.choices
    ]


def _numbers(found: Load, who: dict[str, str], risk_days: int) -> list[Link]:
    """Each number with the list that it counts."""
    inbox, today = reverse("workspace:inbox"), clock.today()
    filters: tuple[tuple[str, int, dict[str, str]], ...] = (
        (_("Open"), found.open, {}),
        (_("New this week"), found.new, {"received:from": load.monday(today).isoformat()}),
        (_("At risk"), found.risk, {"due:from": "today", "due:to": f"today+{risk_days}"}),
        (_("Late"), found.late, {"late:is": "1"}),
        (_("To look at again"), found.back, {"returned:is": "1"}),
    )
    return [Link(label, f"{inbox}?{urlencode(who | more)}", count=count) for label, count, more in filters]


@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """From when on a case is at risk here; what becomes of those that arrive."""
    place = place_of(request, request.GET.get("service", ""))
    chosen = settings.of(place.department.id)
    days, arrival, error = str(chosen.risk_days), chosen.arrival, ""
    if request.method == "POST":
        days, arrival = request.POST.get("risk_days", "").strip(), request.POST.get("arrival", "")
        if days.isascii() and days.isdigit() and len(days) < 4 and 1 <= int(days) <= RISK_LONGEST:
            settings.choose(
                place.department.id,
                place.organisation_id,
                risk_days=int(days),
                arrival=arrival if arrival in ARRIVALS else "",
            )
            messages.success(request, _("Your choice is kept."))
            return HttpResponseRedirect(_address("workload:load", place))
        error = _("Give a number of days between 1 and %(num)s") % {"num": RISK_LONGEST}
    labels = {
        "": _("Not: a supervisor hands out, or agents take"),
        "rules": _("By rule; what no rule fits waits"),
        "all": _("By rule, otherwise in turn"),
    }
    parts = {
        "place": place,
        "days": days,
        "error": error,
        "arrivals": [{"value": one, "text": labels[one], "checked": one == arrival} for one in ARRIVALS],
        "rules": _address("workload:rules", place),
        "back": _address("workload:load", place),
    }
    return render(request, "workload/settings.html", parts, status=422 if error else 200)
