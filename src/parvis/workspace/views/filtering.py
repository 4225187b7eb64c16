"""The page of a list's filters, columns and order: a form whose address is the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.access.api import colleagues
from parvis.cases import api as cases
from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Choice, Query
from parvis.workspace.data import EDITED, Base
from parvis.workspace.domain.counting import organisations_here, walls_here
from parvis.workspace.domain.panel import Panel
from parvis.workspace.views.asked import FORM, base_of, names_of


@require_GET
def filter_page(request: HttpRequest) -> HttpResponse:
    """The form with what is in force. Asked with half a form (a procedure just chosen), it says what is wrong later."""
    base = base_of(request, request.GET.get("list", ""))
    return draw(request, base, request.GET, {})


def refuse(request: HttpRequest, base: Base, params: QueryDict, problems: Mapping[str, str]) -> HttpResponse:
    """The form with what was typed and what is wrong with it."""
    if base.kept and EDITED not in params:
        params = QueryDict(base.kept.address)
    return draw(request, base, params, problems, status=422)


def draw(
    request: HttpRequest, base: Base, params: QueryDict, problems: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    """The form. Three or four statements: the columns of a procedure, tags, colleagues of each organisation."""
    try:
        procedure = Query.read({"procedure": params.get("procedure", "")}).procedure
    except BadQuery:
        procedure = ""
    known = {one.key: one for one in finding.columns(walls_here(request), procedure)}
    tags = tuple(Choice(word, word) for word in cases.tagging.known(walls_here(request)))
    known["tag"] = replace(known["tag"], choices=tags)
    people = {str(one.person_id): one.name for place in organisations_here(request) for one in colleagues(place)}
    panel = Panel(params, known, names_of(request, people), problems)
    groups, order, columns = panel.groups(), panel.order(), panel.columns()
    return render(
        request,
        "workspace/filters.html",
        {
            "base": base,
            "form_field": FORM,
            "edited_field": EDITED if base.kept else "",
            "groups": groups,
            "unfold": params.get("unfold") == "answers",
            "order": order,
            "columns": columns,
            "hidden": panel.hidden(),
            "errors": panel.anchors(groups, (order, columns)),
            "procedure": procedure,
        },
        status=status,
    )
