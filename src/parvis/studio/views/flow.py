"""The workflow of a procedure being changed: drawn, said in a table, each part with what is wrong beside it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.studio.data import Told
from parvis.studio.domain import checking, drawing, flow_words, library, step_operations
from parvis.studio.domain.elements import words
from parvis.studio.forms import language
from parvis.studio.models import Draft
from parvis.studio.views.outline import frame
from parvis.studio.views.place import address, flow_address, open_draft, part_address
from parvis.studio.views.step_parts import listed


@never_cache
@require_safe
def flow_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """The drawing, and the lists of which it is made. Two statements, however much it holds."""
    draft = open_draft(request, design_id)
    workflow = draft.document["definition"]["workflow"]
    told = checking.told(draft.problems)
    beside: dict[str, list[Told]] = {}
    for one in told:
        own = step_operations.read(one.element)
        key = f"transitions:{own[1]}" if own and own[1] else one.element  # told in the list beside their step
        beside.setdefault(key, []).append(one)
    parts = {
        **frame(request, draft),
        "drawn": drawn(draft, workflow, beside),
        "statuses": [_status(draft, workflow, one, beside) for one in workflow["statuses"]],
        "steps": [
            {"row": row, **_part(draft, workflow, "transitions", row.id, row.label, beside)}
            for row in flow_words.rows(workflow, language())
        ],
        "timers": [_timer(draft, workflow, one, beside) for one in workflow.get("timers", ())],
        "kept": [
            {
                **_part(draft, workflow, "kept", one["id"], words(one["label"], language()), beside),
                "what": flow_words.VALUES.get(one["kind"], one["kind"]),
            }
            for one in workflow.get("kept", ())
        ],
        "opinions": listed(draft, "opinions", None),
        "told": [one.message.into(language()) for one in beside.get("workflow", ())],
        "adds": {part: reverse("studio:flow_add", args=[draft.id, part]) for part in checking.PARTS},
        "ready": reverse("studio:flow_library", args=[draft.id]),
        "back": address(draft.id),
    }
    return render(request, "studio/flow.html", parts)


def _part(
    draft: Draft, workflow: dict[str, Any], part: str, part_id: str, title: str, beside: dict[str, list[Told]]
) -> dict[str, Any]:
    key = f"{part}:{part_id}"
    return {
        "id": key,
        "anchor": key.replace(":", "-"),
        "title": title,
        "address": part_address(draft.id, part, part_id),
        "problems": [{"text": one.message.into(language()), "blocking": one.blocking} for one in beside.get(key, ())],
    }


def _status(
    draft: Draft, workflow: dict[str, Any], one: dict[str, Any], beside: dict[str, list[Told]]
) -> dict[str, Any]:
    return {
        **_part(draft, workflow, "statuses", one["id"], words(one["agent"], language()), beside),
        "kind": one["kind"],
        "what": flow_words.KINDS.get(one["kind"], one["kind"]),
        "resident": words(one["resident"], language()),
        "first": one["id"] == workflow["initial"],
    }


def _timer(
    draft: Draft, workflow: dict[str, Any], one: dict[str, Any], beside: dict[str, list[Told]]
) -> dict[str, Any]:
    step = next((found for found in workflow["transitions"] if found["id"] == one["transition"]), None)
    title = flow_words.name(workflow, "timers", one, language())
    return {
        **_part(draft, workflow, "timers", one["id"], title, beside),
        "what": words(step["label"], language()) if step else one["transition"],
    }


def drawn(draft: Draft | None, workflow: dict[str, Any], beside: dict[str, list[Told]]) -> dict[str, Any]:
    """The drawing, ready to be written down. draft: whose pages its boxes lead to; None: to none."""
    kinds = {drawing.status_key(one["id"]): one["kind"] for one in workflow["statuses"]}
    rows = {drawing.step_key(row.id): row for row in flow_words.rows(workflow, language())}
    found = drawing.draw(workflow, flow_words.boxes(workflow, language()))
    boxes = []
    for box in found.boxes:
        part, part_id = ("statuses" if box.key in kinds else "transitions"), box.key.partition(":")[2]
        row = rows.get(box.key)
        seen = " ".join([*box.lines, box.note]).strip()  # what one reads comes first in what one hears
        if row is not None:
            title = _("%(step)s: from %(sources)s to %(target)s") % {
                "step": seen,
                "sources": ", ".join(row.sources),
                "target": row.target,
            }
        else:
            what = flow_words.KINDS.get(kinds.get(box.key, ""), "")
            title = _("%(status)s: %(what)s") % {"status": seen, "what": what}
        boxes.append(
            {
                "box": box,
                "kind": kinds.get(box.key, "step"),
                "auto": row is not None and row.who == str(flow_words.WHO["system"]),
                "title": title,
                "address": part_address(draft.id, part, part_id) if draft else "",
                "wrong": any(one.blocking for one in beside.get(f"{part}:{part_id}", ())),
                "first": box.key == drawing.status_key(str(workflow["initial"])),
            }
        )
    return {"width": round(found.width), "height": round(found.height), "lines": found.lines, "boxes": boxes}


@never_cache
@require_safe
def library_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """Ready workflows, drawn; one of them takes the place of what there is."""
    draft = open_draft(request, design_id)
    parts = {
        **frame(request, draft),
        "ready": [
            {
                "name": name,
                "title": one.title.into(language()),
                "purpose": one.purpose.into(language()),
                "drawn": drawn(None, one.workflow, {}),
                "rows": flow_words.rows(one.workflow, language()),
            }
            for name, one in library.LIBRARY.items()
        ],
        "back": flow_address(draft.id),
    }
    return render(request, "studio/flow_library.html", parts)
