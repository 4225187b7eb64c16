"""A visitor's journeys over the bench's procedures, request by request, without JavaScript.

The journey of 12 requests: home, start page, begin (and the redirect that follows), each page sent (and the next one
read), the answers checked, sent, the receipt. Every redirect counts as the request that it is.

"Without autosave" the peer w.c.s. needs 6 requests for the same form, because a post answers with the next page. Ours
answers a post with a redirect, so that reloading or going back sends nothing twice: the same six steps of a person
(open the first page; send pages 1, 2, 3; send the request; read the receipt) are the last nine of these requests. They
are measured whole, as "6 steps, 9 requests".
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench import meters
from tests.visitor import LocalTransport, Visitor

#: Requests before the first page of the form is read: home, start page, begin.
BEFORE = 3
#: Seconds in which the server ends what it does after it has answered (logs, connections), before the clocks are read.
SETTLE = 0.002

Pages = Mapping[str, Mapping[str, list[str]]]


@dataclass
class Request:
    """One request of a journey: CPU in milliseconds, statements if they were counted."""

    name: str
    status: int
    bytes: int
    web: float = 0.0
    database: float = 0.0
    statements: int | None = None
    apart: int | None = None
    sql: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Journey:
    """What one journey cost."""

    requests: list[Request] = field(default_factory=list)

    def web(self, first: int = 0) -> float:
        return sum(one.web for one in self.requests[first:])

    def database(self, first: int = 0) -> float:
        return sum(one.database for one in self.requests[first:])

    def statements(self, first: int = 0) -> int:
        return sum(one.statements or 0 for one in self.requests[first:])

    def apart(self, first: int = 0) -> int:
        return sum(one.apart or 0 for one in self.requests[first:])


class Metered(LocalTransport):
    """Reads the meters around every request that goes through it."""

    def __init__(self, meter: meters.Meter, *, count: bool) -> None:
        super().__init__()
        self._meter = meter
        self._count = count
        self.journey = Journey()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self._meter.reading(statements=self._count) as reading:
            response = super().handle_request(request)
            response.read()
            time.sleep(SETTLE)
        path = re.sub(r"[0-9a-f-]{36}|(?<=demandes/)[^/]+", "…", request.url.path)
        done = Request(f"{request.method} {path}", response.status_code, len(response.content))
        done.web, done.database = reading.web * 1000, reading.database * 1000
        if self._count:
            done.statements, done.apart, done.sql = reading.statements, reading.apart, reading.sql
        self.journey.requests.append(done)
        return response


@dataclass(frozen=True)
class Cost:
    """CPU of a whole journey, in milliseconds: of all of it, and from its short version's first request on."""

    web: float
    database: float
    short_web: float
    short_database: float


class Halfway(LocalTransport):
    """Notes what was spent until request number `first`; touches nothing else, so that requests follow each other."""

    def __init__(self, meter: meters.Meter, first: int) -> None:
        super().__init__()
        self._meter = meter
        self._left = first
        self.spent = (0.0, 0.0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._left == 0:
            self.spent = self._meter.spent()
        self._left -= 1
        return super().handle_request(request)


def visitor(base: str, transport: httpx.BaseTransport | None = None) -> Visitor:
    """A new browser on a site, through `transport`."""
    return Visitor(base, client=httpx.Client(transport=transport or LocalTransport(), timeout=60))


def _expect(page: httpx.Response, path: str, status: int = 200) -> None:
    if page.status_code != status or path not in page.url.path:
        raise RuntimeError(f"{page.url.path} answered {page.status_code}, not {path}:\n{page.text[:3000]}")


def fill_in(who: Visitor, slug: str, pages: Pages) -> str:
    """From the home page to the receipt; answers the case's reference. Raises RuntimeError where the way is another."""
    _expect(who.get("/"), "/")
    _expect(who.get(f"/demarches/{slug}/"), f"/{slug}/")
    names = list(pages)
    _expect(who.send(), f"/page/{names[0]}/")
    for at, name in enumerate(names):
        following = f"/page/{names[at + 1]}/" if at + 1 < len(names) else "/brouillons/"
        _expect(who.send(pages[name]), following)
    received = who.send()
    _expect(received, "/recu/")
    return received.url.path.strip("/").split("/")[1]


def metered(meter: meters.Meter, base: str, slug: str, pages: Pages, *, count: bool = False) -> Journey:
    """One journey of a new browser, measured."""
    transport = Metered(meter, count=count)
    with visitor(base, transport).client as client:
        fill_in(Visitor(base, client=client), slug, pages)
    return transport.journey


def whole(meter: meters.Meter, base: str, slug: str, pages: Pages, first: int) -> Cost:
    """One journey of a new browser, its requests one after the other without a pause to read meters between them."""
    transport = Halfway(meter, first)
    with visitor(base, transport).client as client:
        begun = meter.spent()
        fill_in(Visitor(base, client=client), slug, pages)
        time.sleep(SETTLE)
        ended = meter.spent()
    (web, database), (half_web, half_database) = begun, transport.spent
    return Cost(
        web=(ended[0] - web) * 1000,
        database=(ended[1] - database) * 1000,
        short_web=(ended[0] - half_web) * 1000,
        short_database=(ended[1] - half_database) * 1000,
    )
