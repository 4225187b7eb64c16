"""The page of a procedure being changed: its outline, what is wrong with it, who has the pen."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.forms.data import DEEPEST
from parvis.forms.registry import FIELD_TYPES
from parvis.kernel import clock
from parvis.studio.data import Part, Told
from parvis.studio.domain import (
    checking,
    clips,
    editing,
    example_operations,
    flow_operations,
    flow_words,
    observing,
    pen,
    step_operations,
)
from parvis.studio.domain.elements import Kind, find, kind_of, title, words
from parvis.studio.forms import language
from parvis.studio.models import Draft
from parvis.studio.registry import NOTES
from parvis.studio.views.place import author, open_draft, organisation, where


@never_cache
@require_safe
def draft_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """The outline. Three statements, however much it holds, and one for each source of notes."""
    draft = open_draft(request, design_id)
    if request.GET.get("seen") == seen(request, draft):  # asked again and again by those who look on
        return HttpResponse(status=204)
    told = checking.told(draft.problems)
    beside: dict[str, list[Told]] = {}
    for one in told:
        beside.setdefault(one.element, []).append(one)
    clip = clips.of(author(request))
    examples = example_operations.examples(draft.document)
    parts = {
        **frame(request, draft),
        "pages": [_page(draft, page, beside) for page in draft.document["definition"]["form"]["pages"]],
        "told": [_problem(draft, one) for one in told],
        "blocking": sum(1 for one in told if one.blocking),
        "settings_told": [one.message.into(language()) for one in beside.get("", ())],
        "examples": len(examples),
        "shown": _example(draft, examples[0]) if examples else None,
        "red": sum(1 for one in told if observing.is_example(one)),
        "notes": notes_on(draft),
        "note_sources": list(NOTES),
        "clip": {"kind": clip.kind, "title": title(clip.element, language())} if clip else None,
    }
    return render(request, "studio/draft.html", parts)


@never_cache
@require_safe
def pen_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """Who has the pen, and whether the procedure was changed since a page of it was drawn: asked for by that page."""
    draft = open_draft(request, design_id)
    drawn = request.GET.get("version", "")
    parts = {
        **frame(request, draft),
        "at": request.GET.get("at", ""),
        "drawn": drawn,
        "overtaken": drawn.isascii() and drawn.isdigit() and int(drawn[:9]) < draft.version,
    }
    return render(request, "studio/pen.html", parts)


def seen(request: HttpRequest, draft: Draft) -> str:
    """What somebody who looks on has seen: the version, who has the pen, who asks for it."""
    frees = pen.free(draft, at=clock.now())
    return f"{draft.version}.{draft.holder_id or ''}.{draft.asker_id or ''}.{int(frees)}"


def frame(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """What stands around every page of a draft: its name, the pen, undoing."""
    who = author(request)
    mine = pen.held_by(draft, who)
    now = clock.now()
    backwards, forwards = editing.steps(draft)
    return {
        "organisation": organisation(request),
        "draft": draft,
        "name": words(draft.document["definition"]["name"], language()),
        "act": reverse("studio:act", args=[draft.id]),
        "mine": mine,
        "may": mine or pen.free(draft, at=now),
        "asks": draft.asker_id == who.id,
        "free_at": pen.free_at(draft),
        "seen": seen(request, draft),
        "undo": backwards,
        "redo": forwards,
    }


def _example(draft: Draft, one: dict[str, Any]) -> dict[str, str]:
    """The example with which the procedure is seen as agents see it."""
    return {"name": one["name"], "address": reverse("studio:example", args=[draft.id, one["id"]])}


def notes_on(draft: Draft) -> dict[str, int]:
    """How many notes of other modules each element has: a statement for each module."""
    found: dict[str, int] = {}
    for source in NOTES:
        for element, count in source.counts(draft.id).items():
            found[element] = found.get(element, 0) + count
    return found


def _problem(draft: Draft, one: Told) -> dict[str, Any]:
    return {
        "text": one.message.into(language()),
        "blocking": one.blocking,
        "where": _called(draft, one.element),
        "address": _beside(draft, one) or where(draft.id, one.element),
    }


def _beside(draft: Draft, one: Told) -> str:
    """The page of who may ask, where a problem concerns that; "" otherwise."""
    eligible = not one.element and one.part.startswith("form.eligibility.")
    return reverse("studio:eligibility", args=[draft.id]) if eligible else ""


def _called(draft: Draft, element: str) -> str:
    """What the element of a problem is called; "" for what stands beside the form."""
    part, colon, part_id = element.partition(":")
    if element.startswith(observing.PREFIX):
        return _("Examples")
    if own := step_operations.read(element):
        found = step_operations.find(draft.document, *own)
        return title(found, language()) if found else _("Workflow")
    if element == "workflow" or colon:
        one = flow_operations.find(draft.document, cast(Part, part), part_id) if colon else None
        workflow = draft.document["definition"]["workflow"]
        return flow_words.name(workflow, part, one, language()) if one else _("Workflow")
    return called(draft, element)


def called(draft: Draft, element_id: str) -> str:
    """What a page, section, block or question is called; "" for one that is there no more."""
    place = find(draft.document, element_id) if element_id else None
    return (title(place.element, language()) or element_id) if place else ""


def element_address(draft: Draft, element_id: str) -> str:
    return reverse("studio:element", args=[draft.id, element_id])


def _add(draft: Draft, into: str, what: str) -> str:
    return f"{reverse('studio:add', args=[draft.id])}?into={into}&what={what}"


def _page(draft: Draft, page: dict[str, Any], beside: dict[str, list[Told]]) -> dict[str, Any]:
    return {
        **_shown(draft, page, beside),
        "sections": [
            {
                **_shown(draft, section, beside),
                "items": [_item(draft, item, beside) for item in section["items"]],
                "add_field": _add(draft, section["id"], "field"),
                "add_block": _add(draft, section["id"], "block"),
            }
            for section in page["sections"]
        ],
        "add_section": _add(draft, page["id"], "section"),
        "add_page": _add(draft, page["id"], "page"),
    }


def _item(draft: Draft, item: dict[str, Any], beside: dict[str, list[Told]], depth: int = 1) -> dict[str, Any]:
    found = _shown(draft, item, beside)
    if kind_of(item) is Kind.BLOCK:
        found["fields"] = [_item(draft, field, beside, depth + 1) for field in item["fields"]]
        found["add_field"] = _add(draft, item["id"], "field")
        if depth < DEEPEST and item.get("layout") != "table":
            found["add_block"] = _add(draft, item["id"], "block")
        return found
    kind = FIELD_TYPES.get(str(item["type"]))
    found["type"] = kind.title.into(language()) if kind else item["type"]
    return found


def _shown(draft: Draft, element: dict[str, Any], beside: dict[str, list[Told]]) -> dict[str, Any]:
    required = element.get("required", False)
    return {
        "id": element["id"],
        "kind": str(kind_of(element)),
        "title": title(element, language()),
        "address": element_address(draft, element["id"]),
        "required": required is True,
        "sometimes": not isinstance(required, bool),
        "conditional": element.get("condition") is not None,
        "computed": element.get("computed") is not None,
        "problems": [
            {"text": one.message.into(language()), "blocking": one.blocking} for one in beside.get(element["id"], ())
        ],
    }
