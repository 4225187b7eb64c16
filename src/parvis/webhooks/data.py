"""What crosses the border of `webhooks`."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    """How an endpoint is. Paused in three ways: by hand, after long failure, because it said that it is gone."""

    LIVE = "live"
    PAUSED = "paused"
    FAILING = "failing"
    GONE = "gone"

    @property
    def label(self) -> Promise:
        return {
            State.LIVE: _("Is told"),
            State.PAUSED: _("Paused"),
            State.FAILING: _("Paused: it did not answer for two days"),
            State.GONE: _("Paused: it said that it is gone (410)"),
        }[self]


class Standing(StrEnum):
    """How a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"

    @property
    def label(self) -> Promise:
        return {
            Standing.WAITING: _("Waiting"),
            Standing.DELIVERED: _("Delivered"),
            Standing.DEAD: _("Given up"),
        }[self]


class Failure(StrEnum):
    """Why there is no answer. Values are stored."""

    ADDRESS = "address"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    PROTOCOL = "protocol"
    SECRET = "secret"  # noqa: S105 - a name

    @property
    def label(self) -> Promise:
        return {
            Failure.ADDRESS: _("The address leads into a network that Parvis may not call"),
            Failure.TIMEOUT: _("No answer in time"),
            Failure.CONNECTION: _("No connection"),
            Failure.PROTOCOL: _("The answer was cut off, or is no HTTP"),
            Failure.SECRET: _("Its secret can no longer be read: make a new one"),
        }[self]


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery as it is sent, and to whom. secrets: those that sign, the present one first; base: of the site whose
    API tells more.
    """

    id: int
    endpoint_id: uuid.UUID
    organisation_id: uuid.UUID
    wall_id: uuid.UUID | None
    case_id: uuid.UUID | None
    event_id: uuid.UUID
    kind: str
    procedure: str
    version: int
    audience: str
    at: dt.datetime
    tries: int
    url: str
    secrets: tuple[str, ...]
    base: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a try. retry_after: seconds that the receiver asks for; error: of `Failure`, "" with an answer."""

    told: Told
    at: dt.datetime
    milliseconds: int
    status: int | None
    error: str = ""
    excerpt: str = ""
    retry_after: int | None = None

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300
