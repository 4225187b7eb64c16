"""Notices of decisions: agreeing to them on the site, noting that one was handed over."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from parvis.access.api import Missing
from parvis.cases.data import Conflict, Incomplete, NotAllowed
from parvis.cases.domain import guests, notifying, own
from parvis.cases.domain.writing import Writing
from parvis.cases.views import ways
from parvis.cases.views.addresses import page_of
from parvis.cases.views.gate import agent, case_or_missing, version_of
from parvis.cases.views.residents import resident
from parvis.cases.views.tracking import not_here
from parvis.kernel import clock


@never_cache
@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """The person agrees to notices on the site, or takes it back. Said twice, it is noted once."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    if guests.mine(case):
        raise Missing("notice", case.id)
    wanted = request.POST.get("agreed") == "1"
    if not case.closed_at and notifying.agreed(notifying.said_of(case)) is not wanted:
        write = Writing(case, by=resident(request, case), at=clock.now(), quiet=True)
        notifying.agree(write, agreed=wanted)
        write.finish()
    messages.success(
        request,
        _("The decision will be notified to you on this page.")
        if wanted
        else _("The decision will not be notified to you on this page alone."),
    )
    return HttpResponseRedirect(page_of(case))


@require_POST
def hand(request: HttpRequest, reference: str) -> HttpResponse:
    """Note on which day the decision was presented by registered letter, or given at the counter."""
    case = case_or_missing(reference)
    try:
        on = dt.date.fromisoformat(request.POST.get("on", ""))
        notifying.hand(
            case, on, request.POST.get("by", ""), by=agent(request), at=clock.now(), version=version_of(request)
        )
    except (ValueError, Incomplete):
        messages.error(request, _("Give a day between that of the decision and today."))
    except NotAllowed as refused:
        if refused.args[:1] != ("handed already",):
            raise Missing("decision", reference) from refused
    except Conflict:
        messages.warning(request, _("Something happened in the meantime: look at it, then note it again."))
    else:
        messages.success(request, _("Noted: the time to contest the decision runs from that day."))
    return HttpResponseRedirect(ways.page_of(case, request))
