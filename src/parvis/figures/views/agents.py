"""/agents/chiffres/: the figures of one's walls, by month, procedure, department and commune; each table as a file."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.access.api import Right, held_here, person_of, site
from parvis.access.data import Role
from parvis.figures.data import BadPeriod, By, Figures, Period, Scope
from parvis.figures.domain import asking, periods, plots, tables, words
from parvis.figures.domain.tables import Table
from parvis.figures.domain.words import Procedure
from parvis.finding import api as finding
from parvis.finding.data import Filter, Operator, Query
from parvis.kernel import clock
from parvis.territory.api import organisations


def scope_of(request: HttpRequest) -> Scope:
    """Whose figures somebody sees on this site: an agent those of their department, who oversees or decides those of
    their walls.
    """
    whole: set[uuid.UUID] = set()
    parts: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for held in held_here(request, Right.READ_FIGURES):
        if held.role is Role.AGENT and held.department_id is not None:
            parts |= {(wall, held.department_id) for wall in held.walls}
        else:
            whole |= set(held.walls)
    return Scope(tuple(sorted(whole)), tuple(sorted(part for part in parts if part[0] not in whole)))


def _asked(request: HttpRequest, known: Mapping[uuid.UUID, Procedure]) -> tuple[Period, str]:
    """The period and the procedure (its slug, "" for all) of an address. Raises BadPeriod."""
    slug = request.GET.get("procedure", "")
    if slug and slug not in {one.slug for one in known.values()}:
        raise BadPeriod({"procedure": _("Choose a procedure of the list")})
    return periods.read(request.GET, clock.today()), slug


def _found(scope: Scope, period: Period, slug: str, known: Mapping[uuid.UUID, Procedure]) -> Figures:
    ids = tuple(ident for ident, one in known.items() if one.slug == slug) if slug else None
    return asking.figures(scope, period, today=clock.today(), case_type_ids=ids)


def _tables(found: Figures, known: Mapping[uuid.UUID, Procedure]) -> list[Table]:
    several = len([key for key in found.groups[By.ORGANISATION] if key]) > 1
    return [
        tables.by_months(found),
        tables.by_procedures(found, known),
        tables.by_departments(found),
        *([tables.by_organisations(found)] if several else []),
        tables.by_corrections(found, known),
    ]


def _receipts(scope: Scope, slug: str, person_id: uuid.UUID | None) -> tuple[int, str]:
    """How many open requests missed the legal day of their receipt, and the filter of lists that finds them. Two
    statements or three; as many more where only some departments of other walls are counted.
    """
    query = Query(procedure=slug, filters=(Filter("receipt", Operator.IS, ("1",)),))
    count = partial(finding.count, person_id=person_id, today=clock.today())
    found = count(query, scope.whole) if scope.whole else 0
    if scope.parts:
        theirs = Filter("department", Operator.IS, tuple(str(department) for _wall, department in scope.parts))
        narrowed = replace(query, filters=(*query.filters, theirs))
        found += count(narrowed, [wall for wall, _department in scope.parts])
        query = query if scope.whole else narrowed
    return found, query.address()


def _address(period: Period, slug: str) -> str:
    said = {"from": f"{period.first:%Y-%m}", "to": f"{period.last:%Y-%m}"}
    return urlencode(said | ({"procedure": slug} if slug else {}))


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a period. Nine statements around the shell's or so, whatever is counted."""
    scope, today = scope_of(request), clock.today()
    known = words.procedures(scope.walls)
    try:
        period, slug = _asked(request, known)
    except BadPeriod as wrong:
        parts = _form(periods.last_year(today), "", known, today) | {"errors": wrong.problems, "found": None}
        return render(request, "figures/agents.html", parts | _place(request), status=422)
    found = _found(scope, period, slug, known)
    months, *others = _tables(found, known)
    receipts, found_by = _receipts(scope, slug, person_of(request))
    parts = _form(period, slug, known, today) | {
        "errors": {},
        "found": found,
        "took": words.delay(found.all, working=_working(slug, known)),
        "in_time": words.percent(found.all.in_time, found.all.due),
        "returned": words.percent(found.all.returned, found.all.received),
        "span": words.span(period),
        "months": months,
        "tables": [table for table in others if table.rows],
        "flow": _flow(found),
        "waiting": _waiting(found),
        "partial": bool(scope.parts) and not scope.whole,
        "query": _address(period, slug),
        "receipts": receipts,
        "receipts_query": found_by,
        "nothing": not (found.all.received or found.all.answered or found.all.unanswered or found.all.open),
    }
    return render(request, "figures/agents.html", parts | _place(request))


@require_safe
def table_csv(request: HttpRequest, name: str) -> HttpResponse:
    """One of its tables as a file; an address that can't be read leads to the page, which says why."""
    scope = scope_of(request)
    known = words.procedures(scope.walls)
    try:
        period, slug = _asked(request, known)
    except BadPeriod:
        return HttpResponseRedirect(f"{reverse('figures:agents')}?{request.GET.urlencode()}")
    made = {table.name: table for table in _tables(_found(scope, period, slug, known), known)}
    if name not in made:
        raise Http404(name)
    response = HttpResponse(made[name].csv(), content_type="text/csv; charset=utf-8")
    file = f"{name}-{period.first:%Y-%m}-{period.last:%Y-%m}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _working(slug: str, known: Mapping[uuid.UUID, Procedure]) -> bool:
    """Whether delays are said in working days: where one procedure alone is looked at that promises them."""
    found = [one.working for one in known.values() if slug and one.slug == slug]
    return bool(found) and all(found)


def _place(request: HttpRequest) -> dict[str, Any]:
    here = site(request)
    return {"place": organisations.get(here.organisation_id).title if here.organisation_id else here.name}


def _form(period: Period, slug: str, known: Mapping[uuid.UUID, Procedure], today: dt.date) -> dict[str, Any]:
    choices = periods.months(Period(min(period.first, periods.earliest(today)), periods.current(today)))[::-1]
    slugs = {one.slug: one.name for one in known.values()}
    return {
        "presets": [
            {
                "label": label,
                "address": f"?{_address(one, slug)}",
                "current": one == period,
            }
            for label, one in periods.presets(today)
        ],
        "selects": [
            {
                "name": name,
                "label": label,
                "options": [
                    {"value": f"{month:%Y-%m}", "text": words.month(month), "selected": month == chosen}
                    for month in choices
                ],
            }
            for name, label, chosen in (("from", _("From"), period.first), ("to", _("To"), period.last))
        ],
        "procedures": [
            {"value": key, "text": slugs[key], "selected": key == slug} for key in sorted(slugs, key=slugs.__getitem__)
        ],
    }


def _flow(found: Figures) -> plots.Plot:
    names = [words.short_month(one.month) for one in found.months]
    return plots.bars(names, [one.received for one in found.months], [one.ended for one in found.months])


def _waiting(found: Figures) -> plots.Plot:
    return plots.line([words.short_month(one.month) for one in found.months], [one.open for one in found.months])
