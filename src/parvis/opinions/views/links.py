"""Where an expert's link leads: a code for each new device, then what is asked. No account, no script.

Only pressing a button sends a code: programs that look at links in e-mails press none. A link that opens nothing says
why, and how to have a new one.
"""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.access.api import Missing, visitor, visitor_hash
from parvis.files import api as files
from parvis.identity.api import attempt
from parvis.kernel import clock
from parvis.kernel.ui.errors import too_many_requests
from parvis.opinions.data import Overtaken, Refused
from parvis.opinions.domain import answering, linking
from parvis.opinions.models import Link, Opinion
from parvis.opinions.views import replying
from parvis.territory.api import organisations


def _link(token: str) -> Link | None:
    return linking.find(token) if len(token) <= 100 else None


def _dead(request: HttpRequest, token: str, link: Link | None, *, sent: bool = False) -> HttpResponse:
    """Why the link opens nothing: 404 for one that never was, 410 for one that holds no more."""
    why = linking.dead(link, clock.now()) if link else "unknown"
    parts = {
        "why": why,
        "link": link,
        "organisation": organisations.get(link.organisation_id) if link else None,
        "hidden": linking.hidden(link.email) if link else "",
        "sent": sent,
        "again": reverse("opinions:link_again", args=[token]) if link and why in ("expired", "again") else "",
    }
    return render(request, "opinions/dead.html", parts, status=410 if link else 404)


def _opened(token: str) -> tuple[Link | None, Opinion | None]:
    """The link, if it still holds, and the opinion if this device opened it."""
    link = _link(token)
    if link is None or linking.dead(link, clock.now()):
        return link, None
    return link, linking.opened(link)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_page(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, on a device that was opened; elsewhere, have a code sent. Post: the answer, or that code."""
    link, opinion = _opened(token)
    if link is None or linking.dead(link, clock.now()):
        return _dead(request, token, link)
    if opinion is None:
        return _ask_code(request, token, link)
    if opinion.opened_at is None:
        Opinion.objects.filter(id=opinion.id, opened_at=None).update(opened_at=clock.now())
    sent, note, status = None, "", 200
    if request.method == "POST":
        sent = replying.read(request, opinion, signs=True)
        if not sent.errors and not sent.again:
            try:
                answering.answer(opinion.id, sent.answer, by_id=None, by_name=sent.signed, at=clock.now())
            except Overtaken as late:
                note = late.message
                opinion.refresh_from_db()
            else:
                return HttpResponseRedirect(f"{request.path}?rendu")
        status = 422 if sent.errors else 200
    return _draw(request, token, opinion, sent, note=note, status=status)


link_page.takes_files = files.spool  # type: ignore[attr-defined]


def _draw(
    request: HttpRequest,
    token: str,
    opinion: Opinion,
    sent: replying.Sent | None = None,
    *,
    note: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    drawn = replying.parts(opinion, sent, signs=True)
    drawn["errors"] = drawn["errors"] | (errors or {})
    drawn |= {
        "note": note,
        "typed": {name: request.POST.get(name, "") for name in ("email", "name", "reason")},
        "addresses": {
            "here": reverse("opinions:link", args=[token]),
            "hand": reverse("opinions:link_hand", args=[token]),
            "decline": reverse("opinions:link_decline", args=[token]),
        },
        "file_address": lambda file_id: reverse("opinions:link_file", args=[token, file_id]),
    }
    return render(request, "opinions/link.html", drawn, status=status)


def _ask_code(request: HttpRequest, token: str, link: Link) -> HttpResponse:
    if request.method == "POST":
        wait = attempt(linking.CODES, str(link.id))
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        linking.ask_code(token, link, visitor(request))
        return HttpResponseRedirect(reverse("opinions:link_code", args=[token]))
    parts = {
        "organisation": organisations.get(link.organisation_id).title,
        "hidden": linking.hidden(link.email),
        "waits": linking.waits_for_code(token, link, visitor_hash(request)),
        "code_address": reverse("opinions:link_code", args=[token]),
    }
    return render(request, "opinions/gate.html", parts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest, token: str) -> HttpResponse:
    """Type the code that was sent to the address of the link."""
    link, opinion = _opened(token)
    if link is None or linking.dead(link, clock.now()):
        return _dead(request, token, link)
    here = reverse("opinions:link", args=[token])
    if opinion is not None:
        return HttpResponseRedirect(here)
    error = ""
    if request.method == "POST":
        wait = attempt(linking.GUESSES, str(link.id))
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        if linking.try_code(token, link, visitor_hash(request), request.POST.get("code", "")[:20], at=clock.now()):
            return HttpResponseRedirect(here)
        error = _("This is not the code, or it is too old: type the one of the latest e-mail, or have another sent.")
    parts = {"hidden": linking.hidden(link.email), "error": error, "here": here}
    return render(request, "opinions/code.html", parts, status=422 if error else 200)


@never_cache
@require_POST
def again(request: HttpRequest, token: str) -> HttpResponse:
    """Have a new link sent to the address of this one: the answer is the same whether one is."""
    link = _link(token)
    if link is None:
        return _dead(request, token, link)
    wait = attempt(linking.RENEWALS, str(link.opinion_id))
    if wait is not None:
        return too_many_requests(request, retry_after=round(wait.total_seconds()))
    if linking.dead(link, clock.now()) in ("expired", "again"):
        linking.ask_again(link)
    return _dead(request, token, link, sent=True)


@never_cache
@require_POST
def hand(request: HttpRequest, token: str) -> HttpResponse:
    """Hand it to a colleague of the same body, who gets a link of their own."""
    link, opinion = _opened(token)
    if link is None or opinion is None:
        return _dead(request, token, link) if link is None or linking.dead(link, clock.now()) else _back(token)
    try:
        made = answering.hand_outside(
            opinion.id, request.POST.get("email", "")[:254], request.POST.get("name", "")[:200], at=clock.now()
        )
    except Overtaken as late:
        return _draw(request, token, opinion, note=late.message, status=409)
    except Refused as refused:
        return _draw(request, token, opinion, errors={"email": refused.message}, status=422)
    return render(request, "opinions/handed.html", {"name": made.to_name, "organisation": None})


@never_cache
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Say that no opinion will come, and why."""
    link, opinion = _opened(token)
    if link is None or opinion is None:
        return _dead(request, token, link) if link is None or linking.dead(link, clock.now()) else _back(token)
    try:
        answering.decline(
            opinion.id, request.POST.get("reason", ""), by_id=None, by_name=opinion.to_name, at=clock.now()
        )
    except Overtaken as late:
        return _draw(request, token, opinion, note=late.message, status=409)
    except Refused as refused:
        return _draw(request, token, opinion, errors={"reason": refused.message}, status=422)
    return _back(token)


def _back(token: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("opinions:link", args=[token]))


@never_cache
@require_safe
def file(request: HttpRequest, token: str, file_id: uuid.UUID) -> HttpResponseBase:
    """A file that was chosen for the expert."""
    link, opinion = _opened(token)
    if link is None or linking.dead(link, clock.now()):
        return _dead(request, token, link)
    if opinion is None:
        raise Missing("file", file_id)
    return replying.give_file(opinion, file_id)
