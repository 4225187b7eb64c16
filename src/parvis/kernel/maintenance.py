"""The page of a service that is closed: static, in both languages, drawn without Django, database or site.

`parvis up` serves it on the port of the web server while migrations run; it also stands in where not even an error page
can be drawn. Loaded by the supervisor, which knows nothing of the applications.
"""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

_PAGE = (Path(__file__).parent / "ui" / "maintenance.html").read_text(encoding="utf-8")
_STYLE = base64.b64encode(hashlib.sha256(re.search(r"<style>(.*?)</style>", _PAGE, re.S)[1].encode()).digest()).decode()  # type: ignore[index]

#: seconds after which it is worth trying again (RFC 9110 § 10.2.3)
RETRY_AFTER = 30
#: bytes of a body that are read before it is refused, so that the sender sees the answer and not a broken line
_DRAINED = 1_000_000

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE}'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


CLOSED = {
    "title": "Le service est en maintenance",
    "what": "Il est fermé pour un court moment et rouvre de lui-même.",
    "title_en": "The service is being maintained",
    "what_en": "It is closed for a short while and opens again by itself.",
}
BROKEN = {
    "title": "Un problème est survenu de notre côté",
    "what": "Vous n’avez rien fait de mal.",
    "title_en": "Something went wrong on our side",
    "what_en": "You did nothing wrong.",
}
FULL = {
    "title": "Nous ne pouvons pas recevoir votre document pour le moment",
    "what": "La place manque sur notre serveur. Vous pouvez revenir en arrière et continuer sans lui.",
    "title_en": "We can’t take your document at the moment",
    "what_en": "Our server has no room left. You can go back and continue without it.",
}


def page(reference: str, words: Mapping[str, str] = CLOSED) -> bytes:
    """The page, with the number by which the operator finds the request."""
    text = _PAGE
    for name, value in (*words.items(), ("reference", reference)):
        text = text.replace(f"{{{{ {name} }}}}", escape(value, quote=False))
    return text.encode()


class _Handler(BaseHTTPRequestHandler):
    server_version, sys_version = "parvis", ""
    timeout = 5

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if length.isdigit():
            self.rfile.read(min(int(length), _DRAINED))
        reference = uuid4().hex
        probe = self.path in ("/healthz", "/readyz", "/metrics")
        body = b"maintenance\n" if probe else page(reference)
        self.send_response(503)
        for name, value in (HEADERS | ({"Content-Type": "text/plain"} if probe else {})).items():
            self.send_header(name, value)
        self.send_header("Retry-After", str(RETRY_AFTER))
        self.send_header("X-Request-ID", reference)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Paths may hold codes that open cases: nothing of a request is logged."""


@contextmanager
def closed(address: str, port: int) -> Iterator[None]:
    """Answer 503 with the page to whatever is asked at `address` and `port`, as long as the block runs.

    Where the port cannot be had, the block runs all the same: a courtesy must not stop a migration.
    """
    server = type(
        "Closed",
        (ThreadingHTTPServer,),
        {"address_family": socket.AF_INET6 if ":" in address else socket.AF_INET, "daemon_threads": True},
    )
    try:
        standing_in = server((address, port), _Handler)
    except OSError as error:
        sys.stderr.write(f"The maintenance page is not served: {error}\n")
        yield
        return
    thread = threading.Thread(target=standing_in.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        standing_in.shutdown()
        thread.join()
        standing_in.server_close()
