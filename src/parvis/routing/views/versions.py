"""What was in force, from when on, by whom."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.kernel import clock
from parvis.routing.domain import editing
from parvis.routing.models import Version
from parvis.routing.views.place import Place, attempt, author, back, place_of, version_of
from parvis.routing.views.rules import rows

#: versions that a page lists
LISTED = 100


@require_safe
def versions_page(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """All of them, the latest first."""
    place = place_of(request, case_type_id)
    found = list(editing.versions(case_type_id, place.organisation.id)[:LISTED])
    lines = [
        {
            "row": one,
            "count": sum(1 for rule in editing.rules_of(one).rules if rule.on),
            "address": place.address("version", one.number),
        }
        for one in found
    ]
    return render(request, "routing/versions.html", {"place": place, "lines": lines})


@require_safe
def version_page(request: HttpRequest, case_type_id: uuid.UUID, number: int) -> HttpResponse:
    """One of them as it was."""
    place = place_of(request, case_type_id)
    row = _row(place, number)
    rules = editing.rules_of(row)
    draft = editing.draft_of(case_type_id, place.organisation.id)
    parts: dict[str, Any] = {
        "place": place,
        "row": row,
        "rules": rules,
        "rows": rows(place, rules),
        "otherwise": place.words(rules.otherwise) if rules.otherwise else place.default,
        "version": draft.version if draft else 0,
    }
    return render(request, "routing/version.html", parts)


@require_POST
def restore(request: HttpRequest, case_type_id: uuid.UUID, number: int) -> HttpResponse:
    """Take the rules of a version up again, as a draft."""
    place = place_of(request, case_type_id)
    row = _row(place, number)

    def do() -> object:
        here, version = place.organisation.id, version_of(request)
        return editing.change(case_type_id, here, version, editing.restore(row), by=author(request), at=clock.now())

    if attempt(request, do):
        messages.success(request, _("These rules are a draft now: try them, then keep them."))
    return back(place)


def _row(place: Place, number: int) -> Version:
    found = editing.versions(place.case_type_id, place.organisation.id).filter(number=number).first()
    if not isinstance(found, Version):
        raise Http404("version")
    return found
