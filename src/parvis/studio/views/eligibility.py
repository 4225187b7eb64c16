"""Who may ask: the conditions that stop whoever does not meet them, each with its message."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.kernel import clock
from parvis.studio.data import Settle
from parvis.studio.domain import checking, editing, rules
from parvis.studio.domain.rules import ELIGIBILITY
from parvis.studio.forms import language
from parvis.studio.views.outline import frame
from parvis.studio.views.place import address, author, open_draft, saved, version_of
from parvis.studio.views.rule import shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """The list, with the way to each and to a new one; whether corrections are held to it too."""
    draft = open_draft(request, design_id)
    warning = ""
    if request.method == "POST":
        done, warning, wrong = saved(
            lambda: editing.change(
                draft.id,
                Settle(definition={"eligible_again": "again" in request.POST or None}),
                version=version_of(request),
                by=author(request),
                at=clock.now(),
            )
        )
        if done is not None:
            return HttpResponseRedirect(reverse("studio:eligibility", args=[draft.id]))
        warning = warning or wrong
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
        "again": "again" in request.POST if warning else draft.document["definition"].get("eligible_again", False),
        "warning": warning,
        "new": reverse("studio:eligible", args=[draft.id, count]) if count < rules.MOST_RULES else "",
        "back": address(draft.id),
    }
    return render(request, "studio/eligibility.html", parts, status=409 if warning else 200)
