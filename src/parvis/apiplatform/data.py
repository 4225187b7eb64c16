"""What crosses the border of `apiplatform`: scopes, the caller, and problems as RFC 9457 has them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    """What a token opens. Values are stored and stand in other people's programmes: never rename one."""

    PROCEDURES_READ = "procedures:read"
    CASES_READ = "cases:read"
    CASES_SUBMIT = "cases:submit"
    CASES_PREFILL = "cases:prefill"
    CASES_WRITE = "cases:write"
    CASES_DECIDE = "cases:decide"

    @property
    def label(self) -> Promise:
        return {
            Scope.PROCEDURES_READ: _("Read procedures and their forms"),
            Scope.CASES_READ: _("Read requests, with their answers, messages and files"),
            Scope.CASES_SUBMIT: _("Submit requests"),
            Scope.CASES_PREFILL: _("Prepare requests that people then claim, change and send"),
            Scope.CASES_WRITE: _("Write to people and move requests on"),
            Scope.CASES_DECIDE: _("Decide requests, where their workflow lets an agent do so"),
        }[self]


@dataclass(frozen=True, slots=True)
class Caller:
    """A token that was let in, as who it acts: its id stands wherever a person's would (drafts, timeline, journal)."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    name: str
    walls: tuple[uuid.UUID, ...]
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, and what it is called in every language."""

    status: int
    title: str | Promise


#: by the last part of their `type`: `/api/#<kind>`
PROBLEMS: Mapping[str, Kind] = {
    "unreadable": Kind(400, _("The request can’t be read")),
    "no-token": Kind(401, _("A valid token is needed")),
    "expired-token": Kind(401, _("This token is no longer valid")),
    "wrong-address": Kind(403, _("This token may not be used from this address")),
    "wrong-site": Kind(403, _("This token is another organisation’s")),
    "missing-scope": Kind(403, _("This token does not open this")),
    "not-allowed": Kind(403, _("This can’t be done with the request now")),
    "missing": Kind(404, _("There is no such thing here")),
    "wrong-method": Kind(405, _("This can’t be done at this address")),
    "conflict": Kind(409, _("Something else came first")),
    "in-progress": Kind(409, _("The same request is being handled")),
    "changed": Kind(412, _("It was changed in the meantime")),
    "too-large": Kind(413, _("This is too large")),
    "wrong-type": Kind(415, _("This type of content is not taken")),
    "invalid": Kind(422, _("Something has to be corrected")),
    "key-reused": Kind(422, _("This key was used for something else")),
    "no-version": Kind(428, _("Say which version you have seen")),
    "too-many": Kind(429, _("Too many requests")),
    "failed": Kind(500, _("Something went wrong on our side")),
    "unavailable": Kind(503, _("The service is interrupted for a moment")),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in what was sent. pointer: RFC 6901, into the body; parameter: of the address, or a header."""

    detail: str
    pointer: str = ""
    parameter: str = ""

    def body(self) -> dict[str, str]:
        found = {"detail": self.detail, "pointer": self.pointer, "parameter": self.parameter}
        return {name: value for name, value in found.items() if value}


class Problem(Exception):
    """A refusal. kind: of `PROBLEMS`; detail: in the caller's language; more: members beside those of RFC 9457."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        errors: Sequence[Mistake] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.more = more


@dataclass(frozen=True, slots=True)
class Quota:
    """How often a token may call, and how often it has. day_ends, minute_ends: when each count begins anew."""

    per_minute: int
    minute_used: int
    minute_ends: dt.datetime
    per_day: int
    day_used: int
    day_ends: dt.datetime
    at: dt.datetime

    def headers(self) -> dict[str, str]:
        """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-09)."""
        minute, day = max(0, self.per_minute - self.minute_used), max(0, self.per_day - self.day_used)
        return {
            "RateLimit-Policy": f'"minute";q={self.per_minute};w=60, "day";q={self.per_day};w=86400',
            "RateLimit": ", ".join(
                f'"{name}";r={left};t={self._left(ends)}'
                for name, left, ends in (("minute", minute, self.minute_ends), ("day", day, self.day_ends))
            ),
        }

    def wait(self) -> int:
        """Seconds to wait; 0 within the quota."""
        if self.day_used > self.per_day:
            return self._left(self.day_ends)
        return self._left(self.minute_ends) if self.minute_used > self.per_minute else 0

    def _left(self, ends: dt.datetime) -> int:
        return max(1, round((ends - self.at).total_seconds()))


@dataclass(frozen=True, slots=True)
class Made:
    """A token just made: its secret is shown this once."""

    id: uuid.UUID
    secret: str


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token on the administrators' screen. state: "live", "expired" or "revoked"."""

    id: uuid.UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    spheres: tuple[str, ...]
    networks: tuple[str, ...]
    per_minute: int
    per_day: int
    created_at: dt.datetime
    last_day: dt.date
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None
    state: str
    maker: str = ""
