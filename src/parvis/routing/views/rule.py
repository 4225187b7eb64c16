"""One rule; and where cases go that none fits."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from parvis.kernel import clock
from parvis.routing.data import Missing, Overtaken, Refused
from parvis.routing.domain import editing
from parvis.routing.forms import OtherwiseForm, RuleForm
from parvis.routing.views.place import author, back, overtaken, place_of, version_of


@require_http_methods(["GET", "HEAD", "POST"])
def rule_page(request: HttpRequest, case_type_id: uuid.UUID, rule_id: uuid.UUID | None = None) -> HttpResponse:
    """Write a rule, a new one last; what is wrong is said beside its field."""
    place = place_of(request, case_type_id)
    here = place.organisation.id
    draft = editing.draft_of(case_type_id, here)
    rules = editing.rules_of(draft or editing.in_force(case_type_id, here))
    known = next((one for one in rules.rules if one.id == rule_id), None)
    if rule_id is not None and known is None:
        raise Http404("rule")
    form = RuleForm(request.POST if request.method == "POST" else None, place=place, known=known)
    version = draft.version if draft else 0
    warning = ""
    if form.is_bound and form.is_valid():
        change = editing.put(form.rule())
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
        "warning": warning,
        "version": version,
        "found": [one for one in place.findings(rules) if known and one.rule_id == str(known.id)],
    }
    return render(request, "routing/rule.html", parts, status=422 if form.errors or warning else 200)


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
        except (Missing, Overtaken):
            warning = overtaken()
    parts = {"place": place, "form": form, "warning": warning, "version": version}
    return render(request, "routing/otherwise.html", parts, status=422 if form.errors or warning else 200)
