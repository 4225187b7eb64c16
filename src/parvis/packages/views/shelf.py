"""Ready procedures: looked through, then taken as a draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.packages.domain import shelf
from parvis.packages.views.coming import preview
from parvis.packages.views.place import language, organisation


@require_safe
def shelf_page(request: HttpRequest) -> HttpResponse:
    """What stands on the shelf, whole procedures first."""
    lines: list[dict[str, Any]] = []
    for slug, read in shelf.ready().items():
        face = read.document["face"]
        summary = face["summary"].get("en") if language() == "en" else ""
        lines.append(
            {
                "title": read.package.manifest.name.into(language()),
                "summary": summary or face["summary"]["fr"],
                "whole": bool(face.get("source")),
                "address": reverse("packages:ready", args=[slug]),
            }
        )
    lines.sort(key=lambda line: str(line["title"]).casefold())
    parts = {
        "organisation": organisation(request),
        "whole": [line for line in lines if line["whole"]],
        "starts": [line for line in lines if not line["whole"]],
    }
    return render(request, "packages/shelf.html", parts)


@never_cache
@require_safe
def ready_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What one of them holds."""
    read = shelf.ready().get(slug)
    if read is None:
        raise Http404(slug)
    return render(request, "packages/preview.html", preview(request, read, shelf=slug))
