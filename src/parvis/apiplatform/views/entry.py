"""The entry of the API: one address for all of it, which loads the rest at the first call.

It does by itself what the middleware does for pages: lets somebody in, opens one transaction within their walls, keeps
nothing of what failed. No cookie is read.
"""

from __future__ import annotations

import datetime as dt
import json

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from parvis.access.api import site
from parvis.apiplatform.data import Caller, Problem, Quota
from parvis.apiplatform.domain import problems, replaying, tokens, versions
from parvis.apiplatform.domain.speaking import language
from parvis.files import api as files
from parvis.identity.api import Flood, client_address, is_own_machine, throttled_address
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting

log = structlog.get_logger("parvis.apiplatform")
#: calls refused for want of a good token, from one address: nobody guesses 256 bits, nobody needs to try
_GUESSES = Flood("api:guess", 60, dt.timedelta(minutes=1))
_SAFE = ("GET", "HEAD")
#: bytes of a body that is not a file
LARGEST_JSON = 1_000_000


@csrf_exempt
def entry(request: HttpRequest, path: str) -> HttpResponseBase:
    """Every call but those that bring files."""
    return _answer(request, path)


@csrf_exempt
def entry_files(request: HttpRequest, path: str) -> HttpResponseBase:
    """A call that brings a file."""
    return _answer(request, path)


entry_files.takes_files = files.spool  # type: ignore[attr-defined]


def _answer(request: HttpRequest, path: str) -> HttpResponseBase:
    request.COOKIES = {}
    spoken = language(request)
    with override(spoken):
        quota: Quota | None = None
        try:
            if path == "openapi.json":
                response: HttpResponseBase = _description(request, spoken)
            else:
                caller, quota = _enter(request)
                response = _call(request, path, caller)
        except Problem as problem:
            response = problems.answer(problem)
        except (OperationalError, InterfaceError):
            response = problems.answer(Problem("unavailable", headers={"Retry-After": "5"}))
        except (SuspiciousOperation, UnreadablePostError):
            response = problems.answer(Problem("unreadable"))
        if quota is not None:
            for name, value in quota.headers().items():
                response[name] = value
        response["Content-Language"] = spoken
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        response.setdefault("Cache-Control", "private, no-cache")
    return response


def _description(request: HttpRequest, spoken: str) -> HttpResponse:
    from parvis.apiplatform.interface import description

    if request.method not in _SAFE:
        raise Problem("wrong-method", headers={"Allow": "GET, HEAD"})
    text = json.dumps(description(spoken), ensure_ascii=False)
    response = versions.tagged(request, HttpResponse(text, content_type="application/json"), None)
    response["Cache-Control"] = "public, max-age=300"
    return response


def _enter(request: HttpRequest) -> tuple[Caller, Quota]:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    address = throttled_address(request)
    try:
        if scheme.lower() != "bearer" or not secret.strip():
            raise Problem("no-token")
        here = site(request).organisation_id
        caller, quota = tokens.enter(secret.strip(), client_address(request), site=here, at=clock.now())
    except Problem:
        wait = None if is_own_machine(request) else _GUESSES.attempt(address)
        if wait is not None:
            raise Problem("too-many", headers={"Retry-After": str(round(wait.total_seconds()))}) from None
        raise
    if wait_for := quota.wait():
        raise Problem("too-many", headers={"Retry-After": str(wait_for), **quota.headers()})
    return caller, quota


def _call(request: HttpRequest, path: str, caller: Caller) -> HttpResponseBase:
    from parvis.apiplatform.interface import answer

    _look_at_body(request)
    request.caller = caller  # type: ignore[attr-defined]
    key = "" if request.method in _SAFE else replaying.key_of(request)
    print_ = replaying.fingerprint(request) if key and not _brings_files(request) else ""
    if key and not print_:
        key = ""  # a file is kept by what it is: sent twice, it is there twice, and only what the answers name stays
    with acting(Reach(actor="web", person=caller.id, walls=caller.walls)):
        response = (replaying.before(caller.id, key, print_) if key else None) or answer(request, path)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        elif key and isinstance(response, HttpResponse) and not response.has_header("Idempotent-Replayed"):
            replaying.after(caller.id, key, print_, response, at=clock.now())
    if request.method in _SAFE and response.status_code == 200 and isinstance(response, HttpResponse):
        return versions.tagged(request, response, getattr(request, "version", None))
    return response


def _brings_files(request: HttpRequest) -> bool:
    return (request.content_type or "").startswith("multipart/")


def _look_at_body(request: HttpRequest) -> None:
    """Refuse a body by what is said of it. Raises Problem."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if _brings_files(request):
        if not hasattr(request.resolver_match.func, "takes_files"):  # type: ignore[union-attr]
            raise Problem("wrong-type")
    elif length > LARGEST_JSON:
        raise Problem("too-large")
    elif length and request.content_type != "application/json":
        raise Problem("wrong-type")
