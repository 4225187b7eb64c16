"""One status, step, timer or kept value of a workflow, and what a step does."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.files import api as files
from parvis.kernel import clock
from parvis.studio.data import (
    AddAction,
    AddPart,
    EditAction,
    EditPart,
    Operation,
    Part,
)
from parvis.studio.domain import checking, editing, flow_words, guards
from parvis.studio.domain.action_options import Around
from parvis.studio.domain.flow_operations import find
from parvis.studio.flow_forms import FORMS, ActionForm
from parvis.studio.forms import Words, language
from parvis.studio.models import Draft
from parvis.studio.views import form_filling
from parvis.studio.views.outline import frame
from parvis.studio.views.place import author, flow_address, open_draft, part_address, saved, version_of
from parvis.studio.views.step_parts import listed
from parvis.workflows.registry import ACTIONS


def _saved(
    request: HttpRequest, draft: Draft, form: Words, operation: Callable[[], Operation]
) -> tuple[Draft, str] | str:
    """The draft once the operation was done, and what to show; or the warning of the page that is shown again ("" where
    the form says what is wrong). Raises Http404.
    """
    done, warning, wrong = saved(
        lambda: editing.change(draft.id, operation(), version=version_of(request), by=author(request), at=clock.now())
    )
    if wrong:
        form.add_error(None, wrong)
    return warning if done is None else done


def _titles() -> dict[str, tuple[str, str]]:
    """What each part is called, and what a new one is."""
    return {
        "statuses": (_("Status"), _("New status")),
        "transitions": (_("Step"), _("New step")),
        "timers": (_("Timer"), _("New timer")),
        "kept": (_("Kept value"), _("New kept value")),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_part(request: HttpRequest, design_id: uuid.UUID, part: str) -> HttpResponse:
    """A new status, step, timer or kept value."""
    draft = open_draft(request, design_id)
    if part not in FORMS:
        raise Http404(part)
    return _page(request, draft, part, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def part_page(request: HttpRequest, design_id: uuid.UUID, part: str, part_id: str) -> HttpResponse:
    """See and change one; what was typed in vain stays on the page."""
    draft = open_draft(request, design_id)
    if part not in FORMS:
        raise Http404(part)
    one = find(draft.document, part, part_id)
    if one is None:
        raise Http404(part_id)
    return _page(request, draft, part, one)


def _page(request: HttpRequest, draft: Draft, part: Part, one: dict[str, Any] | None) -> HttpResponse:
    make = FORMS[part]
    initial = make.initial_of(one) if one else None
    form = make(request.POST if request.method == "POST" else None, document=draft.document, initial=initial)
    warning = ""
    if form.is_bound and form.is_valid():

        def operation() -> Operation:
            if one is None:
                return AddPart(part=part, values=form.values())
            return EditPart(part=part, id=one["id"], values=form.values())

        done = _saved(request, draft, form, operation)
        if not isinstance(done, str):
            made, key = done
            # a new step goes on with what it does
            stays = part == "transitions" and (one is None or "again" in request.POST)
            return HttpResponseRedirect(
                part_address(made.id, part, key.partition(":")[2]) if stays else flow_address(made.id, key)
            )
        warning = done
    parts = {**_parts(request, draft, part, one), "form": form, "warning": warning}
    return render(request, "studio/flow_part.html", parts, status=409 if warning else (422 if form.errors else 200))


def _parts(request: HttpRequest, draft: Draft, part: Part, one: dict[str, Any] | None) -> dict[str, Any]:
    what, new = _titles()[part]
    workflow = draft.document["definition"]["workflow"]
    key = f"{part}:{one['id']}" if one else ""
    return {
        **frame(request, draft),
        "part": part,
        "what": what,
        "title": flow_words.name(workflow, part, one, language()) if one else new,
        "one": one,
        "key": key,
        "first": one is not None and part == "statuses" and one["id"] == workflow["initial"],
        "told": [found for found in checking.told(draft.problems) if key and found.element == key],
        "actions": _actions(draft, one) if one and part == "transitions" else None,
        "questions": listed(draft, "fields", one["id"]) if one and part == "transitions" else None,
        "approvals": listed(draft, "approvals", one["id"]) if one and part == "transitions" else None,
        "condition": guards.in_sentence(one.get("condition"), draft.document, one["id"], language())
        if one and part == "transitions"
        else "",
        "offered": _offered() if one and part == "transitions" else [],
        "back": flow_address(draft.id, key),
        "language": language(),
    }


def _actions(draft: Draft, step: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": flow_words.action(use, language()),
            "address": reverse("studio:flow_action", args=[draft.id, step["id"], place]),
            "verb": f"action:{step['id']}:{place}",
        }
        for place, use in enumerate(step.get("actions", ()))
    ]


def _offered() -> list[dict[str, str]]:
    """Every action that there is, by its name."""
    found = [{"value": one.name, "text": one.label.into(language())} for one in ACTIONS]
    return sorted(found, key=lambda one: one["text"].casefold())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_action(request: HttpRequest, design_id: uuid.UUID, step_id: str) -> HttpResponse:
    """One more thing that a step does: `type` says which; what it is told comes next."""
    draft = open_draft(request, design_id)
    step = find(draft.document, "transitions", step_id)
    name = request.GET.get("type", "") or request.POST.get("type", "")
    if step is None or name not in ACTIONS:
        raise Http404
    return _action_page(request, draft, step, name, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def action_page(request: HttpRequest, design_id: uuid.UUID, step_id: str, place: int) -> HttpResponse:
    """What an action of a step is told."""
    draft = open_draft(request, design_id)
    step = find(draft.document, "transitions", step_id)
    held = step.get("actions", ()) if step else ()
    if step is None or place >= len(held):
        raise Http404
    return _action_page(request, draft, step, str(held[place]["type"]), place)


def _action_page(
    request: HttpRequest, draft: Draft, step: dict[str, Any], name: str, place: int | None
) -> HttpResponse:
    if name == form_filling.NAME:
        return form_filling.page(request, draft, step, place)
    around = Around(draft.document, step, language())
    held = step["actions"][place].get("options", {}) if place is not None else {}
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        action=name,
        around=around,
        initial=ActionForm.initial_of(name, held, around),
    )
    warning = ""
    if form.is_bound and form.is_valid():

        def operation() -> Operation:
            if place is None:
                return AddAction(step=step["id"], type=name, options=form.values({}))
            return EditAction(step=step["id"], place=place, type=name, options=form.values(held))

        done = _saved(request, draft, form, operation)
        if not isinstance(done, str):
            formula = name == "set" and place is None  # and what it becomes
            return HttpResponseRedirect(
                reverse("studio:flow_value", args=[done[0].id, step["id"], len(step.get("actions", ()))])
                if formula
                else part_address(done[0].id, "transitions", step["id"])
            )
        warning = done
    told = checking.told(draft.problems)
    parts = {
        **frame(request, draft),
        "form": form,
        "warning": warning,
        "title": flow_words.action({"type": name}, language()),
        "step": flow_words.name({}, "transitions", step, language()),
        "type": name,
        "told": [
            one
            for one in told
            if place is not None
            and one.element == f"transitions:{step['id']}"
            and f"{one.part}.".startswith(f"actions.{place}.")
        ],
        "verb": f"action:{step['id']}:{place}" if place is not None else "",
        "formula": reverse("studio:flow_value", args=[draft.id, step["id"], place])
        if name == "set" and place is not None
        else "",
        "back": part_address(draft.id, "transitions", step["id"]),
        "language": language(),
    }
    return render(request, "studio/flow_action.html", parts, status=409 if warning else (422 if form.errors else 200))


# of a PDF form that a step fills in
add_action.takes_files = action_page.takes_files = files.spool  # type: ignore[attr-defined]
