"""Coming back without an account: the reference and something that one gave, or a link by e-mail."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.access.api import follow, log_refusal, site, standing
from parvis.cases.domain import links
from parvis.cases.domain.listing import language
from parvis.cases.domain.reference import fold
from parvis.cases.domain.tracking import find_by_tracking
from parvis.cases.forms import LinkForm, TrackForm
from parvis.cases.models import Case
from parvis.identity.api import TRACKING_CASE, attempt, release
from parvis.kernel.ui.errors import too_many_requests


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Open a request by its reference and a second element. Posts are counted by address (the permission table) and by
    reference; a wrong reference and a wrong element cost and answer the same.
    """
    form = TrackForm(request.POST) if request.method == "POST" else TrackForm(initial=_asked(request))
    if request.method != "POST" or not form.is_valid():
        return _draw_track(request, form)
    typed = form.cleaned_data["reference"]
    sought = fold(typed)
    wait = attempt(TRACKING_CASE, sought)
    if wait is not None:
        return too_many_requests(request, retry_after=round(wait.total_seconds()))
    found = find_by_tracking(typed, form.cleaned_data["element"])
    if found is None:
        form.add_error(
            None,
            _(
                "We find no request with this reference and this address or number. Check each character of both: they "
                "are those of your receipt."
            ),
        )
        return _draw_track(request, form)
    release(TRACKING_CASE, sought)
    if found.subject_id is None:
        form.add_error(
            None, _("Several people follow this request: sign in, or have the link sent to your e-mail address.")
        )
        return _draw_track(request, form)
    response = HttpResponseRedirect(reverse("cases:case", args=[sought]))
    follow(request, response, [found.subject_id])
    return response


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"reference": request.GET.get("reference", "")[:40].replace("\x00", "")}


def _draw_track(request: HttpRequest, form: TrackForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "cases/residents/track.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send_link(request: HttpRequest) -> HttpResponse:
    """Have the link to one's requests sent. The answer is the same whether there are any."""
    if "envoye" in request.GET and request.method != "POST":
        return render(request, "cases/residents/send_link.html", {"sent": True, "form": LinkForm()})
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        wait = attempt(links.TO_ONE_ADDRESS, email)
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        links.ask(email, site_id=site(request).id, language=language())
        return HttpResponseRedirect(f"{reverse('cases:send_link')}?envoye")
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/residents/send_link.html", {"sent": False, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the e-mail's link leads. Only the button uses it up: programs that look at links in mails press none."""
    if request.method != "POST":
        return render(request, "cases/residents/by_link.html", {"dead": False})
    opened = links.open_link(token)
    if opened is None:
        return render(request, "cases/residents/by_link.html", {"dead": True}, status=410)
    subjects, reference = opened
    response = HttpResponseRedirect(reverse("cases:case", args=[reference]) if reference else reverse("cases:mine"))
    follow(request, response, subjects)
    return response


@require_http_methods(["GET", "HEAD"])
def short(request: HttpRequest, reference: str) -> HttpResponse:
    """The address that fits into a text: it leads to the request, or to where one opens it."""
    return HttpResponseRedirect(reverse("cases:case", args=[reference[:40]]))


def not_here(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer for a request that this browser does not open, whether it exists: 404, and the ways to come to it.

    An e-mail's link leads here where nobody is signed in: one more step, the second element, and the request is there.
    """
    found = standing(request)
    if found.person_id is not None and found.is_agent:
        here = getattr(request, "site", None)
        log_refusal(
            person_id=found.person_id,
            kind="case",
            sought=reference,
            path=request.path,
            organisation_id=here.organisation_id if here else None,
        )
    shown = reference[:40]
    parts = {
        "form": TrackForm(initial={"reference": shown}),
        "known": found.person_id is not None,
        "sign_in": f"{reverse('access_sign_in')}?{urlencode({'next': request.get_full_path()})}",
    }
    return render(request, "cases/residents/not_here.html", parts, status=404)


def may_be_kept(request: HttpRequest, case: Case) -> bool:
    """Whether the account that is signed in may take this request over: opened by proof, not yet the account's."""
    found = standing(request)
    subject: uuid.UUID = case.subject_id
    return found.person_id is not None and subject in found.followed and subject not in found.subjects
