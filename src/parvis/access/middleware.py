"""The request: its session, its person, what they may open and reach, and the one transaction that it runs in.

Two statements beside BEGIN and COMMIT: one door reads session, person, memberships and subjects (in autocommit, before
the transaction: that a session was used is noted even when the page fails), one writes the reach.
"""

import dataclasses
import datetime as dt
import hmac
import importlib
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import get_resolver, reverse
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from parvis.access import cookies, requests
from parvis.access.data import Rule, Standing, Verdict, Who
from parvis.access.domain import journal, standing
from parvis.access.rules import decide, reach_of
from parvis.identity.api import Flood, Limit, attempt, is_own_machine, keep_post, throttled_address
from parvis.kernel.reach import Reach, acting
from parvis.kernel.ui.errors import too_many_requests
from parvis.territory.api import sites

log = structlog.get_logger("parvis.access")
_FIELDS = ("id", "email", "given_name", "family_name", "language", "password", "created_at", "is_active")
_NOBODY = Standing()
_NOTHING = Reach()


class AccessMiddleware:
    """Outermost of what needs a person. Where Django has resolved the address, `process_view` consults the table."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.table: dict[str, Rule] = import_string(settings.PARVIS_PERMISSIONS)
        self.store = importlib.import_module(settings.SESSION_ENGINE).SessionStore
        self.person = get_user_model()
        self.fields = [column.attname for column in self.person._meta.concrete_fields]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = request.get_host().partition(":")[0]
        request.session = self.store().bind(host=host, user_agent=request.headers.get("User-Agent", ""))
        request.user = AnonymousUser()
        request.standing = _NOBODY  # type: ignore[attr-defined]
        with ExitStack() as transactions:
            request._transactions = transactions  # type: ignore[attr-defined]
            response = self.get_response(request)
            acted = getattr(request, "_acted", False)
            if response.status_code >= 500:
                # Django's handler swallowed the exception: without this, half a write would be committed.
                if acted:
                    transaction.set_rollback(True)
                return response
            if acted:
                self._save_session(request, response)
            if getattr(request, "_signed_out", False):
                _forget(response)
        if acted and request.session.modified:
            request.session.save()  # what was noted on commit: allauth tells of a new second factor only then
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Open the request's transaction as who it comes from, or answer in the page's place."""
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        rule = self.table.get(name)
        if rule is None:
            log.error("access.page_without_rule", page=name)
            return missing(request)
        if rule.bare:
            return None
        wait = _wait(rule.attempts, request)
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        found = self._open(request)
        organisation_id = _organisation(request)
        verdict = decide(rule, found, organisation_id, second_factor=settings.PARVIS_SECOND_FACTOR)
        if verdict is not Verdict.OPEN:
            return self._refuse(request, verdict, found, organisation_id, name)
        token = "" if rule.who is Who.AGENT else cookies.visitor_hash(request)
        reach = reach_of(rule, found, organisation_id, token)
        if reach != _NOTHING or rule.acts or request.method not in ("GET", "HEAD"):
            self._act(request, reach)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Write down who sought what is not there for them; the answer stays Django's own 404."""
        found = requests.standing(request)
        if isinstance(exception, journal.Missing) and found.person_id is not None and found.is_agent:
            journal.log_refusal(
                person_id=found.person_id,
                kind=exception.kind,
                sought=exception.sought,
                path=request.path,
                organisation_id=_organisation(request),
            )
        return None

    def _act(self, request: HttpRequest, reach: Reach) -> None:
        request._transactions.enter_context(acting(reach))  # type: ignore[attr-defined]
        request._acted = True  # type: ignore[attr-defined]

    def _open(self, request: HttpRequest) -> Standing:
        """Read the session's door, if the browser has a key; give the request its person."""
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        row = standing.open_door(key, request.session.host) if len(key) == 43 else None  # type: ignore[attr-defined]
        if row is None and key:
            # Signed out, here or on another of our hosts: whoever comes next must not find what was left open.
            for name in _LEFT:
                request.COOKIES.pop(name, None)
            request._signed_out = True  # type: ignore[attr-defined]
        followed = cookies.followed(request)
        if row is None:
            found = Standing(followed=followed) if followed else _NOBODY
        elif row[0]:
            found = Standing(followed=followed, ended=row[4] is not None)
        else:
            found = self._enter(request, key, row, followed)
        if cookies.is_guest(request) and found.person_id is None:
            found = dataclasses.replace(found, guest_of=standing.guest_of(cookies.visitor_hash(request)))
        request.standing = found  # type: ignore[attr-defined]
        return found

    def _enter(self, request: HttpRequest, key: str, row: tuple[Any, ...], followed: tuple[Any, ...]) -> Standing:
        _, session_id, data, second_factor, person_id, *rest, memberships, subjects, guest_of = row
        session = self.store(key).bind(host=request.session.host, user_agent="")  # type: ignore[attr-defined]
        session.prime(data)
        if person_id is None:
            request.session = session
            return Standing(followed=followed, session_id=session_id)
        read = dict(zip(_FIELDS, (person_id, *rest, True), strict=True))
        # `from_db` takes the values of all the fields in the order of the model's.
        person = self.person.from_db("default", self.fields, [read[name] for name in self.fields])
        # A password that changed since the sign-in has ended the session (Django's session hash).
        noted = session.get(HASH_SESSION_KEY, "")
        known = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
        if not any(hmac.compare_digest(noted, good) for good in known):
            return Standing(followed=followed)
        request.session = session
        request.user = person
        return Standing(
            person_id=person_id,
            name=person.name or person.email,
            email=person.email,
            language=person.language,
            memberships=standing.memberships(memberships),
            subjects=tuple(subjects or ()),
            guest_of=tuple(guest_of or ()),
            followed=followed,
            second_factor=second_factor,
            session_id=session_id,
        )

    def _refuse(
        self, request: HttpRequest, verdict: Verdict, found: Standing, organisation_id: Any, name: str
    ) -> HttpResponseBase:
        if verdict is Verdict.SIGN_IN:
            return self._sign_in(request, found)
        if verdict is Verdict.ELSEWHERE and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(sites.url(sites.territory(), request.get_full_path()))
        if verdict is Verdict.SECOND_FACTOR:
            return HttpResponseRedirect(sites.url(sites.territory(), reverse("mfa_index")))
        if found.person_id is not None:
            self._act(request, Reach(person=found.person_id))
            journal.log_refusal(
                person_id=found.person_id, kind="page", sought=name, path=request.path, organisation_id=organisation_id
            )
        return missing(request)

    def _sign_in(self, request: HttpRequest, found: Standing) -> HttpResponseBase:
        """To the sign-in page and back; a post that came too late is kept, and shown back after it."""
        path = request.get_full_path()
        if "X-Aside" in request.headers:  # asked by a script beside the page: nobody waits for it, nothing is lost
            return HttpResponse(status=401)
        if request.method in ("GET", "HEAD"):
            response: HttpResponse = HttpResponseRedirect(sign_in_url(path))
        else:
            kept = None
            if found.ended:
                kept = keep_post(
                    session_key=request.COOKIES[settings.SESSION_COOKIE_NAME],
                    host=request.session.host,  # type: ignore[attr-defined]
                    path=path,
                    posted=request.POST,
                )
            back = reverse("access_kept", args=[kept]) if kept else "/"
            parts = {"kept": kept, "sign_in_url": sign_in_url(back), "files": bool(request.FILES)}
            response = render(request, "access/ended.html", parts, status=401)
            response["Cache-Control"] = "no-store"
            if request.headers.get("HX-Request"):
                response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
        return response

    def _save_session(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Write the session if it changed, and give or take its cookie; keep personal pages out of caches."""
        session = request.session
        changed, session.modified = session.modified, False
        patch_vary_headers(response, ("Cookie",))
        cookies.set_visitor(request, response)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        if session.is_empty():
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
            return
        if not changed:
            return
        try:
            session.save()
        except UpdateError:
            # It was ended elsewhere while this page was made.
            response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
            return
        lasting = request.user.is_authenticated and not session.get_expire_at_browser_close()
        set_session_cookie(response, str(session.session_key), lasting=lasting)


def _wait(limit: object, request: HttpRequest) -> dt.timedelta | None:
    """Count a post against the page's limit; how long to wait once there were too many."""
    if request.method != "POST" or limit is None:
        return None
    if isinstance(limit, Flood):
        return None if is_own_machine(request) else limit.attempt(throttled_address(request))
    assert isinstance(limit, Limit)
    return None if limit.flood and is_own_machine(request) else attempt(limit, throttled_address(request))


#: what a browser keeps of somebody who signed out on another host
_LEFT = (settings.SESSION_COOKIE_NAME, cookies.FOLLOWED, cookies.VISITOR, cookies.GUEST)


def _forget(response: HttpResponseBase) -> None:
    """Have the browser drop what is left of a session that ended elsewhere, except what this answer gives anew."""
    for name in _LEFT:
        if name not in response.cookies:
            response.delete_cookie(name, samesite="Lax")


def _organisation(request: HttpRequest) -> uuid.UUID | None:
    """The organisation of the site; None on the territory's own."""
    found = getattr(request, "site", None)
    return found.organisation_id if found else None


def set_session_cookie(response: HttpResponseBase, key: str, *, lasting: bool) -> None:
    """Give the browser the key of its session; `lasting` keeps it after the browser is closed."""
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        key,
        max_age=settings.PARVIS_RESIDENT_SESSION_HOURS * 3600 if lasting else None,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def sign_in_url(path: str) -> str:
    """The address, on any of our hosts, that signs in and comes back to `path` on this host."""
    return f"{reverse('access_sign_in')}?{urlencode({'next': path})}"


def missing(request: HttpRequest) -> HttpResponseBase:
    """The very answer that a page gives for what does not exist."""
    handler: Callable[..., HttpResponseBase] = get_resolver().resolve_error_handler(404)
    return handler(request, exception=Http404())
