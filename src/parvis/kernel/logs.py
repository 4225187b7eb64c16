"""Logs: one JSON object a line on the error stream, each with the id of the request that it belongs to.

What is logged of a request is its route ("demarches/<slug>/"), never its path, address or answers: paths carry codes
that open cases, and logs are kept longer than drafts.
"""

from __future__ import annotations

import logging
import re
import time
import traceback
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from parvis.kernel import loading, metrics
from parvis.kernel.ids import new_id

# It takes rich along for coloured tracebacks, which `discreet` replaces: 60 modules, 4 MB of every process. The
# settings import this module before any other module imports structlog.
loading.without("rich", of="structlog")
import structlog  # noqa: E402
from structlog.typing import ExcInfo  # noqa: E402

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def logger(name: str) -> Any:
    """A logger, for modules that load before the settings."""
    return structlog.get_logger(name)


_log = structlog.stdlib.get_logger("parvis.requests")

_QUOTED = re.compile(r'"[^"]*"')


def discreet(exc_info: ExcInfo) -> str:
    """A traceback without what people wrote: of the database's errors, the first line alone.

    PostgreSQL's DETAIL and CONTEXT quote whole rows and parameters; the first line of an error of class 22 (data
    exception) quotes the value that it refuses.
    """
    written = traceback.TracebackException(*exc_info)
    _hush(written, exc_info[1])
    return "".join(written.format()).rstrip("\n")


def _hush(written: traceback.TracebackException | None, error: BaseException | None) -> None:
    """Rewrite an error's words, and those of its causes and of a group's members."""
    if written is None or error is None:
        return
    found: Any = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(error, psycopg.Error | DatabaseError):
        first = str(error).partition("\n")[0]
        data = isinstance(found, psycopg.DataError) or isinstance(error, DataError)
        written._str = _QUOTED.sub('"…"', first) if data else first  # type: ignore[attr-defined]
    _hush(written.__cause__, error.__cause__)
    _hush(written.__context__, error.__context__)
    if isinstance(error, BaseExceptionGroup):
        for inner, one in zip(written.exceptions or (), error.exceptions, strict=True):
            _hush(inner, one)


_ADDRESS = re.compile(r"(https?://[^/\s]*)/\S*")


class Routed(logging.Filter):
    """Django's own lines about a request (an error, a form refused) name its route, not its path or referrer."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite what the line is filled with; every line passes."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            match = request.resolver_match
            route = match.route if match else "…"
            path = request.path.encode("unicode_escape").decode("ascii")
            record.args = tuple(
                _ADDRESS.sub(r"\1/…", one.replace(path, route)) if isinstance(one, str) else one for one in record.args
            )
        return True


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(discreet),
]


def configuration(level: str, shape: str = "json") -> dict[str, Any]:
    """Django's LOGGING; `shape` is json or text. Configures structlog too, on the same stream."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = structlog.dev.ConsoleRenderer() if shape == "text" else structlog.processors.JSONRenderer()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": _SHARED,
            }
        },
        "filters": {"routed": {"()": Routed}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["routed"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Its lines repeat ours, with the path.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            # Its lines of level INFO quote the arguments of jobs.
            "procrastinate": {"level": "WARNING"},
        },
    }


class RequestLog:
    """Middleware, the outermost: gives the request its id, and logs and counts how it was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        request_id = given if _WELL_FORMED.fullmatch(given) else new_id().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = self._get_response(request)
        seconds = time.perf_counter() - started
        response[HEADER] = request_id
        match = request.resolver_match
        route = match.route if match else ""
        metrics.observe_request(request.method or "", route, response.status_code, seconds)
        if request.path not in ("/healthz", "/readyz", "/metrics"):
            _log.log(
                40 if response.status_code >= 500 else 20,
                "request",
                method=request.method,
                route=route,
                host=request.META.get("HTTP_HOST", ""),
                status=response.status_code,
                milliseconds=round(seconds * 1000, 1),
                **({"bytes": len(response.content)} if isinstance(response, HttpResponse) else {}),
            )
        return response
