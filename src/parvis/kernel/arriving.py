"""Requests on their way in: read whole before any of the few threads that work is taken, and given up where too slow.

The web server hands a request over as soon as its headers are there, and reading its body waits for the network. One
who sends a byte a minute would hold a thread, and a handful of them the service. So bodies arrive here, in memory or in
a file without a name, in as many threads as may wait; what then works on them is bounded by `WORKING`. Those who fall
silent altogether are hung up on (`hanging_up`), and beyond `ARRIVING` at once one is asked to try again in a moment: a
visitor who only reads a page never stands behind them.
"""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.urls import Resolver404, resolve

from parvis.kernel import logs, maintenance
from parvis.kernel.guard import LARGEST_BODY, LARGEST_UPLOAD
from parvis.kernel.hanging_up import Wait, Watch

log = logs.logger("parvis.web")

#: requests of a web worker that are worked on at once (more only wait for the interpreter), whose bodies arrive beside
#: them, whose files are being fetched, and that wait for their turn
WORKING = 4
ARRIVING = 96
FETCHING = 32
WAITING = 28
#: threads for all of these: made when they are needed
THREADS = WORKING + ARRIVING + FETCHING + WAITING
#: seconds that a body may lose on its way, and the bytes a second that it comes with at least beside them
LOST = 20.0
SLOWEST = 4_000
#: seconds without a byte taken after which who fetches a file has gone
UNREAD = 60.0
#: free bytes that are left to the database and the rest: nothing larger than `IN_MEMORY` comes in below
RESERVE = 300_000_000
#: bytes of a body that stay in memory
IN_MEMORY = 262_144
_CHUNK = 16_384

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class TooSlow(Exception):
    """The body comes slower than any telephone's network."""


class Cut(Exception):
    """The body ended before its length."""


class Arriving:
    """WSGI middleware, the outermost. lost, unread: seconds; slowest: bytes a second."""

    def __init__(
        self,
        application: Application,
        *,
        working: int = WORKING,
        arriving: int = ARRIVING,
        fetching: int = FETCHING,
        lost: float = LOST,
        slowest: int = SLOWEST,
        unread: float = UNREAD,
    ) -> None:
        self._application = application
        self._turns = threading.BoundedSemaphore(working)
        self._arriving = threading.BoundedSemaphore(arriving)
        self._fetching = threading.BoundedSemaphore(fetching)
        self._lost, self._slowest, self._unread = lost, slowest, unread
        self._watch = Watch()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH"):
            # no browser sends a form so, and nothing says how much would come
            return _said(start, "411 Length Required", "Longueur requise. / Length required.")
        length = _length(environ)
        if not length:
            return self._work(environ, start)
        if not self._arriving.acquire(blocking=False):
            log.warning("request.too_many_arrive", path=environ.get("PATH_INFO", ""))
            return _later(start)
        try:
            room = length <= IN_MEMORY or _free() >= RESERVE + length
            with self._watch.over(*_client(environ), self._lost) as wait:
                # Read to its end all the same: who still sends would see a broken line, and no answer.
                body = _whole(environ["wsgi.input"], length, self._lost, self._slowest, wait, keep=room)
        except TooSlow as slow:
            log.warning("request.too_slow", path=environ.get("PATH_INFO", ""), came=str(slow))
            return _said(start, "408 Request Timeout", "Trop lent. / Too slow.")
        except Cut:
            return _said(start, "400 Bad Request", "Incomplet. / Incomplete.")
        except OSError as error:
            log.error("request.no_room", error=str(error))
            return _full(environ, start) if error.errno in (errno.ENOSPC, errno.EDQUOT) else _later(start)
        finally:
            self._arriving.release()
        if not room:
            body.close()
            log.error("request.no_room", error=f"less than {RESERVE:,} bytes would stay free")
            return _full(environ, start)
        with body:
            environ["wsgi.input"] = body
            return self._work(environ, start)

    def _work(self, environ: Environ, start: Start) -> Iterable[bytes]:
        address, port = _client(environ)
        with self._turns, self._watch.busy(address):
            response = self._application(environ, start)
        if not getattr(response, "streaming", False):
            return response
        # given out at the reader's pace: no connection to the database waits for it
        connections.close_all()
        if not self._fetching.acquire(blocking=False):
            cast(Any, response).close()
            return _later(start)
        return Fetched(response, self._watch, address, port, self._unread, self._fetching.release)


class Fetched:
    """A file on its way out, piece by piece; who takes none for `unread` seconds is hung up on."""

    def __init__(
        self, pieces: Iterable[bytes], watch: Watch, address: str, port: int, unread: float, done: Callable[[], None]
    ) -> None:
        self._pieces, self._watch, self._of, self._done = pieces, watch, (address, port, unread), done
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._pieces:
                with self._watch.over(*self._of):
                    yield piece
        finally:
            self.close()

    def close(self) -> None:
        """Called at the end, and by the web server, whatever became of it (PEP 3333)."""
        if not self._closed:
            self._closed = True
            self._done()
            cast(Any, self._pieces).close()


def _client(environ: Environ) -> tuple[str, int]:
    return environ.get("REMOTE_ADDR") or "", int(environ.get("SERVER_PORT") or 0)


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


def _free() -> int:
    """Bytes that are free on the disk that bodies arrive on. Raises OSError."""
    return shutil.disk_usage(_folder()).free


def _whole(source: Any, length: int, lost: float, slowest: int, wait: Wait, *, keep: bool = True) -> BinaryIO:
    """A body, once it is here, at its first byte; empty unless it is to be kept.

    Raises TooSlow, Cut, OSError where it can't be written.
    """
    file = cast(BinaryIO, tempfile.SpooledTemporaryFile(IN_MEMORY, "w+b", dir=str(_folder())))  # noqa: SIM115 - closed by who asked
    try:
        came, started = 0, time.monotonic()
        while came < length:
            chunk = source.read(min(_CHUNK, length - came))
            if not chunk:
                raise Cut
            wait.heard()
            if keep:
                file.write(chunk)
            came += len(chunk)
            if time.monotonic() - started > lost + came / slowest:
                raise TooSlow(f"{came} of {length} bytes")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _folder() -> Path:
    """On the disk of the stored files, like all that comes in."""
    folder = Path(settings.PARVIS_VAR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _full(environ: Environ, start: Start) -> Iterable[bytes]:
    """507 (RFC 4918 § 11.5): a page, or what the script that sends files shows; neither needs a site or a database."""
    words, reference = maintenance.FULL, uuid4().hex
    if "application/json" in (environ.get("HTTP_ACCEPT") or ""):
        english = (environ.get("HTTP_ACCEPT_LANGUAGE") or "").lower().startswith("en")
        said = f"{words['title_en']}. {words['what_en']}" if english else f"{words['title']}. {words['what']}"
        data, headers = json.dumps({"error": said}).encode(), [("Content-Type", "application/json")]
    else:
        data, headers = maintenance.page(reference, words), list(maintenance.HEADERS.items())
    headers += [("Content-Length", str(len(data))), ("X-Request-ID", reference), ("Retry-After", "300")]
    start("507 Insufficient Storage", headers)
    return [data]


def _later(start: Start) -> Iterable[bytes]:
    return _said(start, "503 Service Unavailable", "Réessayez dans un instant. / Try again in a moment.", "5")


def _said(start: Start, status: str, text: str, retry_after: str = "") -> Iterable[bytes]:
    data = text.encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(data)))]
    headers += [("Connection", "close"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    headers += [("Retry-After", retry_after)] if retry_after else []
    start(status, headers)
    return [data]
