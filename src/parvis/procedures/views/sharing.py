"""Writing a draft with others: inviting, proving one's address, who changed what, removing."""

import uuid
from dataclasses import replace
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

from parvis.access.api import visitor
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, NotFound
from parvis.forms.data import PageResult
from parvis.identity.api import DRAFT_MAIL, DRAFT_TOLD, attempt
from parvis.kernel import clock
from parvis.kernel.ui.errors import too_many_requests
from parvis.kernel.ui.formats import date_long, date_time
from parvis.notifications import api as notifications
from parvis.procedures.views.openings import Filling, language, open_draft
from parvis.territory.api import sites

_TEMPLATE = "procedures/together"


def tell(request: HttpRequest, to: str, spoken: str, what: str, **context: Any) -> None:
    """An e-mail about a draft that several write, to an address that was proved or whose invitations are counted. what:
    as the template knows it. Nobody's mailbox is filled: what is too much is not sent.
    """
    if what not in ("invited", "code") and attempt(DRAFT_TOLD, to) is not None:
        return
    site = sites.of_request(request)
    notifications.send(
        template=_TEMPLATE, to=to, language=spoken, context={"site": site, "what": what, **context}, wall_id=None
    )


def merge(filling: Filling, theirs: Any, found: PageResult, drawn: int) -> PageResult:
    """The page's answers, where others wrote the draft since it was drawn: theirs stay where it changed nothing."""
    draft = filling.loaded.draft
    if not draft.shared:
        return found
    answers, _both = cases.sharing.merged(draft, theirs, found.answers, drawn=drawn)
    return replace(found, answers=answers, state=filling.form.evaluate(answers, filling.context))


def note(request: HttpRequest, filling: Filling, before: Any, after: Any, version: int) -> None:
    """Keep what the acting person changed in a draft that several write, and tell the others once an hour."""
    draft = filling.loaded.draft
    if not draft.shared:
        return
    told = cases.sharing.changed(draft, before, after, version=version, at=clock.now())
    if not told:
        return
    who = signature(filling)
    for one in told:
        tell(request, one.email, one.language, "changed", name=who, procedure=filling.title, address=_address(request))


def signature(filling: Filling) -> str:
    """The name under which the acting person writes a draft with others."""
    draft = filling.loaded.draft
    share = cases.sharing.mine(draft)
    return share.name if share else cases.sharing.owner_name(draft)


def _address(request: HttpRequest) -> str:
    return sites.url(sites.of_request(request), reverse("cases:mine"))


def told_on_page(filling: Filling) -> dict[str, Any] | None:
    """What pages of a shared draft say: with whom, and what changed last. None for a draft of one person."""
    draft = filling.loaded.draft
    if filling.entered:
        return None
    found: dict[str, Any] = {
        "address": filling.way("share"),
        "owned": cases.sharing.owned(draft),
        "with": [],
        "last": "",
    }
    if draft.shared:
        share = cases.sharing.mine(draft)
        others = [one.name for one in cases.sharing.people(draft) if one.accepted_at and one != share]
        found["with"] = [cases.sharing.owner_name(draft), *others] if share else others
        last = next(iter(cases.sharing.changes(draft)), None)
        if last:
            said = {"name": last.name, "when": date_time(last.at)}
            said["what"] = cases.sharing.labels(filling.loaded, last.fields, filling.language)
            found["last"] = _("Last change: %(name)s, %(when)s (%(what)s).") % said
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Who writes this draft, who changed what; its owner invites somebody more."""
    filling = open_draft(request, draft_id)
    if filling.is_submitted or filling.entered:
        raise Http404
    post, errors = request.POST, dict[str, str]()
    typed = {name: post.get(name, "").strip()[:254] for name in ("email", "name")}
    if request.method == "POST":
        answer = _invite(request, filling, typed, errors)
        if answer is not None:
            return answer
    draft, user = filling.loaded.draft, request.user
    people, own = cases.sharing.people(draft), cases.sharing.mine(draft)
    owned = cases.sharing.owned(draft)
    parts = {
        "procedure": filling.title,
        "back": filling.way("resume"),
        "owned": owned,
        "owner": cases.sharing.owner_name(draft) if draft.shared else "",
        "people": [
            {
                "name": one.name or (one.email if owned else _("somebody invited")),
                "email": one.email if owned else "",
                "state": _("writes it since %(day)s") % {"day": date_long(one.accepted_at.date())}
                if one.accepted_at
                else _("invited, until %(day)s") % {"day": date_long(one.expires_at.date())},
                "remove": reverse("procedures:unshare", args=[draft.id, one.id]) if owned or one == own else "",
                "accepted": bool(one.accepted_at),
            }
            for one in people
        ],
        "changes": [
            {"name": one.name, "at": one.at, "what": cases.sharing.labels(filling.loaded, one.fields, filling.language)}
            for one in (cases.sharing.changes(draft) if draft.shared else ())
        ],
        "full": len(people) >= cases.sharing.MOST,
        "known": user.is_authenticated,
        "typed": typed,
        "errors": errors,
    }
    return render(request, "procedures/share.html", parts, status=422 if errors else 200)


def _invite(
    request: HttpRequest, filling: Filling, typed: dict[str, str], errors: dict[str, str]
) -> HttpResponse | None:
    user: Any = request.user
    own = user.email if user.is_authenticated else ""  # what is typed, nobody proved
    try:
        validate_email(typed["email"])
    except ValidationError:
        errors["email"] = _("Enter an e-mail address in the right form, like nom@exemple.fr.")
    name = cases.signing.name_of(request, errors, _("Say who you are: the person reads it in the invitation"))
    if errors:
        return None
    wait = attempt(DRAFT_MAIL, typed["email"])
    if wait is not None:
        return too_many_requests(request, retry_after=round(wait.total_seconds()))
    at = clock.now()
    try:
        secret = cases.sharing.invite(
            filling.loaded.draft, typed["email"], by=name, owner_email=own, language=filling.language, at=at
        )
    except NotAllowed:
        errors["email"] = _("This draft can’t be opened to one person more.")
        return None
    try:
        tell(
            request,
            typed["email"],
            filling.language,
            "invited",
            name=name,
            procedure=filling.title,
            address=sites.url(sites.of_request(request), reverse("procedures:join_in", args=[secret])),
            until=date_long((at + cases.sharing.INVITED_FOR).date()),
        )
    except notifications.AddressRefused:
        errors["email"] = _("Enter an e-mail address in the right form, like nom@exemple.fr.")
        return None
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": typed["email"]})
    return HttpResponseRedirect(filling.way("share"))


@never_cache
@require_POST
def unshare(request: HttpRequest, draft_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponse:
    """End what somebody may do with the draft, or an invitation; they are told if they had begun."""
    filling = open_draft(request, draft_id)
    own = cases.sharing.mine(filling.loaded.draft)
    if own is not None and own.id == share_id:
        cases.sharing.leave(own)
        messages.success(request, _("You no longer write this draft."))
        return HttpResponseRedirect(reverse("cases:mine"))
    try:
        gone = cases.sharing.remove(filling.loaded.draft, share_id, at=clock.now())
    except (NotFound, NotAllowed):
        raise Http404 from None
    if gone.accepted_at:
        who = cases.sharing.owner_name(filling.loaded.draft)
        tell(request, gone.email, gone.language, "removed", name=who, procedure=filling.title)
    messages.success(request, _("%(name)s no longer opens this draft.") % {"name": gone.name or gone.email})
    return HttpResponseRedirect(filling.way("share"))


@never_cache
@require_http_methods(["GET", "POST"])
def join_in(request: HttpRequest, secret: str) -> HttpResponse:
    """What an invitation is for; then a code to its address, and what it opens."""
    at, user = clock.now(), request.user
    found = cases.sharing.invitation(secret, at=at)
    if found is None or found.draft_id is None:
        return render(request, "procedures/join_in.html", {"over": True, "errors": {}}, status=410)
    name, errors, sent = "", dict[str, str](), request.POST.get("step") == "join"
    if request.POST.get("step") == "code":
        wait = attempt(DRAFT_MAIL, found.email)
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        made = cases.sharing.send_code(secret, at=at)
        if made is not None:
            tell(request, found.email, language(), "code", code=made[1], name=found.invited_by)
        sent = True
    elif sent:
        code = "".join(one for one in request.POST.get("code", "") if one.isdigit())[:6]
        name = cases.signing.name_of(request, errors, _("Enter your name: the others read it beside what you change"))
        if not errors:
            draft_id = cases.sharing.accept(secret, code, name, visitor(request), at=at)
            if draft_id is not None:
                return _joined(request, found.email, found.owner_email, draft_id, name)
            errors["code"] = _("This code is wrong or too old: look at the last e-mail, or ask for another")
    parts = {
        "over": False,
        "by": found.invited_by,
        "email": found.email,
        "until": date_long(found.expires_at.date()),
        "sent": sent,
        "name": name,
        "known": user.is_authenticated,
        "errors": errors,
    }
    return render(request, "procedures/join_in.html", parts, status=422 if errors else 200)


def _joined(request: HttpRequest, email: str, owner: str, draft_id: uuid.UUID, name: str) -> HttpResponse:
    filling = open_draft(request, draft_id)
    if owner:
        tell(request, owner, filling.language, "joined", name=name, procedure=filling.title, address=_address(request))
    messages.success(request, _("You may now write this draft."))
    return HttpResponseRedirect(filling.way("resume"))


def sent(request: HttpRequest, filling: Filling, people: list[Any], reference: str) -> None:
    """Tell those who wrote a draft that its owner sent it: to whom and when, nothing of what it says."""
    who = people[0].invited_by if people else ""
    for one in people:
        if one.accepted_at:
            tell(request, one.email, one.language, "sent", name=who, procedure=filling.title, reference=reference)


def may_send(filling: Filling) -> bool:
    """Whether the acting person sends the draft: its owner, or the agent who enters it."""
    return filling.entered or not filling.loaded.draft.shared or cases.sharing.owned(filling.loaded.draft)
