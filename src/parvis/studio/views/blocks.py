"""The library of shared blocks: what there is, who has an older version, taking the latest."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.kernel import clock
from parvis.studio.data import Missing
from parvis.studio.domain import blocks
from parvis.studio.domain.elements import title, words
from parvis.studio.forms import language
from parvis.studio.models import Shared
from parvis.studio.views.place import author, organisation


def _called(block: Shared) -> str:
    return title(block.element, language()) or _("section without a title")


def _kinds() -> dict[str, str]:
    return {"page": _("Page"), "section": _("Section"), "block": _("Block"), "field": _("Question")}


@require_safe
def library_page(request: HttpRequest) -> HttpResponse:
    """Every block of the organisation, by name."""
    here = organisation(request)
    lines = [
        {
            "name": _called(one),
            "kind": _kinds()[one.kind],
            "number": one.number,
            "at": one.at,
            "address": reverse("studio:block", args=[one.key]),
        }
        for one in blocks.library(here.id)
    ]
    lines.sort(key=lambda line: str(line["name"]).casefold())
    parts = {"organisation": here, "lines": lines, "back": reverse("studio:procedures")}
    return render(request, "studio/blocks.html", parts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def block_page(request: HttpRequest, block_key: uuid.UUID) -> HttpResponse:
    """Its versions, and the procedures that have an older one: the latest is taken there as a draft, or held to be
    pasted elsewhere."""
    here = organisation(request)
    try:
        past = blocks.versions(here.id, block_key)
    except Missing:
        raise Http404 from None
    if request.method == "POST":
        return _act(request, here.id, past)
    users, behind = blocks.behind(here.id, past, language())
    parts = {
        "organisation": here,
        "name": _called(past[0]),
        "versions": [
            {
                "number": one.number,
                "at": one.at,
                "note": one.note,
                "changes": blocks.between(past[index + 1], one, language()) if index + 1 < len(past) else [],
            }
            for index, one in enumerate(past[:20])
        ],
        "users": users,
        "behind": [
            {
                "name": words(one.name, language()),
                "number": one.number,
                "changes": one.changes,
                "target": one.draft_id or one.case_type_id,
            }
            for one in behind
        ],
        "back": reverse("studio:blocks"),
    }
    return render(request, "studio/block.html", parts)


def _act(request: HttpRequest, organisation_id: uuid.UUID, past: list[Shared]) -> HttpResponse:
    verb, _colon, target = request.POST.get("act", "").partition(":")
    if verb == "hold":
        blocks.hold(past[0], by=author(request), at=clock.now())
        messages.success(request, _("Held: paste it where it should go, here or in another procedure."))
    elif verb == "take":
        try:
            wanted = uuid.UUID(target) if target else None
        except ValueError:
            raise Http404(target[:50]) from None
        done, others = blocks.take(organisation_id, past[0].key, wanted, by=author(request), at=clock.now())
        said = ngettext("Taken in %(num)s procedure, as a draft.", "Taken in %(num)s procedures, as drafts.", done)
        if done:
            messages.success(request, said % {"num": done})
        if others:
            told = _("Not taken, somebody else is changing them: %(names)s") % {"names": ", ".join(others)}
            messages.error(request, told)
    return HttpResponseRedirect(reverse("studio:block", args=[past[0].key]))
