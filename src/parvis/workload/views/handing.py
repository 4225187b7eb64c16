"""Handing out the pile of a department in turn: looked at first, then done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from parvis.access.api import standing
from parvis.cases import api as cases
from parvis.kernel import clock, jobs
from parvis.workload import jobs as background
from parvis.workload.domain import handing, ruling
from parvis.workload.views.places import person_of, place_of, walls


@require_http_methods(["GET", "POST"])
def hand_out(request: HttpRequest) -> HttpResponse:
    """What would go to whom; by POST it goes there. What somebody takes meanwhile stays theirs."""
    place = place_of(request, request.GET.get("service", ""))
    pile = handing.waiting(walls(), place.department.id, handing.AT_ONCE + 1)
    known = ruling.of(place.department.id)
    people = {one for rule in known for one in rule.people}
    there = handing.hands(place.organisation_id, place.department.id, walls(), today=clock.today(), people=people)
    now, more = pile[: handing.AT_ONCE], len(pile) > handing.AT_ONCE
    planned = handing.plan(now, there, known)
    back = f"{reverse('workload:load')}?{urlencode({'service': str(place.department.id)})}"
    if request.method == "POST":
        by = cases.actor_of(standing(request), as_agent=True)
        given = handing.give(now, planned, by=by, at=clock.now())
        said = ngettext("%(num)s request is handed out.", "%(num)s requests are handed out.", given) % {"num": given}
        if more and there.hands:  # the first may be those that nobody can get
            jobs.defer(
                background.hand_out,
                queueing_lock=f"workload:hand_out:{place.department.id}",
                organisation_id=str(place.organisation_id),
                department_id=str(place.department.id),
                person_id=str(person_of(request)),
            )
            said += " " + _("The others follow within minutes.")
        (messages.success if given else messages.warning)(request, said)
        return HttpResponseRedirect(back)
    parts = {
        "place": place,
        "shares": handing.shares(planned, there),
        "count": len(now),
        "more": more,
        "ruled": bool(known),
        "left_out": len(now) - len(planned.to),
        "back": back,
    }
    return render(request, "workload/hand_out.html", parts)
