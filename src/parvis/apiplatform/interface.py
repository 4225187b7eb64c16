"""The API itself, put together once in a process from what the modules bring; its description (OpenAPI 3.1)."""

import importlib
import threading
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.translation import gettext as _, gettext_noop, override
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from parvis.apiplatform.data import PROBLEMS, Mistake, Problem
from parvis.apiplatform.domain import problems
from parvis.apiplatform.ground import Reader
from parvis.apiplatform.registry import ADDITIONS, ROUTERS
from parvis.kernel.i18n_rest import plain

log = structlog.get_logger("parvis.apiplatform")
PREFIX = "/api/v1"
VERSION = "1.0.0"
_lock = threading.Lock()

_DESCRIPTION = gettext_noop(
    "What an organisation’s other programmes read and write. A token (`Authorization: Bearer …`) is made by one of its "
    "administrators; it opens the requests of that organisation’s spheres which it names, and nothing else."
)
_HEADERS = {
    "RateLimit": {"schema": {"type": "string"}, "description": "What is left of the quota"},
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "The quota"},
}
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "To send in If-None-Match, or in If-Match"}}


@lru_cache(maxsize=1)
def _api() -> NinjaAPI:
    api = NinjaAPI(
        title="Parvis",
        version=VERSION,
        description=_DESCRIPTION,
        docs_url=None,
        openapi_url=None,
        urls_namespace="parvis-api-v1",
        parser=Reader(),
    )
    for brings in ROUTERS:
        module, _colon, name = brings.router.partition(":")
        api.add_router("", getattr(importlib.import_module(module), name), tags=[brings.name])
    _answer_problems(api)
    return api


def _answer_problems(api: NinjaAPI) -> None:
    def handles(kind: type[Exception], answer: Callable[[Any], Problem]) -> None:
        api.add_exception_handler(kind, lambda request, error: problems.answer(answer(error)))

    handles(Problem, lambda error: error)
    handles(ValidationError, _mistaken)
    handles(AuthenticationError, lambda error: Problem("no-token"))
    handles(HttpError, lambda error: Problem("unreadable"))

    def failed(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        if isinstance(error, OperationalError | InterfaceError):
            return problems.answer(Problem("unavailable", headers={"Retry-After": "5"}))
        log.exception("api.failed", exc_info=error)
        return problems.answer(Problem("failed"))

    api.add_exception_handler(Exception, failed)


def _mistaken(error: ValidationError) -> Problem:
    """What pydantic found, part by part. Its own words are English: each is said once more in ours where we can."""
    found = []
    for one in error.errors[:50]:
        place, *path = [str(step) for step in one["loc"]]
        if place == "body":
            # the first step is the name of the function's parameter
            pointer = "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path[1:])
            found.append(Mistake(_said(one), pointer=pointer or "/"))
        else:
            found.append(Mistake(_said(one), parameter=".".join(path)))
    return Problem("invalid", errors=found)


def _said(one: dict[str, Any]) -> str:
    kind = str(one.get("type", ""))
    if kind == "missing":
        return _("This is missing")
    if kind == "extra_forbidden":
        return _("There is nothing of that name")
    return _("This value can’t be taken here (%(why)s)") % {"why": one.get("msg", kind)}


@lru_cache(maxsize=1)
def _patterns() -> tuple[URLPattern, ...]:
    patterns, _app, _namespace = _api().urls
    return tuple(one for one in patterns if isinstance(one, URLPattern) and one.name != "api-root")


def answer(request: HttpRequest, path: str) -> HttpResponseBase:
    """What the operation of the request's method at an address below `PREFIX` answers. Raises Problem.

    Several modules may have operations at one address, each of other methods.
    """
    with _lock:
        patterns = _patterns()
    allowed: set[str] = set()
    for pattern in patterns:
        match = pattern.resolve(path)
        if match is None:
            continue
        found: HttpResponseBase = match.func(request, **match.kwargs)
        if found.status_code != 405:
            return found
        allowed |= {one.strip() for one in found.get("Allow", "").split(",")}
    if allowed:
        raise Problem("wrong-method", headers={"Allow": ", ".join(sorted(allowed))})
    raise Problem("missing", _("No address of the API is called so."))


@lru_cache(maxsize=2)
def description(language: str) -> dict[str, Any]:
    """The OpenAPI document: made once in a process and language, of constants alone."""
    with _lock, override(language):
        document: dict[str, Any] = dict(_api().get_openapi_schema(path_prefix=PREFIX))
        document["servers"] = [{"url": "/"}]
        schemes = document["components"]["securitySchemes"]
        schemes["Token"] = {"type": "http", "scheme": "bearer", "description": _("A token of an organisation: pvs_…")}
        for methods in document["paths"].values():
            for method, operation in methods.items():
                _described(method, operation)
        for adds in ADDITIONS:
            module, _colon, name = adds.to.partition(":")
            getattr(importlib.import_module(module), name)(document)
        _spoken(document)
        document["x-problems"] = {
            kind: {"status": one.status, "title": str(one.title)} for kind, one in PROBLEMS.items()
        }
    return document


def _spoken(found: Any) -> None:
    """Put what a description says into the language in force: the words of routers and shapes are written in English,
    some of them in docstrings (`kernel.i18n_rest` extracts them).
    """
    if isinstance(found, list):
        for one in found:
            _spoken(one)
    elif isinstance(found, dict):
        for name, value in found.items():
            if name in ("summary", "description") and isinstance(value, str) and value:
                found[name] = _(plain(value))
            else:
                _spoken(value)


def _described(method: str, operation: dict[str, Any]) -> None:
    """What our entry adds to every operation: refusals' media type, tags, quotas, conditions, keys."""
    operation["operationId"] = operation["operationId"].replace("parvis_", "").replace("_rest", "")
    parameters = operation.setdefault("parameters", [])
    if method == "get":
        parameters.append(_header("If-None-Match", _("ETag of what the caller has: 304 where nothing changed")))
    else:
        parameters.append(_header("Idempotency-Key", _("The same key and body get the same answer, for a day")))
    for status, response in operation["responses"].items():
        headers = dict(_HEADERS) | (_ETAG if status == 200 and method == "get" else {})
        response["headers"] = headers | response.get("headers", {})
        if int(status) >= 400 and "content" in response:
            response["content"] = {problems.MEDIA_TYPE: next(iter(response["content"].values()))}
    if method == "get":
        operation["responses"][304] = {"description": HTTPStatus.NOT_MODIFIED.phrase}


def _header(name: str, words: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "description": words, "schema": {"type": "string"}}
