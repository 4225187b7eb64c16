"""Who may ask: the conditions that stop whoever does not meet them, each with its message."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.studio.domain import checking, rules
from parvis.studio.domain.rules import ELIGIBILITY
from parvis.studio.forms import language
from parvis.studio.views.outline import frame
from parvis.studio.views.place import address, open_draft
from parvis.studio.views.rule import shown


@never_cache
@require_safe
def eligibility_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """The list, with the way to each and to a new one."""
    draft = open_draft(request, design_id)
    count = len(draft.document["definition"]["form"].get("eligibility") or ())
    spots = [at for n in range(count) if (at := rules.spot(draft.document, "", ELIGIBILITY, n)) is not None]
    listed = shown(draft, spots)
    for one in checking.told(draft.problems):
        place, _dot, number = one.part.removeprefix("form.").removesuffix(".rule").partition(".")
        if not one.element and place == ELIGIBILITY and number.partition(".")[0].isdigit():
            index = int(number.partition(".")[0])
            if index < len(listed):
                told = listed[index].setdefault("told", [])
                told.append({"text": one.message.into(language()), "blocking": one.blocking})
    parts = {
        **frame(request, draft),
        "rules": listed,
        "new": reverse("studio:eligible", args=[draft.id, count]) if count < rules.MOST_RULES else "",
        "back": address(draft.id),
    }
    return render(request, "studio/eligibility.html", parts)
