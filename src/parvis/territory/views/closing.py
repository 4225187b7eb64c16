"""The page of the days on which an organisation is closed; deadlines in working days skip them."""

import datetime as dt

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
from parvis.territory.views.studio import draw


@require_http_methods(["GET", "HEAD", "POST"])
def closing_days(request: HttpRequest) -> HttpResponse:
    """The closing days to come, and one more. On the territory's own site: those of everybody. One query."""
    organisation_id = sites.of_request(request).organisation_id
    form = ClosingDayForm(request.POST) if request.method == "POST" else ClosingDayForm()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        closing.add(data["date"], Text(data["name_fr"], data["name_en"]), organisation_id)
        messages.success(request, _("Closed on %(day)s.") % {"day": date_long(data["date"], weekday=True)})
        return HttpResponseRedirect(reverse("territory:studio_closing_days"))
    days = closing.coming(organisation_id, clock.today())
    parts = {"form": form, "days": days, "organisation_id": organisation_id}
    return draw(request, "territory/studio_closing_days.html", "territory:studio_closing_days", parts)


@require_POST
def remove_closing_day(request: HttpRequest) -> HttpResponse:
    """Open again on a day that was to be closed; one of the whole territory is removed on the territory's site."""
    try:
        day = dt.date.fromisoformat(request.POST.get("date", ""))
    except ValueError:
        raise Http404("day") from None
    closing.remove(day, sites.of_request(request).organisation_id)
    messages.success(request, _("Open again on %(day)s.") % {"day": date_long(day, weekday=True)})
    return HttpResponseRedirect(reverse("territory:studio_closing_days"))
