"""JSON Schemas at public addresses: what a form takes, what a definition is."""

from __future__ import annotations

import functools
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.procedures.domain import schemas
from parvis.procedures.views.openings import language, offer_of


@require_safe
def answers(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """What the published form, or that of an earlier revision, takes. Closed procedures too: their requests go on."""
    offer = offer_of(request, slug)
    found = schemas.of_answers(offer.case_type_id, number, language())
    if found is None:
        raise Http404(slug)
    return _schema(request, found)


@cache_control(public=True, max_age=3600)
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """What a definition and its face are."""
    return _schema(request, _of_definitions(language()))


@functools.cache
def _of_definitions(spoken: str) -> dict[str, Any]:
    """The same until the next version of Parvis; in the words of each language."""
    return schemas.of_definitions()


def _schema(request: HttpRequest, found: dict[str, Any]) -> HttpResponse:
    body = json.dumps({"$id": request.build_absolute_uri(request.path), **found}, ensure_ascii=False)
    return HttpResponse(body, content_type="application/schema+json; charset=utf-8")
