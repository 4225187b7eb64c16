"""Every request that is under way, as its client sees it: what a blow cuts, and what people were told."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import httpx

from tests.visitor import LocalTransport


class Fate(StrEnum):
    """How a request ended."""

    ANSWERED = "answered"
    #: the connection broke under it
    CUT = "cut"
    #: the server answered that it could not (its database broke under it)
    FAILED = "failed"
    #: nobody took the call: it was never under way
    REFUSED = "refused"


@dataclass(eq=False)
class Exchange:
    """One request. `writes`: it asks for a change. Times are of the monotonic clock, in seconds."""

    method: str
    path: str
    begun: float
    writes: bool
    fate: Fate | None = None
    ended: float = 0.0
    problem: str = ""


@dataclass
class Traffic:
    """The requests of everybody."""

    open: set[Exchange] = field(default_factory=set)
    fates: "Counter[Fate]" = field(default_factory=Counter)
    broken: list[Exchange] = field(default_factory=list)
    #: when somebody last went without an answer
    missed: float = 0.0
    moved: threading.Condition = field(default_factory=threading.Condition)

    def begin(self, request: httpx.Request) -> Exchange:
        path = request.url.path
        writes = request.method == "POST" and ("/envoyer" in path or "/suite/" in path)
        exchange = Exchange(request.method, path, time.monotonic(), writes)
        with self.moved:
            self.open.add(exchange)
            self.moved.notify_all()
        return exchange

    def end(self, exchange: Exchange, fate: Fate, problem: str = "") -> None:
        with self.moved:
            exchange.fate, exchange.ended, exchange.problem = fate, time.monotonic(), problem
            self.open.discard(exchange)
            self.fates[fate] += 1
            if fate is not Fate.ANSWERED:
                self.missed = exchange.ended
            if fate in (Fate.CUT, Fate.FAILED):
                self.broken.append(exchange)
            self.moved.notify_all()

    def under_way(self, *, writes: bool = False) -> list[Exchange]:
        with self.moved:
            return [exchange for exchange in self.open if exchange.writes or not writes]

    def await_write(self, seconds: float) -> bool:
        """Wait until a submission or a decision is under way; whether one is."""
        with self.moved:
            return self.moved.wait_for(lambda: any(exchange.writes for exchange in self.open), seconds)


class Browser(httpx.Client):
    """A client whose requests are counted. The time limit is a patient person's."""

    def __init__(self, traffic: Traffic) -> None:
        super().__init__(transport=LocalTransport(), timeout=60)
        self._traffic = traffic

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        exchange = self._traffic.begin(request)
        try:
            response = super().send(request, **options)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            self._traffic.end(exchange, Fate.REFUSED, repr(error))
            raise
        except BaseException as error:
            self._traffic.end(exchange, Fate.CUT, repr(error))
            raise
        failed = response.status_code >= 500
        self._traffic.end(exchange, Fate.FAILED if failed else Fate.ANSWERED, str(response.status_code))
        return response
