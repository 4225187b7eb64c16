"""What every router of the API stands on: who may call an operation, what it may answer, how a body is read.

Imported at the first call alone (see `views.entry`): Ninja costs a start 40 ms.
"""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.parser import Parser
from ninja.security import HttpBearer
from pydantic import ConfigDict, Field

from parvis.apiplatform.data import Caller, Problem, Scope

#: how deep what was sent may be nested
DEEPEST = 32


class MistakeOut(Schema):
    """What is wrong with one part of what was sent."""

    detail: str
    pointer: str | None = Field(None, description="JSON Pointer (RFC 6901) into the body")
    parameter: str | None = Field(None, description="Name of a parameter or header")


class ProblemOut(Schema):
    """A refusal (RFC 9457), in the language of Accept-Language."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[MistakeOut] | None = None


#: what every operation may answer beside what it gives
REFUSALS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 429, 503}): ProblemOut}
WRITE_REFUSALS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 503}): ProblemOut}
READ_REFUSALS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 422, 429, 503}): ProblemOut}


class Token(HttpBearer):
    """A token with a scope: `auth=Token(Scope.CASES_READ)`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        return self.authenticate(request, "")

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        found = caller(request)
        if self.scope not in found.scopes:
            raise Problem("missing-scope", _("It needs the scope %(scope)s.") % {"scope": self.scope})
        return found


def caller(request: HttpRequest) -> Caller:
    """Who calls."""
    found = request.caller  # type: ignore[attr-defined]
    assert isinstance(found, Caller)
    return found


class Reader(Parser):
    """Reads JSON as strangers send it: bounded in size and depth, without what no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            found = json.loads(request.body, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise Problem("unreadable", _("The body is no JSON.")) from error
        _look_at(found)
        return found


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _look_at(value: Any) -> None:
    """Raises Problem for what is too deep, or for texts that no database keeps."""
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise Problem("unreadable", _("The body is nested too deep."))
        if isinstance(one, str):
            _legible(one)
        elif isinstance(one, dict):
            for name, inner in one.items():
                _legible(name)
                waiting.append((inner, depth + 1))
        elif isinstance(one, list):
            waiting += [(inner, depth + 1) for inner in one]
        elif isinstance(one, int) and abs(one) > 1 << 63:
            raise Problem("unreadable", _("A number in the body is too large."))


def _legible(text: str) -> None:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Problem("unreadable", _("The body holds a character that is none."))
