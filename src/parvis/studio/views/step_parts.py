"""What stands beside a step: its own questions, the levels of its approval, and the opinions that are asked."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.forms.registry import FIELD_TYPES
from parvis.kernel import clock
from parvis.studio.data import AddOwn, Document, EditOwn, Operation, Own, Told
from parvis.studio.domain import checking, choices, editing, flow_words
from parvis.studio.domain.elements import Kind, Place, words
from parvis.studio.domain.flow_operations import find as find_part
from parvis.studio.domain.step_operations import MOST, find, held, key
from parvis.studio.forms import AddForm, Words, language
from parvis.studio.models import Draft
from parvis.studio.step_forms import LevelForm, OpinionForm
from parvis.studio.views.adding import types
from parvis.studio.views.element import inputs, parts_of, values_of
from parvis.studio.views.outline import frame
from parvis.studio.views.place import author, beside_address, open_draft, own_address, saved, version_of
from parvis.territory.api import departments

#: what a step can't ask: they hang on the pages of a form (files, lists that are searched, other requests)
_NOT_ASKED = frozenset({"data_choice", "linked", "case_link"})


def asked_types() -> list[dict[str, Any]]:
    """The types of question that a step may ask, by family."""
    found = []
    for family in types():
        fit = [one for one in family["types"] if _fits(one["value"])]
        if fit:
            found.append({**family, "types": fit})
    return found


def _fits(name: str) -> bool:
    kind = FIELD_TYPES.get(name)
    return kind is not None and not kind.holds_files and not kind.anew and name not in _NOT_ASKED


def listed(draft: Draft, own: str, step: str | None) -> dict[str, Any]:
    """A list as the page of its step (or of the workflow) shows it."""
    rows = held(draft.document, own, step) or []
    told = checking.told(draft.problems)
    shown = []
    for one in rows:
        name = key(own, step, one["id"])
        shown.append(
            {
                "id": name,
                "title": words(one["label"], language()),
                "what": _what(own, one),
                "address": own_address(draft.id, own, step, one["id"]),
                "problems": [
                    {"text": found.message.into(language()), "blocking": found.blocking}
                    for found in told
                    if found.element == name
                ],
            }
        )
    more = (
        reverse("studio:opinion_add", args=[draft.id])
        if step is None
        else reverse("studio:own_add", args=[draft.id, step, own])
    )
    return {"rows": shown, "add": more if len(rows) < MOST[cast(Own, own)] else ""}


def _what(own: str, one: Mapping[str, Any]) -> str:
    """What there is to say of one in a line."""
    if own == "fields":
        kind = FIELD_TYPES.get(str(one["type"]))
        return kind.title.into(language()) if kind else str(one["type"])
    if own == "approvals":
        return flow_words.level(one)
    return flow_words.opinion(one)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_own(request: HttpRequest, design_id: uuid.UUID, step_id: str, own: str) -> HttpResponse:
    """One more question or level of approval of a step."""
    draft = open_draft(request, design_id)
    if held(draft.document, own, step_id) is None:
        raise Http404(own)
    if own == "fields":
        return _add_question(request, draft, step_id)
    return _page(request, draft, cast(Own, own), step_id, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest, design_id: uuid.UUID, step_id: str, own: str, own_id: str) -> HttpResponse:
    """See and change one of them; what was typed in vain stays on the page."""
    draft = open_draft(request, design_id)
    one = find(draft.document, own, step_id, own_id)
    if one is None:
        raise Http404(own_id)
    if own == "fields":
        return _question(request, draft, step_id, one)
    return _page(request, draft, cast(Own, own), step_id, one)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_opinion(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """One more opinion that agents may ask."""
    return _page(request, open_draft(request, design_id), "opinions", None, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opinion_page(request: HttpRequest, design_id: uuid.UUID, own_id: str) -> HttpResponse:
    """See and change an opinion that agents may ask."""
    draft = open_draft(request, design_id)
    one = find(draft.document, "opinions", None, own_id)
    if one is None:
        raise Http404(own_id)
    return _page(request, draft, "opinions", None, one)


def _done(
    request: HttpRequest, draft: Draft, form: Words, operation: Callable[[], Operation]
) -> tuple[Draft, str] | str:
    """The draft once the operation was done, with the id of what it made; or the warning of the page, "" where the form
    says what is wrong. Raises Http404.
    """
    done, warning, wrong = saved(
        lambda: editing.change(draft.id, operation(), version=version_of(request), by=author(request), at=clock.now())
    )
    if done is None:
        if wrong:
            form.add_error(None, wrong)
        return warning
    made, focus = done
    return made, focus.rpartition(":")[2]


def _step(document: Document, step_id: str | None) -> str:
    step = find_part(document, "transitions", step_id) if step_id else None
    return words(step["label"], language()) if step else ""


def _told(draft: Draft, name: str) -> list[Told]:
    return [one for one in checking.told(draft.problems) if one.element == name]


def _add_question(request: HttpRequest, draft: Draft, step_id: str) -> HttpResponse:
    """A new question of a step, which leads to its settings."""
    form = AddForm(request.POST if request.method == "POST" else None, what="field")
    chosen, warning = request.POST.get("type", ""), ""
    if form.is_bound and not _fits(chosen):
        form.add_error(None, _("Choose the type of the question."))
    if form.is_bound and form.is_valid():
        values: dict[str, Any] = {"type": chosen, "label": form.words("label")}
        if form.cleaned_data["required"] and FIELD_TYPES[chosen].asks:
            values["required"] = True
        if chosen == "explanation":
            values["options"] = {"text": form.words("label")}
        done = _done(request, draft, form, lambda: AddOwn(own="fields", step=step_id, values=values))
        if not isinstance(done, str):
            return HttpResponseRedirect(own_address(draft.id, "fields", step_id, done[1]))
        warning = done
    parts = {
        **frame(request, draft),
        "form": form,
        "what": "field",
        "heading": _("New question"),
        "into": _step(draft.document, step_id),
        "families": asked_types(),
        "chosen": chosen,
        "warning": warning,
        "back": beside_address(draft.id, "fields", step_id),
        "back_words": _step(draft.document, step_id),
    }
    return render(request, "studio/add.html", parts, status=409 if warning else (422 if form.errors else 200))


def _question(request: HttpRequest, draft: Draft, step_id: str, one: dict[str, Any]) -> HttpResponse:
    """A question of a step, on the page that questions of the form have."""
    listed_ = held(draft.document, "fields", step_id) or []
    place = Place(Kind.FIELD, one, listed_, listed_.index(one))
    form = inputs(place, request.POST if request.method == "POST" else None, draft.organisation_id)
    form.fields.pop("prefill", None)  # who takes a step is not whose account it would be
    name, warning = key("fields", step_id, one["id"]), ""
    if form.is_bound and form.is_valid():
        done = _done(
            request,
            draft,
            form,
            lambda: EditOwn(own="fields", step=step_id, id=one["id"], values=values_of(request, place, form)),
        )
        if not isinstance(done, str):
            stays = own_address(draft.id, "fields", step_id, one["id"])
            return HttpResponseRedirect(
                stays if "again" in request.POST else beside_address(draft.id, "fields", step_id)
            )
        warning = done
    parts = {
        **parts_of(request, draft, place, form, warning),
        "own": name,
        "told": _told(draft, name),
        "back": beside_address(draft.id, "fields", step_id),
        "back_words": _step(draft.document, step_id),
    }
    return render(request, "studio/element.html", parts, status=409 if warning else (422 if form.errors else 200))


def _page(
    request: HttpRequest, draft: Draft, own: Own, step_id: str | None, one: dict[str, Any] | None
) -> HttpResponse:
    """A level of approval or an opinion."""
    make = LevelForm if own == "approvals" else OpinionForm
    form: LevelForm | OpinionForm = make(
        request.POST if request.method == "POST" else None,
        document=draft.document,
        departments=[(place.code, str(place.name)) for place in departments.of(draft.organisation_id)],
        initial=make.initial_of(one) if one else None,
    )
    asked, warning = _as_choices(one), ""
    if form.is_bound and form.is_valid():

        def operation() -> Operation:
            if isinstance(form, OpinionForm):
                values = form.values(one or {}) | {"questions": _yes_no(request, asked)}
            else:
                values = form.values()
            if one is None:
                return AddOwn(own=own, step=step_id, values=values)
            return EditOwn(own=own, step=step_id, id=one["id"], values=values)

        done = _done(request, draft, form, operation)
        if not isinstance(done, str):
            return HttpResponseRedirect(beside_address(draft.id, own, step_id))
        warning = done
    name = key(own, step_id, one["id"]) if one else ""
    level = own == "approvals"
    new = _("New level of approval") if level else _("New opinion")
    parts = {
        **frame(request, draft),
        "part": own,
        "key": name,
        "first": False,
        "what": _("Level of approval") if level else _("Opinion"),
        "title": words(one["label"], language()) if one else new,
        "one": one,
        "own": name,
        "told": _told(draft, name) if name else [],
        "actions": None,
        "form": form,
        "warning": warning,
        "choices": None if level else choices.sent(request.POST) or choices.rows(asked),
        "more": request.POST.get("choices-more", ""),
        "most_choices": choices.MOST,
        "back": beside_address(draft.id, own, step_id),
        "back_words": _step(draft.document, step_id) or _("Workflow"),
        "language": language(),
    }
    return render(request, "studio/flow_part.html", parts, status=409 if warning else (422 if form.errors else 200))


def _as_choices(one: Mapping[str, Any] | None) -> dict[str, Any]:
    """The questions of yes or no of an opinion, as rows of answers are edited."""
    asked = [{"value": found["id"], "label": found["label"]} for found in (one or {}).get("questions") or ()]
    return {"options": {"choices": asked}}


def _yes_no(request: HttpRequest, asked: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The questions that were sent. Raises Refused."""
    return [{"id": found["value"], "label": found["label"]} for found in choices.read(request.POST, asked)] or None
