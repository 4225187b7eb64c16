"""What became of a list while somebody looks at it: how many came in, and the rows that changed."""

from __future__ import annotations

import re
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from parvis.access.api import person_of
from parvis.cases import api as cases
from parvis.finding import api as finding
from parvis.finding.data import BadQuery
from parvis.kernel import clock
from parvis.kernel.ui.shell import Shell
from parvis.opinions import api as opinions
from parvis.workspace.domain import drawing
from parvis.workspace.domain.counting import around, organisations_here, walls_here
from parvis.workspace.views.asked import away_in, base_of, handles, known_for, query_of, way

_SEEN = re.compile(r"([0-9a-f]{32})\.([0-9]{1,9}u?)")
_MOST = 200


@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """204 where nothing changed: two small statements. Else the rows that did, and how many came in since.

    What can't be read is nothing new: the page that asks was drawn by us, and goes on as it is.
    """
    base = base_of(request, request.GET.get("list", ""))
    try:
        query = query_of(base, request.GET)
        since = uuid.UUID(request.GET.get("since", ""))
        known = known_for(request, query)
        walls, person_id, today = walls_here(request), person_of(request), clock.today()
        shown = dict(_SEEN.findall(request.GET.get("seen", "")[: _MOST * 45]))
        arrived = finding.news(
            base.whole(query),
            walls,
            since=since,
            person_id=person_id,
            today=today,
            known=known,
            shown=[uuid.UUID(hex=ident) for ident in shown],
        )
    except (BadQuery, ValueError):
        return HttpResponse(status=204)
    states = cases.states_of([uuid.UUID(hex=ident) for ident in shown]) if shown else {}
    now = {ident.hex: drawing.mark("", *state).removeprefix(".") for ident, state in states.items()}
    changed = [uuid.UUID(hex=ident) for ident, state in now.items() if shown[ident] != state]
    if not changed and str(arrived) == request.GET.get("told", "0"):
        return HttpResponse(status=204)
    keys = drawing.shown(query, several=len(organisations_here(request)) > 1)
    lines = (
        finding.lines(changed, tuple(key for key in keys if key not in drawing.DRAWN), walls, today=today)
        if changed
        else ()
    )
    return render(
        request,
        "workspace/news.html",
        {
            "title": base.title,
            "headings": drawing.headings(base, query, keys, known),
            "keys": keys,
            "rows": drawing.rows(
                lines,
                keys,
                today,
                away=away_in(request, base),
                awaited=opinions.awaited([one.case.id for one in lines] if around(request).awaited else []),
            ),
            "choosing": "none" if Shell(request).list_actions else "",
            "way": way(request, base, query),
            "takes": handles(request),
            "arrived": arrived,
            "words": ngettext("one new request", "%(num)s new requests", arrived) % {"num": arrived} if arrived else "",
            "again": base.page(query),
            "seen": ",".join(f"{ident}.{now.get(ident, state)}" for ident, state in shown.items()),
        },
    )
