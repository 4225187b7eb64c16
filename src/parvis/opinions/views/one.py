"""One opinion, for the agents of the case: what was asked, what came, what may be done."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.access.api import Missing
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.files import api as files
from parvis.identity.api import Limit, attempt
from parvis.kernel import clock
from parvis.kernel.ui.errors import too_many_requests
from parvis.opinions.data import Overtaken
from parvis.opinions.domain import asking, keeping
from parvis.opinions.models import Opinion
from parvis.opinions.views import words

MOST_WORDS = 2_000
#: nobody's mailbox is filled by reminders
REMINDERS = Limit("opinion:remind", 3, dt.timedelta(days=1))


def _found(request: HttpRequest, reference: str, opinion_id: uuid.UUID) -> tuple[Any, Opinion]:
    """The case and the opinion, for who handles it in its own organisation. Raises Missing."""
    case = cases.gate.case_or_missing(reference)
    by = cases.gate.agent(request)
    opinion = Opinion.objects.filter(id=opinion_id, case_id=case.id).first()
    if opinion is None or case.wall_id in by.lent:
        raise Missing("opinion", opinion_id)
    return case, opinion


def _home(reference: str) -> str:
    return f"{reverse('cases:agent_case', args=[reference])}#avis"


@require_GET
def one_page(request: HttpRequest, reference: str, opinion_id: uuid.UUID) -> HttpResponse:
    """What was asked and shown, what was answered."""
    case, opinion = _found(request, reference, opinion_id)
    parts = {
        "case": case,
        "opinion": opinion,
        "state": words.state(opinion),
        "silence": words.silence(opinion) if opinion.waits else "",
        "quoted": words.quoted(opinion),
        "replies": words.replies(opinion) if opinion.state == "given" else [],
        "named": [one.name for one in cases.parts_of(case, words.language()).files if one.id in set(opinion.files)],
        "file_address": lambda file_id: reverse("opinions:one_file", args=[reference, opinion.id, file_id]),
        "papers": [],
        "shared": [],
        "for_expert": False,
        "asked_below": False,
        "open": not getattr(case, "closed_at", None),
    }
    return render(request, "opinions/one.html", parts)


@require_POST
def withdraw(request: HttpRequest, reference: str, opinion_id: uuid.UUID) -> HttpResponse:
    """Ask no more. A second click finds that it was done."""
    case, opinion = _found(request, reference, opinion_id)
    reason = request.POST.get("reason", "")[:MOST_WORDS]
    try:
        asking.withdraw(opinion.id, reason, by=cases.gate.agent(request), at=clock.now())
    except Overtaken as late:
        messages.warning(request, late.message)
        return HttpResponseRedirect(reverse("opinions:one", args=[reference, opinion_id]))
    except NotAllowed as refused:
        raise Missing("opinion", opinion_id) from refused
    messages.success(request, _("%(who)s is told that no opinion is awaited any more.") % {"who": opinion.to_name})
    return HttpResponseRedirect(_home(reference))


@require_POST
def remind(request: HttpRequest, reference: str, opinion_id: uuid.UUID) -> HttpResponse:
    """Recall it now; outside with a new link, the one before opening nothing any more."""
    _case, opinion = _found(request, reference, opinion_id)
    wait = attempt(REMINDERS, str(opinion.id))
    if wait is not None:
        return too_many_requests(request, retry_after=round(wait.total_seconds()))
    try:
        asking.remind(opinion.id, at=clock.now())
    except Overtaken as late:
        messages.warning(request, late.message)
    else:
        messages.success(request, _("A reminder was sent to %(who)s.") % {"who": opinion.to_name})
    return HttpResponseRedirect(reverse("opinions:one", args=[reference, opinion_id]))


@require_GET
def reply_file(request: HttpRequest, reference: str, opinion_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """A file that came with an answer."""
    _case, opinion = _found(request, reference, opinion_id)
    try:
        with keeping.holding(opinion.id):
            return files.download(keeping.fetch(opinion, file_id))
    except files.FileNotFound as error:
        raise Missing("file", file_id) from error
