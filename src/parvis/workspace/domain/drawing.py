"""A page of a list as its template draws it: columns with their orders, rows with the text of each cell."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from parvis.cases import api as cases
from parvis.cases.data import Kind
from parvis.finding.data import Column, IndexKind, Line, Query, Sort, State
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import organisations
from parvis.workspace.data import Base
from parvis.workspace.domain.naming import changed, sorts

#: what a list shows where nobody chose; the organisation only where there are several
USUAL = ("title", "reference", "organisation", "status", "due", "assignee")
#: the columns that are drawn as more than their text
DRAWN = frozenset({"title", "reference", "status", "due", "assignee"})
#: what an agent chooses the next case by
NEAR = frozenset({"status", "due"})
_TONES = {Kind.OPEN: "info", Kind.WAITING: "wait"}
_NUMBERS = (IndexKind.INTEGER, IndexKind.DECIMAL, IndexKind.AMOUNT)
#: the order of a state where none was asked for, as its column's heading says it
_ORDERS = {State.OPEN: Sort("due"), State.CLOSED: Sort("closed", True), State.ALL: Sort("received", True)}


def shown(query: Query, *, several: bool) -> tuple[str, ...]:
    """The columns of a list, the request itself always first."""
    if query.columns:
        return ("title", *(column for column in query.columns if column != "title"))
    return tuple(column for column in USUAL if several or column != "organisation")


def headings(base: Base, query: Query, keys: Sequence[str], known: Mapping[str, Column]) -> list[dict[str, Any]]:
    """The heads of these columns, each with the address of the list in its order, and how it is sorted by it now."""
    # What was searched for comes newest first, an order of no column.
    now = query.sort or (Sort("") if query.words else _ORDERS[query.state])
    found: list[dict[str, Any]] = []
    near = beside(keys)
    for key in keys:
        column = known[key]
        sort = None
        if column.sortable and sorts(key, query.state):
            descending = now.column == key and not now.descending
            sort = {
                "address": base.page(changed(query, sort=Sort(key, descending))),
                "sorted": ("descending" if now.descending else "ascending") if now.column == key else "",
            }
        kind = "short" if key == "reference" else "number" if column.kind in _NUMBERS else ""
        if key not in near:
            kind = f"{kind} pv-table__aside" if kind else "aside"
        found.append({"label": column.label, "kind": kind, "sort": sort})
    return found


def beside(keys: Sequence[str]) -> frozenset[str]:
    """The columns that stay in sight while a case is shown beside its list: what it is, and what one chooses by."""
    near = [key for key in keys if key in NEAR] or list(keys[1:3])
    return frozenset({keys[0], *near})


def rows(
    lines: Sequence[Line],
    keys: Sequence[str],
    today: dt.date,
    *,
    away: Sequence[str] = (),
    awaited: Mapping[uuid.UUID, int] | None = None,
) -> list[dict[str, Any]]:
    """The lines as their template draws them; away: names of those for whom the reader stands in; awaited: how many
    opinions, by case.
    """
    return [
        {
            "id": f"case-{line.case.id}",
            "line": line.case,
            "due": cases.due(line.case.due_on, today),
            "tone": _TONES.get(line.case.kind, ""),
            "version": line.version,
            "unread": line.unread,
            "lent": line.lent,
            "tags": line.tags,
            "away": line.case.assignee_name in away,
            "opinions": awaited.get(line.case.id, 0) if awaited else 0,
            "initials": cases.initials(line.case.assignee_name),
            "cells": {key: text(line, key) for key in keys if key not in DRAWN},
        }
        for line in lines
    ]


def text(line: Line, key: str) -> str:
    """The text of a cell."""
    if key in line.cells:
        return line.cells[key]
    if key == "organisation":
        return organisations.get(line.case.organisation_id).name
    return date_long(line.case.due_on) if key == "due" and line.case.due_on else ""


def seen(lines: Sequence[Line]) -> str:
    """The state in which these lines are shown, to be asked later what changed."""
    return ",".join(mark(line.case.id.hex, line.version, line.unread) for line in lines)


def mark(ident: str, version: int, unread: bool) -> str:
    """One case as it is shown."""
    return f"{ident}.{version}{'u' if unread else ''}"
