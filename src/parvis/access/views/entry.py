"""Signing in from any host, carrying the session to a site, signing out, and what was being typed meanwhile."""

import importlib
import re
import secrets
import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access import cookies
from parvis.access.domain.journal import Missing
from parvis.access.middleware import set_session_cookie, sign_in_url
from parvis.access.requests import site as site_of, standing
from parvis.identity.api import digest, discard_kept, find_kept, give_code, is_local_path, take_code
from parvis.territory.api import sites

STATE = f"{'__Host-' if settings.PARVIS_HTTPS else ''}etat"
STATE_SECONDS = 600
#: what `secrets.token_urlsafe(32)` gives; anything else in the cookie came from elsewhere and is not sent back
_MADE_HERE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_CHALLENGE = re.compile(r"[0-9a-f]{64}")
_MACHINE = re.compile(r"\d+|on|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _next(request: HttpRequest) -> str:
    """Where the browser goes on to: a path of this host, or its home page."""
    asked = request.GET.get("next", "")
    return asked if is_local_path(asked) and len(asked) <= 2000 else "/"


@never_cache
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Begin to sign in, from any host. The territory's has the page; a site sends there, with the hash of its state."""
    path = _next(request)
    if standing(request).person_id is not None:
        return HttpResponseRedirect(path)
    site = site_of(request)
    if site.is_territory:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': path})}")
    # A browser that signs in from two tabs has one state: neither spoils the other.
    known = request.COOKIES.get(STATE, "")
    state = known if _MADE_HERE.fullmatch(known) else secrets.token_urlsafe(32)
    query = urlencode({"site": site.id, "state": digest(state), "next": path})
    response = HttpResponseRedirect(sites.url(sites.territory(), f"{reverse('access_give')}?{query}"))
    response.set_cookie(
        STATE, state, max_age=STATE_SECONDS, httponly=True, secure=settings.PARVIS_HTTPS, samesite="Lax"
    )
    return response


@never_cache
@require_GET
def give(request: HttpRequest) -> HttpResponse:
    """On the territory's host, signed in: give a code for the site that asked.

    A page that goes on by itself, not a redirection: the policy `form-action 'self'` would stop a sign-in form that
    is redirected to another host. The site is one of ours by its id; its address is never taken from the request.
    """
    challenge = request.GET.get("state", "")
    try:
        site = sites.get(uuid.UUID(request.GET.get("site", "")))
    except (ValueError, LookupError):
        raise Missing("site", request.GET.get("site", "")) from None
    found = standing(request)
    if site.is_territory or not found.session_id or not found.person_id:
        raise Missing("site", site.id)
    if "state" not in request.GET:
        # Somebody who made an account on the way (`identity.onward`): the site asks again, with a state of its own.
        begin = sites.url(site, f"{reverse('access_sign_in')}?{urlencode({'next': _next(request)})}")
        return render(request, "access/give.html", {"target": site, "address": begin})
    if not _CHALLENGE.fullmatch(challenge):
        raise Missing("site", site.id)
    code = give_code(
        session_id=found.session_id, person_id=found.person_id, host=site.host, challenge=challenge, path=_next(request)
    )
    address = sites.url(site, f"{reverse('access_take')}?{urlencode({'code': code})}")
    return render(request, "access/give.html", {"target": site, "address": address})


@never_cache
@require_GET
def take(request: HttpRequest) -> HttpResponse:
    """On a site: change the code for a session of this host, if this is the browser that asked for it."""
    taken = take_code(
        code=request.GET.get("code", ""),
        host=site_of(request).host,
        state=request.COOKIES.get(STATE, ""),
        user_agent=request.headers.get("User-Agent", ""),
    )
    if taken is None:
        return render(request, "access/not_taken.html", {"sign_in_url": sign_in_url("/")}, status=400)
    response = HttpResponseRedirect(taken.path if is_local_path(taken.path) else "/")
    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore
    session = store(taken.session_key).bind(host=site_of(request).host, user_agent="")
    request.session = session
    set_session_cookie(response, taken.session_key, lasting=not session.get_expire_at_browser_close())
    response.delete_cookie(STATE, samesite="Lax")
    return response


@never_cache
@require_GET
def stay(request: HttpRequest) -> HttpResponse:
    """Asked by the page's script when somebody says that they are still there: the request's door notes it."""
    return HttpResponse(status=204)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here, on the territory's host and on every site that it was handed to, at once.

    What this browser opened without the account goes too (the computer may be shared): here with this answer, on the
    other hosts when they are next asked for anything (`AccessMiddleware`).
    """
    request.session.flush()
    asked = request.POST.get("next", "")
    response = HttpResponseRedirect(asked if is_local_path(asked) else "/")
    cookies.forget(response)
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, kept_id: uuid.UUID) -> HttpResponse:
    """What the person was sending when their session ended: look at it, then send it again or let it go."""
    found = standing(request)
    assert found.person_id is not None
    if request.method == "POST":
        discard_kept(kept_id, person_id=found.person_id)
        return HttpResponseRedirect("/")
    post = find_kept(kept_id, person_id=found.person_id, host=site_of(request).host)
    if post is None:
        raise Missing("kept", kept_id)
    fields = [(name, value) for name, values in post.fields.items() for value in values]
    # What a page noted for itself (versions, identifiers, ticks) says nothing to its author.
    shown = [value for _name, value in fields if value.strip() and not _MACHINE.fullmatch(value.strip())]
    return render(request, "access/kept.html", {"post": post, "fields": fields, "shown": shown})
