"""Someone else wrote first: what one wrote, kept and ready to be applied again, beside what changed meanwhile."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parvis.cases.data import Conflict, Kind
from parvis.cases.domain import revisions
from parvis.cases.domain.desk import offered
from parvis.cases.domain.listing import language
from parvis.cases.models import Case
from parvis.cases.views import telling, ways
from parvis.cases.views.gate import agent, case_or_missing
from parvis.kernel import clock


def draw(
    request: HttpRequest, case: Case, conflict: Conflict, form: str, parts: Mapping[str, Any], *, still: bool = True
) -> HttpResponse:
    """The conflict page. form: the template of the very form that was sent, drawn again with `parts` on the new
    version; still: whether what it does is still possible. If not, the words can go on with something else.
    """
    case = case_or_missing(case.reference)
    published = revisions.load(case.revision_id)
    stands = published.definition.workflow.status(case.status)
    shown = {
        "case": case,
        "form": form,
        "way": ways.way_of(request),
        "still": still,
        "name": published.definition.name.into(language()),
        "status": {"words": stands.agent.into(language()), "tone": telling.TONES[Kind(case.kind)]},
        "changes": telling.told(conflict.theirs, published),
        "others": [
            {"id": move.id, "label": move.label.into(language())}
            for move in offered(case, by=agent(request), at=clock.now())
            if move.reason != "none"
        ],
        **parts,
    }
    return render(request, "cases/agents/conflict.html", shown, status=409)
