"""/verifier/: what anyone may learn of a document, by its code or by its file."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.documents.data import Copy, Publicly
from parvis.documents.domain import codes, verification
from parvis.documents.domain.wording import day
from parvis.documents.registry import templates
from parvis.documents.views.uploads import TooLarge, read_file
from parvis.identity.api import Limit, attempt, throttled_address
from parvis.kernel.clock import PARIS

#: Reading and guessing cost the same here: sixty checks in ten minutes from one place.
CHECKS = Limit("documents:verify", 60, dt.timedelta(minutes=10))


@csrf_exempt  # so that this public page needs no cookie: a forged request could do nothing but check a file
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """The page without a code asks for one (or for a file); with one it says what that document is."""
    normal = codes.normalise(code)
    if code and normal and code != normal:
        return redirect("documents:verify_code", normal)
    if not code and "code" in request.GET and request.method != "POST":
        return _asked(request, request.GET["code"])
    if code or request.method == "POST":
        wait = attempt(CHECKS, throttled_address(request))
        if wait is not None:
            response = _page(request, 429, outcome={"name": "limited"})
            response["Retry-After"] = str(round(wait.total_seconds()))
            return response
    if request.method == "POST":
        return _file(request, normal)
    if not code:
        return _page(request)
    found = verification.by_code(normal) if normal else None
    if found is None:
        return _page(request, 404, outcome={"name": "none"}, typed=code[:64])
    return _page(request, outcome={"name": _state(found)}, document=found)


def _asked(request: HttpRequest, typed: str) -> HttpResponse:
    normal = codes.normalise(typed)
    if normal:
        return redirect("documents:verify_code", normal)
    if not typed.strip():
        return _page(request, 422, error={"field": "code", "text": _("Enter the code of the document")})
    return _page(request, 404, outcome={"name": "none"}, typed=typed[:64])


def _file(request: HttpRequest, code: str) -> HttpResponse:
    try:
        data = read_file(request, "file")
    except TooLarge:
        return _page(request, 413, error={"field": "file", "text": _("The file is over 10 MB")}, code=code)
    if not data:
        return _page(request, 422, error={"field": "file", "text": _("Choose a PDF file")}, code=code)
    checked = verification.check(data)
    outcome: dict[str, Any] = {"name": f"file_{checked.copy}", "file": True}
    if checked.copy is Copy.SAME and checked.document is not None:
        outcome["revoked"] = checked.document.revoked_at is not None
        outcome["other"] = bool(code) and checked.document.short_code != code
    return _page(request, outcome=outcome, document=checked.document, code=code)


def _state(document: Publicly) -> str:
    if document.revoked_at is not None:
        return "revoked"
    return "ours" if document.sealed_at is not None else "waiting"


def _rows(document: Publicly) -> list[dict[str, str]]:
    template = templates.get(document.kind)
    rows = [(_("Kind"), str(template.name) if template else document.kind), (_("Issued by"), document.organisation)]
    if document.number:
        rows.insert(1, (_("Number"), document.number))
    if document.sealed_at is not None:
        rows.append((_("Sealed on"), _day(document.sealed_at)))
    rows.append((_("Code"), codes.spoken(document.short_code)))
    if document.sha256:
        rows.append((_("Digest of the sealed file (SHA-256)"), codes.spoken(document.sha256).replace("-", " ")))
    return [{"label": label, "value": value} for label, value in rows]


def _day(at: dt.datetime) -> str:
    return day(at.astimezone(PARIS).date())


def _in_path(request: HttpRequest) -> str:
    match = request.resolver_match
    return codes.normalise(match.kwargs.get("code", "")) if match else ""


def _page(
    request: HttpRequest,
    status: int = 200,
    *,
    outcome: dict[str, Any] | None = None,
    document: Publicly | None = None,
    error: dict[str, str] | None = None,
    typed: str = "",
    code: str = "",
) -> HttpResponse:
    context = {
        "outcome": outcome,
        "document": document,
        "rows": _rows(document) if document else [],
        "revoked_on": _day(document.revoked_at) if document and document.revoked_at else "",
        "replaced_by": codes.spoken(document.replaced_by) if document and document.replaced_by else "",
        "error": error,
        "typed": typed,
        "asked": codes.spoken(_in_path(request)),
        "code": document.short_code if document else code,
    }
    response = render(request, "documents/verify.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
