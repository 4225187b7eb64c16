"""The rules of the algorithm on which a decision rests, for the person whom it concerns (CRPA R311-3-1-2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.access.api import Missing
from parvis.cases.domain import computing, own, revisions
from parvis.cases.domain.listing import language
from parvis.cases.views.addresses import page_of
from parvis.cases.views.tracking import not_here


@never_cache
@require_safe
def rules(request: HttpRequest, reference: str) -> HttpResponse:
    """Said of the procedure, with what the person answered of what it reads. Three statements."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    published, spoken = revisions.load(case.revision_id), language()
    found = computing.concerned(published, own.decision_of(case))
    if found is None:
        raise Missing("algorithm", case.id)
    state = published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    rows = [row for part in published.form.summary(case.answers, state, spoken) for row in part.rows]
    parts = {
        "case": case,
        "name": published.definition.name.into(spoken),
        "wholly": found.part == "wholly",
        "told": computing.rules(found, spoken),
        "rows": [row for row in rows if row.field_id in found.reads],
        "back": page_of(case),
    }
    return render(request, "cases/residents/computed.html", parts)
