"""The law's clock of a draft, tried on a story: a calendar with start, pauses, end and what silence means."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.dates import WEEKDAYS_ABBR
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.calendars.api import Calendar, zone_of
from parvis.deadlines import api as deadlines
from parvis.kernel import clock
from parvis.studio.domain import simulating
from parvis.studio.domain.operations import parse
from parvis.studio.forms import language
from parvis.studio.views.place import address, open_draft
from parvis.territory.api import closing_days, organisations

_YEARS = dt.timedelta(days=366 * 3)


@never_cache
@require_safe
def clock_page(request: HttpRequest, design_id: uuid.UUID) -> HttpResponse:
    """All of the story is in the address: nothing is kept, and it can be shared. Three statements."""
    draft = open_draft(request, design_id)
    definition = parse(draft.document).definition
    said = request.GET
    sent = _day(said, "sent") if "sent" in said else clock.today().isoformat()
    lines = [
        simulating.Line(said.get(f"kind-{n}", ""), _day(said, f"on-{n}"), _day(said, f"by-{n}"))
        for n in range(simulating.LINES)
    ]
    kinds = simulating.kinds(definition)
    events, errors = simulating.story(sent, lines, [key for key, _words in kinds])
    told = None
    if not errors:
        first = dt.date.fromisoformat(sent)
        organisation = organisations.get(draft.organisation_id)
        closed = closing_days.between(organisation.id, first, first + _YEARS)
        calendar = Calendar(zone_of(organisation.insee or organisation.county), frozenset(day.date for day in closed))
        told = simulating.tell(definition, events, calendar)
    course = told.course if told else None
    parts = {
        "draft": draft,
        "name": definition.name.into(language()),
        "back": address(draft.id),
        "sent": sent,
        "lines": lines,
        "kinds": kinds,
        "errors": errors,
        "told": told,
        "summary": deadlines.summary(course) if course else "",
        "steps": [
            {"words": deadlines.sentence(step), "article": deadlines.article(step), "mark": ""} for step in course.steps
        ]
        if course
        else [],
        "weekdays": [str(WEEKDAYS_ABBR[number]) for number in range(7)],
        "ruled": definition.deadline.rules is not None,
    }
    return render(request, "studio/clock.html", parts, status=422 if errors else 200)


def _day(said: QueryDict, name: str) -> str:
    """What a field of a day can hold: a browser sends nothing else."""
    text = said.get(name, "")
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return ""
    return text
