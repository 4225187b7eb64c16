"""Refusals as `application/problem+json` (RFC 9457), in the language that the caller reads."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from parvis.apiplatform.data import PROBLEMS, Mistake, Problem

MEDIA_TYPE = "application/problem+json"
#: where each kind is explained: anchors of the reference page
TYPES = "/api/#"


def body(kind: str, detail: str = "", errors: Sequence[Mistake] = (), **more: Any) -> dict[str, Any]:
    """The members of a problem, in the active language."""
    known = PROBLEMS[kind]
    found: dict[str, Any] = {"type": f"{TYPES}{kind}", "title": str(known.title), "status": known.status}
    if detail:
        found["detail"] = detail
    if errors:
        found["errors"] = [one.body() for one in errors]
    return {**found, **more}


def answer(problem: Problem) -> HttpResponse:
    """The answer to a refused call."""
    known = PROBLEMS[problem.kind]
    text = json.dumps(body(problem.kind, problem.detail, problem.errors, **problem.more), ensure_ascii=False)
    response = HttpResponse(text, status=known.status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if known.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Parvis"'
    for name, value in problem.headers.items():
        response[name] = value
    return response


_BY_STATUS = {400: "unreadable", 404: "missing", 413: "too-large", 429: "too-many", 503: "unavailable"}


def early(request: HttpRequest, status: int, retry_after: int | None) -> HttpResponse:
    """The answer to a call that was refused before it got here, by its size or its host: see `kernel.ui.errors`."""
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    if status not in _BY_STATUS and status < 500:
        status = 400
    return answer(Problem(_BY_STATUS.get(status, "failed"), headers=headers))
