"""Requests on their way in: read whole before any of the few threads that work is taken, and given up where too slow.

The web server hands a request over as soon as its headers are there, and reading its body waits for the network. One
who sends a byte a minute would hold a thread, and a handful of them the service. So bodies arrive here, in memory or in
a file without a name, in as many threads as may wait; what then works on them is bounded by `WORKING`.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import structlog
from django.conf import settings
from django.db import connections
from django.urls import Resolver404, resolve

from parvis.kernel.guard import LARGEST_BODY, LARGEST_UPLOAD

log = structlog.get_logger("parvis.web")

#: requests of a web worker that are worked on at once (more only wait for the interpreter), and that arrive beside them
WORKING = 4
ARRIVING = 28
#: seconds that a body may take to begin or to go on, and bytes a second that it comes with at least over its whole way
SILENCE = 20.0
SLOWEST = 8_000
#: bytes of a body that stay in memory
IN_MEMORY = 262_144
_CHUNK = 65_536

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class TooSlow(Exception):
    """The body stopped coming, or comes slower than any telephone's network."""


class Cut(Exception):
    """The body ended before its length."""


class Arriving:
    """WSGI middleware, the outermost. silence: seconds; slowest: bytes a second."""

    def __init__(
        self, application: Application, *, working: int = WORKING, silence: float = SILENCE, slowest: int = SLOWEST
    ) -> None:
        self._application = application
        self._turns = threading.BoundedSemaphore(working)
        self._silence = silence
        self._slowest = slowest

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH"):
            # no browser sends a form so, and nothing says how much would come
            return _said(start, "411 Length Required", "Longueur requise. / Length required.")
        length = _length(environ)
        if not length:
            return self._work(environ, start)
        body = _Body(environ["wsgi.input"], length)
        try:
            environ["wsgi.input"] = body.whole(self._silence, self._slowest)
        except TooSlow:
            log.warning("request.too_slow", path=environ.get("PATH_INFO", ""), came=body.came, length=length)
            return _said(start, "408 Request Timeout", "Trop lent. / Too slow.")
        except Cut:
            return _said(start, "400 Bad Request", "Incomplet. / Incomplete.")
        except OSError as error:
            log.error("request.no_room", error=str(error))
            return _said(start, "503 Service Unavailable", "Réessayez dans un instant. / Try again in a moment.")
        with body.file:
            return self._work(environ, start)

    def _work(self, environ: Environ, start: Start) -> Iterable[bytes]:
        with self._turns:
            response = self._application(environ, start)
            if getattr(response, "streaming", False):
                # given out at the reader's pace: no connection to the database waits for it
                connections.close_all()
            return response


def _length(environ: Environ) -> int:
    """Bytes of the body that are worth waiting for: none of what will be refused by its length alone."""
    said = environ.get("CONTENT_LENGTH") or "0"
    length = int(said) if said.isascii() and said.isdigit() and len(said) < 12 else 0
    if length > LARGEST_UPLOAD or (length > LARGEST_BODY and not _takes_files(environ.get("PATH_INFO", ""))):
        return 0
    return length


def _takes_files(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "takes_files", None) is not None
    except Resolver404:
        return False


class _Body:
    """A body being read by a thread of its own: one that waits for the network can't be called back, only left."""

    def __init__(self, source: Any, length: int) -> None:
        self.came = 0
        self.file = cast(BinaryIO, tempfile.SpooledTemporaryFile(IN_MEMORY, "w+b", dir=str(_folder())))  # noqa: SIM115
        self._source = source
        self._length = length
        self._error: OSError | None = None
        self._left = False
        self._told = threading.Condition()
        self._done = False

    def whole(self, silence: float, slowest: int) -> BinaryIO:
        """The body, once it is here. Raises TooSlow, Cut, OSError where it can't be written."""
        threading.Thread(target=self._read, name="arriving", daemon=True).start()
        started = time.monotonic()
        with self._told:
            while not self._done:
                before = self.came
                until = started + silence + self._length / slowest
                wait = min(silence, until - time.monotonic())
                if wait <= 0 or not self._told.wait_for(partial(self._went_on, before), wait):
                    self._left = True  # the thread closes the file: it may be writing to it
                    raise TooSlow
        try:
            if self._error is not None:
                raise self._error
            if self.came < self._length:
                raise Cut
            self.file.seek(0)
        except BaseException:
            self.file.close()
            raise
        return self.file

    def _went_on(self, before: int) -> bool:
        return self._done or self.came > before

    def _read(self) -> None:
        try:
            while self.came < self._length and (chunk := self._source.read(min(_CHUNK, self._length - self.came))):
                with self._told:
                    if self._left:
                        break
                    self.file.write(chunk)
                    self.came += len(chunk)
                    self._told.notify()
        except OSError as error:
            self._error = error
        finally:
            with self._told:
                self._done = True
                if self._left:
                    self.file.close()
                self._told.notify()


def _folder() -> Path:
    """On the disk of the stored files, like all that comes in."""
    folder = Path(settings.PARVIS_VAR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _said(start: Start, status: str, text: str) -> Iterable[bytes]:
    data = text.encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(data)))]
    headers += [("Connection", "close"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    start(status, headers)
    return [data]
