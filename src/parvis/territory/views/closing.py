"""The page of the days on which an organisation is closed; deadlines in working days skip them."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.territory.data import Text
from parvis.territory.domain import closing_days as closing, sites
from parvis.territory.forms.departments import ClosingDayForm
from parvis.territory.registry import ON_WORKING_DAYS
from parvis.territory.views.studio import draw


@require_http_methods(["GET", "HEAD", "POST"])
def closing_days(request: HttpRequest) -> HttpResponse:
    """The closing days to come, and one more. On the territory's own site: those of everybody. One query.

    A day that would move something is shown with what it moves before it is saved.
    """
    organisation_id = sites.of_request(request).organisation_id
    form = ClosingDayForm(request.POST) if request.method == "POST" else ClosingDayForm()
    days = closing.coming(organisation_id, clock.today())
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        already = any(one.date == data["date"] for one in days)
        if not already and (shown := _weighed(request, organisation_id, data["date"], closed=True)):
            return shown
        closing.add(data["date"], Text(data["name_fr"], data["name_en"]), organisation_id)
        if not already:
            _settle(organisation_id, data["date"])
        messages.success(request, _("Closed on %(day)s.") % {"day": date_long(data["date"], weekday=True)})
        return HttpResponseRedirect(reverse("territory:studio_closing_days"))
    parts = {"form": form, "days": days, "organisation_id": organisation_id}
    return draw(request, "territory/studio_closing_days.html", "territory:studio_closing_days", parts)


@require_POST
def remove_closing_day(request: HttpRequest) -> HttpResponse:
    """Open again on a day that was to be closed; one of the whole territory is removed on the territory's site."""
    try:
        day = dt.date.fromisoformat(request.POST.get("date", ""))
    except ValueError:
        raise Http404("day") from None
    organisation_id = sites.of_request(request).organisation_id
    closed_by = {one.organisation_id for one in closing.coming(organisation_id, day) if one.date == day}
    if closed_by == {organisation_id}:  # else nothing opens: it was not closed, or the whole territory is
        if shown := _weighed(request, organisation_id, day, closed=False):
            return shown
        _settle(organisation_id, day)
    closing.remove(day, organisation_id)
    messages.success(request, _("Open again on %(day)s.") % {"day": date_long(day, weekday=True)})
    return HttpResponseRedirect(reverse("territory:studio_closing_days"))


def _weighed(
    request: HttpRequest, organisation_id: uuid.UUID | None, day: dt.date, *, closed: bool
) -> HttpResponse | None:
    """The page of what a day would move, to be confirmed; None where it moves nothing, or was looked at."""
    if "sure" in request.POST:
        return None
    found = [one.weigh(request, organisation_id, day, closed) for one in ON_WORKING_DAYS]
    if not any(one.count for one in found):
        return None
    name = "territory:studio_closing_days" if closed else "territory:studio_remove_closing_day"
    parts = {
        "day": day,
        "closes": closed,
        "count": sum(one.count for one in found),
        "more": any(one.more for one in found),
        "moves": [move for one in found for move in one.shown],
        "address": reverse(name),
        "fields": {name: request.POST.get(name, "")[:200] for name in ("date", "name_fr", "name_en")},
    }
    return draw(request, "territory/studio_closing_moves.html", "territory:studio_closing_days", parts)


def _settle(organisation_id: uuid.UUID | None, day: dt.date) -> None:
    for one in ON_WORKING_DAYS:
        one.settle(organisation_id, day)
