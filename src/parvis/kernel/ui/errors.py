"""Error pages: what happened in plain words, what one can do, and the number by which the operator finds it.

They ask nothing of the database: it may be what is missing.
"""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.kernel import maintenance
from parvis.kernel.ui.shell import DESK

Words = str | Promise
log = logging.getLogger(__name__)

#: who answers errors in a form of their own, by what an address begins with: (request, status, seconds to wait)
forms: dict[str, Callable[[HttpRequest, int, int | None], HttpResponse]] = {}


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in three parts: title, what happened, what to do now."""

    title: Words
    what: Words
    todo: Words


EXPLANATIONS = {
    400: Explanation(
        _("We could not read this request"),
        _("What your browser sent is incomplete, or too old."),
        _("Go back, reload the page and try again."),
    ),
    403: Explanation(
        _("This page is not open to you"),
        _("You may be signed out, or signed in under another name."),
        _("Sign in again, or ask the person who sent you this address."),
    ),
    404: Explanation(
        _("This page cannot be found"),
        _("The address may be mistyped or out of date, or the page may not be yours to see."),
        _("Check the address, or start again from the home page."),
    ),
    413: Explanation(
        _("This is too large to be sent"),
        _("A file or a text goes over the limit that the page names."),
        _("Go back and choose a smaller file. What you had typed before is saved."),
    ),
    429: Explanation(
        _("Too many attempts"),
        _("To protect accounts, we make everyone wait after several attempts in a row."),
        _("Wait a few minutes and try again."),
    ),
    500: Explanation(
        _("Something went wrong on our side"),
        _("You did nothing wrong. The technical team can see it."),
        _("Try again in a few minutes. What you had saved is still there."),
    ),
    503: Explanation(
        _("The service is being maintained"),
        _("It is closed for a short while."),
        _("Come back in a few minutes. What you had saved is still there."),
    ),
}
INTERRUPTED = Explanation(
    _("The service was interrupted for a moment"),
    _("You did nothing wrong. It is restarting."),
    _("Wait a few seconds, then go back and send again: what arrived already is not counted twice."),
)
FORM_EXPIRED = Explanation(
    _("This page has expired"),
    _("It stayed open too long, or your browser refuses cookies: we cannot be sure that it was you."),
    _("Go back, reload the page and send it again."),
)


def respond(
    request: HttpRequest, status: int, *, explanation: Explanation | None = None, retry_after: int | None = None
) -> HttpResponse:
    """The page of an error. `retry_after`, in seconds, becomes the header of the same name (RFC 9110 § 10.2.3)."""
    for begins, answer in forms.items():
        if request.path.startswith(begins):
            return answer(request, status, retry_after)
    words = explanation or EXPLANATIONS[status]
    request.shell_is_bare = status >= 500  # type: ignore[attr-defined]
    request.shell_is_uncounted = True  # type: ignore[attr-defined]
    template = "errors/desk.html" if request.path.startswith(DESK) else "errors/error.html"
    response = render(request, template, {"status": status, "words": words}, status=status)
    response["Cache-Control"] = "no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for what Django refused because of its size."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return respond(request, 413 if too_large else 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return respond(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return respond(request, 404)


def too_many_requests(request: HttpRequest, retry_after: int) -> HttpResponse:
    return respond(request, 429, retry_after=retry_after)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is being handled. A loss of the database is a 503: it passes.

    When even the page cannot be drawn, the static one of `kernel.maintenance`.
    """
    try:
        if _lost_database(sys.exception()):
            return respond(request, 503, explanation=INTERRUPTED, retry_after=5)
        return respond(request, 500)
    except Exception:
        log.exception("the error page could not be drawn")
        reference = str(getattr(request, "request_id", ""))
        return HttpResponse(maintenance.page(reference, maintenance.BROKEN), status=500, headers=maintenance.HEADERS)


def _lost_database(error: BaseException | None) -> bool:
    """Whether the database went away, or could not do its part this once: the same request may work in a moment."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    return respond(request, 403, explanation=FORM_EXPIRED)
