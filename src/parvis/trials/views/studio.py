"""Trials of a draft as its designers see them: links made and ended, remarks read, answered and done."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.identity.api import DRAFT_MAIL, Limit, attempt
from parvis.kernel import clock
from parvis.kernel.ui.formats import date_long
from parvis.notifications import api as notifications
from parvis.studio.api import Draft, author, called, frame, language, open_draft
from parvis.territory.api import sites
from parvis.trials.data import Refused, State
from parvis.trials.domain import trying

#: addresses that one trial is sent to at once
MOST_MAILS = 10
#: e-mails that one person has sent in a day, whatever the trials
MAILS = Limit("trials:mails", 60, dt.timedelta(days=1))
_STATES = {"read": State.READ, "done": State.DONE, "new": State.NEW}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trials(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """The trials of a draft and what was said; a new one, by POST."""
    draft = open_draft(request, design_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        answer = _make(request, draft, errors)
        if answer is not None:
            return answer
    today = clock.today()
    made = trying.of_draft(draft.id)
    parts = {
        **frame(request, draft),
        "trials": [
            {
                "trial": one,
                "open": one.revoked_at is None and one.until >= today,
                "act": reverse("trials:act", args=[draft.id, one.id, "fin"]),
                "erase": reverse("trials:act", args=[draft.id, one.id, "effacer"]),
            }
            for one in made
        ],
        "remarks": [_shown(draft, one) for one in trying.remarks(draft.id)],
        "errors": errors,
        "typed": {name: request.POST.get(name, "") for name in ("name", "until", "emails")},
        "usual": (today + dt.timedelta(days=14)).isoformat(),
        "back": reverse("studio:draft", args=[draft.id]),
        "most": MOST_MAILS,
    }
    return render(request, "trials/trials.html", parts, status=422 if errors else 200)


def _shown(draft: Draft, one: Any) -> dict[str, Any]:
    return {
        "remark": one,
        "where": called(draft, one.element) or _("The whole form"),
        "address": reverse("studio:element", args=[draft.id, one.element])
        if one.element and called(draft, one.element)
        else "",
        "act": reverse("trials:mark", args=[draft.id, one.id]),
    }


def _make(request: HttpRequest, draft: Draft, errors: dict[str, str]) -> HttpResponse | None:
    """Make a trial; its link is shown once, and sent to whom it was asked to."""
    name = " ".join(request.POST.get("name", "").split())[:120]
    emails = list(dict.fromkeys(request.POST.get("emails", "").replace(",", " ").split()))
    if not name:
        errors["name"] = _("Say who tries it")
    try:
        until = dt.date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        errors["until"] = _("Enter a day")
    if len(emails) > MOST_MAILS:
        errors["emails"] = _("At most %(num)s addresses at once") % {"num": MOST_MAILS}
    for one in emails[:MOST_MAILS]:
        try:
            validate_email(one)
        except ValidationError:
            errors["emails"] = _("Enter an e-mail address in the right form, like nom@exemple.fr.")
    if errors:
        return None
    who = author(request)
    try:
        made, secret = trying.make(draft, name, until, by_id=who.id, by_name=who.name, at=clock.now())
    except Refused as refused:
        errors["until"] = str(refused)
        return None
    address = sites.url(sites.of(draft.organisation_id), reverse("trials:trial", args=[secret]))
    sent = sum(_mail(request, one, address, made.until, who.name, draft) for one in emails)
    messages.success(request, _("The trial is open. Its link is shown once: copy it now."))
    if sent < len(emails):
        messages.error(request, _("Some addresses were not written to: too many messages went there lately."))
    return _link(request, draft, address)


def _link(request: HttpRequest, draft: Draft, address: str) -> HttpResponse:
    parts = {**frame(request, draft), "link": address, "back": reverse("trials:trials", args=[draft.id])}
    return render(request, "trials/made.html", parts)


def _mail(request: HttpRequest, to: str, address: str, until: dt.date, name: str, draft: Draft) -> bool:
    """Write to one address; False where it got too many already, or this person had too many sent."""
    if attempt(MAILS, str(author(request).id)) is not None or attempt(DRAFT_MAIL, to) is not None:
        return False
    context = {
        "site": sites.of(draft.organisation_id),
        "address": address,
        "until": date_long(until),
        "name": name,
        "procedure": draft.document["definition"]["name"]["fr"],
    }
    try:
        notifications.send(template="trials/invited", to=to, language=language(), context=context, wall_id=None)
    except notifications.AddressRefused:
        return False
    return True


@require_POST
def act(request: HttpRequest, design_id: uuid.UUID, trial_id: uuid.UUID, verb: str) -> HttpResponse:
    """End a trial, or erase it with what was said."""
    draft = open_draft(request, design_id)
    if verb == "fin":
        done, words = trying.end(draft.id, trial_id, at=clock.now()), _("Ended: its link opens nothing any more.")
    elif verb == "effacer":
        done, words = trying.erase(draft.id, trial_id), _("Erased, with what was said.")
    else:
        raise Http404
    if not done:
        raise Http404
    messages.success(request, words)
    return HttpResponseRedirect(reverse("trials:trials", args=[draft.id]))


@require_POST
def mark(request: HttpRequest, design_id: uuid.UUID, remark_id: uuid.UUID) -> HttpResponse:
    """Read, answered, done."""
    draft = open_draft(request, design_id)
    state = _STATES.get(request.POST.get("state", ""))
    if state is None or not trying.mark(draft.id, remark_id, state, request.POST.get("answer", "")):
        raise Http404
    return HttpResponseRedirect(f"{reverse('trials:trials', args=[draft.id])}#r-{remark_id}")
