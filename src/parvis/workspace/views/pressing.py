"""The page on which an agent chooses their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.access.api import person_of
from parvis.kernel.ui import keys
from parvis.workspace.domain import pressing
from parvis.workspace.domain.counting import around


@require_http_methods(["GET", "POST"])
def keys_page(request: HttpRequest) -> HttpResponse:
    """Every single key with what it does: change it, leave it empty for none, or go back to the usual ones."""
    if request.method == "GET":
        own = around(request).keys
        return _draw(request, {usual: own.get(usual, usual) for usual in keys.usual()}, digits=own.get("1") != "")
    digits = request.POST.get("digits") == "1"
    typed = {usual: request.POST.get(_field(usual), "")[:20] for usual in keys.usual()}
    chosen: dict[str, str] = {}
    if "usual" not in request.POST:
        try:
            chosen = pressing.check(typed, digits=digits)
        except pressing.Clash as clash:
            return _draw(request, typed, digits=digits, problems=clash.problems)
    pressing.keep(person_of(request), chosen)
    messages.success(request, _("Your keys are kept.") if chosen else _("The keys are the usual ones."))
    return HttpResponseRedirect(reverse("workspace:keys"))


def _field(usual: str) -> str:
    """The name of the input for a key: what stands on it may not stand in an id."""
    return f"key-{ord(usual)}"


def _draw(
    request: HttpRequest, values: Mapping[str, str], *, digits: bool, problems: Mapping[str, str] | None = None
) -> HttpResponse:
    wrong = problems or {}
    rows: list[dict[str, Any]] = [
        {
            "name": _field(usual),
            "words": words,
            "usual": keys.cap(usual),
            "value": keys.cap(values[usual]) if values[usual] == pressing.SPACE else values[usual],
            "changed": pressing.pressed(values[usual]) != usual,
            "error": wrong.get(usual, ""),
        }
        for usual, words in keys.usual().items()
    ]
    errors = [{"text": row["error"], "anchor": row["name"]} for row in rows if row["error"]]
    parts = {"rows": rows, "digits": digits, "errors": errors}
    return render(request, "workspace/keys.html", parts, status=422 if errors else 200)
