"""The procedures of an organisation, and how many rules send the requests of each."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.kernel import clock
from parvis.routing.domain import checking, editing
from parvis.routing.models import Draft, Version
from parvis.routing.views.place import organisation, places
from parvis.workload import api as workload


@require_safe
def procedures_page(request: HttpRequest) -> HttpResponse:
    """Every procedure behind the page's walls, with the rules that lead nowhere any more. Four statements."""
    here = organisation(request)
    found = places(request)
    drafts = {one.case_type_id: one for one in Draft.objects.filter(organisation_id=here.id)}
    kept: dict[uuid.UUID, Version] = {}
    for one in (
        Version.objects.filter(organisation_id=here.id).order_by("case_type_id", "-number").distinct("case_type_id")
    ):
        kept[one.case_type_id] = one
    handlers = workload.handlers(here.id, clock.today())
    lines: list[dict[str, Any]] = [
        {
            "name": place.name,
            "address": place.address(),
            "version": kept.get(place.case_type_id),
            "count": sum(1 for one in editing.rules_of(kept.get(place.case_type_id)).rules if one.on),
            "astray": checking.astray(
                editing.rules_of(kept.get(place.case_type_id)), checking.Where(here.id, place.wall_id, {}, handlers)
            ),
            "draft": drafts.get(place.case_type_id),
            "default": place.default,
        }
        for place in found
    ]
    return render(request, "routing/procedures.html", {"organisation": here, "lines": lines})
