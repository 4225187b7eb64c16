"""Following a sent request with others, or giving it to somebody: inviting, proving one's address, leaving."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.access.api import follow, standing, visitor, welcome
from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.domain import following, guests, own, revisions, sharing
from parvis.cases.domain.actors import actor_of
from parvis.cases.domain.listing import language
from parvis.cases.models import Case, Share
from parvis.cases.views.addresses import page_of
from parvis.cases.views.signing import name_of
from parvis.cases.views.tracking import not_here
from parvis.identity.api import DRAFT_MAIL, attempt
from parvis.kernel import clock
from parvis.kernel.ui.errors import too_many_requests
from parvis.kernel.ui.formats import date_long
from parvis.notifications import api as notifications
from parvis.territory.api import sites


def told(case: Case, guest: Share | None) -> dict[str, Any]:
    """What the page of a request says: with whom it is followed. No statement but of requests that are shared."""
    others = [one.name for one in guests.people(case) if one.accepted_at and one != guest]
    return {"address": reverse("cases:together", args=[case.reference]), "with": others}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, reference: str) -> HttpResponse:
    """Who follows the request; its holder invites somebody more, or gives it to somebody."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    guest, errors = guests.mine(case), dict[str, str]()
    over = request.POST.get("what") == "over"
    typed = {name: request.POST.get(name, "").strip()[:254] for name in ("email", "name")}
    if request.method == "POST":
        if guest is not None:
            raise Http404
        answer = _invite(request, case, typed["email"], errors, over=over)
        if answer is not None:
            return answer
    people = guests.people(case)
    parts = {
        "case": case,
        "name": revisions.load(case.revision_id).definition.name.into(language()),
        "back": page_of(case),
        "guest": guest,
        "people": [_line(case, one, guest) for one in people],
        "full": sum(not one.takes_over for one in people) >= sharing.MOST,
        "known": request.user.is_authenticated,
        "typed": typed,
        "over": over,
        "stays": "stays" in request.POST or request.method != "POST",
        "errors": errors,
    }
    return render(request, "cases/residents/together.html", parts, status=422 if errors else 200)


def _line(case: Case, one: Share, guest: Share | None) -> dict[str, Any]:
    until = {"day": date_long(one.expires_at.date())}
    if one.accepted_at:
        state = _("follows it since %(day)s") % {"day": date_long(one.accepted_at.date())}
    elif one.takes_over:
        state = _("invited to take it over, until %(day)s") % until
    else:
        state = _("invited, until %(day)s") % until
    return {
        "name": one.name or (one.email if guest is None else _("somebody invited")),
        "email": one.email if guest is None and one.name else "",
        "state": state,
        "own": one == guest,
        "accepted": bool(one.accepted_at),
        "end": reverse("cases:together_end", args=[case.reference, one.id]) if guest is None or one == guest else "",
    }


def _invite(request: HttpRequest, case: Case, email: str, errors: dict[str, str], *, over: bool) -> HttpResponse | None:
    user: Any = request.user
    try:
        validate_email(email)
    except ValidationError:
        errors["email"] = _("Enter an e-mail address in the right form, like nom@exemple.fr.")
    name = name_of(request, errors, _("Say who you are: the person reads it in the invitation"))
    if errors:
        return None
    wait = attempt(DRAFT_MAIL, email)
    if wait is not None:
        return too_many_requests(request, retry_after=round(wait.total_seconds()))
    before, at = case.subject_id, clock.now()
    try:
        secret = following.invite(
            case,
            email,
            takes_over=over,
            stays="stays" in request.POST,
            by=name,
            owner_email=user.email if user.is_authenticated else own.email_of(case),
            language=language(),
            at=at,
        )
        _send_link(request, case, email, secret, name, "over" if over else "invited")
    except NotAllowed:
        errors["email"] = _("This request can’t be opened to this person: sign in if it is your account’s.")
    except notifications.AddressRefused:
        errors["email"] = _("Enter an e-mail address in the right form, like nom@exemple.fr.")
    if errors:
        return None
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email})
    response = HttpResponseRedirect(reverse("cases:together", args=[case.reference]))
    if case.subject_id != before and not user.is_authenticated:
        follow(request, response, [case.subject_id])
    return response


def _send_link(request: HttpRequest, case: Case, email: str, secret: str, name: str, what: str) -> None:
    address = sites.url(sites.of(case.organisation_id), reverse("cases:together_join", args=[secret]))
    until = date_long((clock.now() + sharing.INVITED_FOR).date())
    tell(request, case, email, language(), what, name=name, address=address, until=until)


def tell(request: HttpRequest, case: Case, to: str, spoken: str, what: str, **context: Any) -> None:
    """An e-mail about following a request together. what: as the template knows it."""
    site = sites.of(case.organisation_id)
    procedure = revisions.load(case.revision_id).definition.name.into(spoken)
    said = {"site": site, "what": what, "procedure": procedure, "case": case, **context}
    said.setdefault("address", sites.url(site, page_of(case)))
    notifications.send(template="cases/together", to=to, language=spoken, context=said, wall_id=None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """What an invitation is for; then a code to its address, and the request that it opens."""
    at, user, post = clock.now(), request.user, request.POST
    found = sharing.invitation(secret, at=at)
    if found is None or found.case_id is None:
        return render(request, "cases/residents/join.html", {"dead": True, "errors": {}}, status=410)
    name, errors, sent = "", dict[str, str](), post.get("step") == "join"
    if post.get("step") == "code":
        wait = attempt(DRAFT_MAIL, found.email)
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        made = sharing.send_code(secret, at=at)
        if made is not None:
            said = {"site": sites.of_request(request), "what": "code", "code": made[1], "name": found.invited_by}
            notifications.send(
                template="cases/together", to=found.email, language=language(), context=said, wall_id=None
            )
        sent = True
    elif sent:
        name = name_of(request, errors, _("Enter your name: the others read it beside what you write"))
        if not errors:
            code = "".join(one for one in post.get("code", "") if one.isdigit())[:6]
            by = actor_of(standing(request), as_agent=False)
            done = following.accept(secret, code, name, visitor(request), by=by, at=at)
            if done is not None:
                return _joined(request, done, found, name)
            errors["code"] = _("This code is wrong or too old: look at the last e-mail, or ask for another")
    parts = {
        "dead": False,
        "by": found.invited_by,
        "over": found.takes_over,
        "email": found.email,
        "until": date_long(found.expires_at.date()),
        "sent": sent,
        "name": name,
        "known": user.is_authenticated,
        "errors": errors,
    }
    return render(request, "cases/residents/join.html", parts, status=422 if errors else 200)


def _joined(request: HttpRequest, done: following.Accepted, found: Share, name: str) -> HttpResponse:
    """Tell who invited, and lead to the request. A former holder without account who goes on with it is invited."""
    case, known = done.case, request.user.is_authenticated
    if found.owner_email:
        tell(request, case, found.owner_email, case.language, "taken" if done.takes_over else "joined", name=name)
    if done.left_behind:
        try:
            with transaction.atomic():
                secret = following.invite(
                    case,
                    done.left_behind,
                    takes_over=False,
                    stays=False,
                    by=name,
                    owner_email=found.email,
                    language=case.language,
                    at=clock.now(),
                    seats=sharing.MOST + 1,  # as for who has an account: theirs is one more
                )
                _send_link(request, case, done.left_behind, secret, name, "invited")
        except (NotAllowed, notifications.AddressRefused):
            said = _("%(email)s follows this request already, or could not be invited to go on following it.")
            messages.info(request, said % {"email": done.left_behind})
    messages.success(request, _("This request is now yours.") if done.takes_over else _("You now follow this request."))
    response = HttpResponseRedirect(page_of(case))
    if not known and done.takes_over:
        follow(request, response, [case.subject_id])
    elif not known:
        welcome(response)
    return response


@never_cache
@require_POST
def end(request: HttpRequest, reference: str, share_id: uuid.UUID) -> HttpResponse:
    """End somebody's part, or an invitation; guests end their own."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    guest = guests.mine(case)
    by = own.signed(actor_of(standing(request), as_agent=False), case)
    try:
        gone = following.end(case, share_id, by=by, at=clock.now())
    except NotFound:
        raise Http404 from None
    if guest is not None:
        messages.success(request, _("You no longer follow this request."))
        return HttpResponseRedirect(reverse("cases:mine"))
    if gone.accepted_at:
        tell(request, case, gone.email, gone.language, "removed", name=by.name)
    messages.success(request, _("%(name)s no longer opens this request.") % {"name": gone.name or gone.email})
    return HttpResponseRedirect(reverse("cases:together", args=[case.reference]))
