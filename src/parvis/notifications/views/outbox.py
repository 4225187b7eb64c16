"""/demo/boite-d-envoi/: what the demonstration would have sent. Elsewhere these pages do not exist."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.files.api import disposition
from parvis.notifications.data import OutboxMail
from parvis.notifications.domain import outbox

#: An e-mail brings its own style and must do nothing else.
HTML_POLICY = (
    "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def _demonstration_only() -> None:
    if not settings.PARVIS_DEMO:
        raise Http404


def _mail(name: str) -> OutboxMail:
    _demonstration_only()
    found = outbox.find(name)
    if found is None:
        raise Http404
    return found


@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """The latest e-mails and texts."""
    _demonstration_only()
    return render(request, "notifications/outbox.html", {"mails": outbox.listed(), "texts": outbox.texts()})


@require_GET
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One e-mail as text, its links alive."""
    return render(request, "notifications/outbox_mail.html", {"mail": _mail(name)})


@require_GET
def html(request: HttpRequest, name: str) -> HttpResponse:
    """One e-mail as its reader's program shows it, in a sandbox."""
    response = HttpResponse(_mail(name).html)
    response["Content-Security-Policy"] = HTML_POLICY
    return response


@require_GET
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One attachment, to keep."""
    _demonstration_only()
    found = outbox.attachment(name, number)
    if found is None:
        raise Http404
    file_name, media_type, data = found
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = disposition(file_name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
