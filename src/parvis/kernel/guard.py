"""What holds for every answer and every request, so that no page has to think of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase

from parvis.kernel.ui import errors

#: bytes of a request's body; the largest that a page asks for is a copy to verify (10 MB)
LARGEST_BODY = 10_500_000
#: bytes of the body of a page that takes files: ten of ten million without JavaScript
LARGEST_UPLOAD = 110_000_000

HEADERS = {
    # No other origin may embed what we answer (Fetch standard, CORP), and no page of ours asks a browser for these.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}

_Answer = Callable[[HttpRequest], HttpResponseBase]


class Headers:
    """Middleware, near the outermost: security headers on every kind of answer (OWASP secure headers)."""

    def __init__(self, get_response: _Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response


class Policy:
    """Middleware: the Content-Security-Policy of the settings (django-csp writes it), which no page changes. It is
    written once; django-csp's own middleware builds it for every answer, and a second one that only reports.
    """

    def __init__(self, get_response: _Answer) -> None:
        self._get_response = get_response
        self._policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.setdefault(HEADER, self._policy)
        return response


class Limits:
    """Middleware: refuses bodies that no page wants before they are read, and the character NUL, which no text holds
    and PostgreSQL does not store.
    """

    def __init__(self, get_response: _Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return errors.respond(request, 400)
        if int(length) > LARGEST_UPLOAD:
            return errors.respond(request, 413)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.respond(request, 400)
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Look at the fields, except where the view reads the body its own way (it is then exempt from CSRF).

        A view that takes files has `takes_files`, which says where they go while they come; any other one takes none.
        """
        takes_files = getattr(view, "takes_files", None)
        if takes_files is not None:
            takes_files(request)
        elif int(request.META.get("CONTENT_LENGTH") or "0") > LARGEST_BODY:
            return errors.respond(request, 413)
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        try:
            fields = request.POST.lists()
        except UnreadablePostError:
            return None  # cut off on its way: what comes next says so
        if any("\0" in name or any("\0" in value for value in values) for name, values in fields):
            return errors.respond(request, 400)
        return None
