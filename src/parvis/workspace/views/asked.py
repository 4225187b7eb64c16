"""What a request asks of a list: which list, which query, behind which walls."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.http import Http404, HttpRequest, QueryDict
from django.utils.http import urlencode

from parvis.access.api import Right, held_here
from parvis.cases.api import Selection
from parvis.finding import api as finding
from parvis.finding.data import ANSWER, Column, Filter, Operator, Query
from parvis.workspace.data import EDITED, NAMES, Base, Kept, selected, viewed
from parvis.workspace.domain import keeping
from parvis.workspace.domain.counting import around, organisations_here, walls_here
from parvis.workspace.domain.naming import Names

#: a choice of the form that is another comparison
NOBODY = "nobody"
#: what the form adds so that its address is made short
FORM = "form"


def kept_or_missing(request: HttpRequest, view_id: uuid.UUID) -> Kept:
    """A view within reach, and of this site's organisation where it is shared. Raises Http404."""
    for found in around(request).views:
        if found.id == view_id:
            return found
    raise Http404


def list_of(request: HttpRequest, selection: Selection) -> Base:
    """The list of a ready selection: one's own cases are also those of whoever one stands in for."""
    base = selected(selection)
    if selection is not Selection.MINE:
        return base
    people = ("me", *(str(one.person_id) for one in around(request).stands_in))
    return replace(base, fixed=(Filter("assignee", Operator.IS, people),))


def away_in(request: HttpRequest, base: Base) -> list[str]:
    """The names of those who are away and whose cases stand among one's own in this list."""
    return [one.name for one in around(request).stands_in] if base.selection is Selection.MINE else []


def base_of(request: HttpRequest, key: str) -> Base:
    """The list that a key names; what is to handle where none does."""
    for selection, name in NAMES.items():
        if name == key:
            return list_of(request, selection)
    try:
        return viewed(kept_or_missing(request, uuid.UUID(key)))
    except ValueError:
        return selected(Selection.ALL)


def typed_in(params: QueryDict) -> QueryDict:
    """What was asked, with the choices of the form that stand for another comparison said in full."""
    if NOBODY not in params.getlist("assignee:is"):
        return params
    found = params.copy()
    others = [value for value in params.getlist("assignee:is") if value and value != NOBODY]
    found.setlist("assignee:is", others)
    if not others:
        found["assignee:empty"] = "1"
    return found


def query_of(base: Base, params: QueryDict) -> Query:
    """The query of a request: what it says, or what the view keeps. Raises BadQuery."""
    if base.kept and EDITED not in params:
        return keeping.query_of(base.kept)
    return Query.read(typed_in(params))


def known_for(request: HttpRequest, query: Query) -> Mapping[str, Column]:
    """The columns that the query may name: a statement where it names answers, none otherwise."""
    named = {one.column for one in query.filters} | set(query.columns) | ({query.sort.column} if query.sort else set())
    answers = any(column.startswith(ANSWER) for column in named)
    return {one.key: one for one in finding.columns(walls_here(request), query.procedure if answers else "")}


def names_of(request: HttpRequest, people: Mapping[str, str] | None = None) -> Names:
    """What the values of queries are called here."""
    return Names(around(request).procedures, organisations_here(request), people or {})


def rest(base: Base, query: Query) -> str:
    """The address of a query with the key of its list, for pages beside the list."""
    own = {"list": base.key} | ({EDITED: "1"} if base.kept else {})
    return "&".join(part for part in (query.address(), urlencode(own)) if part)


def way(request: HttpRequest, base: Base, query: Query) -> str:
    """The list as the pages of its cases carry it in their addresses (`cases.registry.Lists`)."""
    as_kept = base.kept is not None and EDITED not in request.GET
    return f"?{urlencode({'list': base.key})}" if as_kept else f"?{rest(base, query)}"


def handles(request: HttpRequest) -> bool:
    """Whether the person may take requests here."""
    return bool(held_here(request, Right.HANDLE_CASES))
