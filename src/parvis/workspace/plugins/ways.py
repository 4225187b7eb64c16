"""What the lists say to the pages of a case: which list it was opened from, and which case stands beside it there."""

import uuid

from django.http import Http404, HttpRequest

from parvis.access.api import person_of
from parvis.cases.api import Selection
from parvis.cases.registry import LISTS, Lists
from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Query
from parvis.kernel import clock
from parvis.workspace.data import EDITED, Base, selected
from parvis.workspace.domain.counting import walls_here
from parvis.workspace.views.asked import base_of, query_of


def _asked(request: HttpRequest) -> tuple[Base, Query]:
    """The list of an address; what nobody can answer any more is the list as it comes."""
    try:
        base = base_of(request, request.GET.get("list", ""))
    except Http404:  # a view that is gone, or shared no more
        return selected(Selection.ALL), Query()
    try:
        return base, query_of(base, request.GET)
    except BadQuery:
        return base, Query()


def _title(request: HttpRequest) -> str:
    return str(_asked(request)[0].title)


def _address(request: HttpRequest) -> str:
    base, query = _asked(request)
    return base.path if base.kept and EDITED not in request.GET else base.page(query)


def _neighbour(request: HttpRequest, case_id: uuid.UUID, backward: bool) -> str | None:
    base, query = _asked(request)
    walls, today = walls_here(request), clock.today()
    try:
        found = finding.neighbour(
            base.whole(query), walls, case_id, person_id=person_of(request), today=today, backward=backward
        )
    except BadQuery:
        return None
    lines = finding.lines([found], (), walls, today=today) if found else ()
    return lines[0].case.reference if lines else None


LISTS.register(Lists("workspace", _title, _address, _neighbour))
