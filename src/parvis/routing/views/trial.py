"""Rules tried on the latest cases: nobody keeps any without having looked at this."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.kernel.ui.formats import number
from parvis.routing.data import Why
from parvis.routing.domain import editing, standing, trying
from parvis.routing.views.place import Place, back, department_words, overtaken, place_of, version_of

#: pairs of departments that are told
MOVES = 20


@require_POST
def trial(request: HttpRequest, case_type_id: uuid.UUID) -> HttpResponse:
    """Try the draft as it stands, and remember that it was. Nothing moves."""
    place = place_of(request, case_type_id)
    here = place.organisation.id
    draft = editing.draft_of(case_type_id, here)
    if draft is None or draft.version != version_of(request):
        messages.error(request, overtaken())
        return back(place)
    rules = editing.rules_of(draft)
    now = standing.of(case_type_id, here)
    found = trying.attempt(rules, now.engine if now else None, case_type_id, place.wall_id)
    editing.tried(draft, rules)
    findings = place.findings(rules)
    parts: dict[str, Any] = {
        "place": place,
        "draft": draft,
        "trial": found,
        "seconds": number(found.seconds, 1),
        "lines": [
            {
                "number": place_of_rule,
                "name": rule.name,
                "on": rule.on,
                "to": place.words(rule.to),
                **_counted(place, found.lines.get(place_of_rule) or trying.Line(place_of_rule)),
            }
            for place_of_rule, rule in enumerate(rules.rules, 1)
        ],
        "default": {
            "to": place.words(rules.otherwise) if rules.otherwise else place.default,
            **_counted(place, found.uncaught),
        },
        "moves": [(department_words(a), department_words(b), count) for a, b, count in found.moves[:MOVES]],
        "blocking": sum(1 for one in findings if one.blocking),
        "same": now is not None and editing.digest(now.rules) == editing.digest(rules),
    }
    return render(request, "routing/trial.html", parts)


def _counted(place: Place, line: trying.Line) -> dict[str, Any]:
    """A line's numbers, and some of its cases for those who may read them."""
    samples = [
        {
            "reference": one.reference,
            "title": one.title,
            "before": department_words(one.before),
            "after": department_words(one.after),
            "moves": one.before != one.after,
            "why": {Why.FAILED: _("the rule could not be worked out"), Why.CLOSED: _("the department is closed")}[
                one.why
            ]
            if one.why
            else "",
        }
        for one in (line.samples if place.reads else ())
    ]
    return {"count": line.count, "changed": line.changed, "failed": line.failed, "samples": samples}
