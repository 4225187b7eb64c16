"""One rule; and where cases go that none fits."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.conditions.api import Editor, answer
from parvis.kernel import clock
from parvis.routing.data import Overtaken, Refused
from parvis.routing.domain import editing
from parvis.routing.forms import OtherwiseForm, RuleForm
from parvis.routing.views.place import author, back, overtaken, place_of, version_of

_NAME = "when"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule_page(request: HttpRequest, case_type_id: uuid.UUID, rule_id: uuid.UUID | None = None) -> HttpResponse:
    """Write a rule, a new one last; what is wrong is said beside it."""
    place = place_of(request, case_type_id)
    here = place.organisation.id
    draft = editing.draft_of(case_type_id, here)
    rules = editing.rules_of(draft or editing.in_force(case_type_id, here))
    known = next((one for one in rules.rules if one.id == rule_id), None)
    if rule_id is not None and known is None:
        raise Http404("rule")
    held = None if known is None or known.when is True else known.when
    editor = Editor.read(request, _NAME, place.terms, held)
    if (reply := answer(request, [editor])) is not None:
        return reply
    saves = request.method == "POST" and not editor.acted
    more = {"initial": _typed(request)} if request.method == "POST" else {}
    form = RuleForm(request.POST if saves else None, place=place, known=known, **more)
    warning, wrong = "", ""
    if saves and (not editor.complete or any(one.blocking for one in editor.told)):
        wrong = _("Correct the condition, or take away what is not needed: nothing was saved.")
    elif saves and form.is_valid():
        change = editing.put(form.rule(editor.rule))
        try:
            editing.change(case_type_id, here, version_of(request), change, by=author(request), at=clock.now())
            return back(place)
        except Overtaken:
            warning = overtaken()
        except Refused as refused:
            warning = str(refused)
    parts = {
        "place": place,
        "own": known,
        "form": form,
        "editor": editor,
        "warning": warning,
        "wrong": wrong,
        "version": draft.version if draft else 0,
        "found": [one for one in place.findings(rules) if known and one.rule_id == str(known.id) and one.part != _NAME],
    }
    return render(request, "routing/rule.html", parts, status=422 if form.errors or warning or wrong else 200)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed beside the condition, while a button of its editor was pressed."""
    return {
        **{name: request.POST.get(name, "") for name in ("name", "department", "way")},
        "people": request.POST.getlist("people"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def otherwise_page(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """Where cases go that no rule fits, and what mended answers do."""
    place = place_of(request, case_type_id)
    here = place.organisation.id
    draft = editing.draft_of(case_type_id, here)
    rules = editing.rules_of(draft or editing.in_force(case_type_id, here))
    initial = OtherwiseForm.initial_of_target(rules.otherwise) | {"mended": rules.mended}
    form = OtherwiseForm(request.POST if request.method == "POST" else None, place=place, initial=initial)
    version = draft.version if draft else 0
    warning = ""
    if form.is_bound and form.is_valid():
        change = editing.settle(form.target(), mended=form.cleaned_data["mended"])
        try:
            editing.change(case_type_id, here, version_of(request), change, by=author(request), at=clock.now())
            return back(place)
        except Overtaken:
            warning = overtaken()
    parts = {"place": place, "form": form, "warning": warning, "version": version}
    return render(request, "routing/otherwise.html", parts, status=422 if form.errors or warning else 200)
