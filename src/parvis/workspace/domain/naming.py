"""What the values of a query are called: procedures, states, departments, people, days."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language, gettext as _, ngettext

from parvis.cases.api import types
from parvis.finding.data import ANSWER, Choice, Column, Filter, IndexKind, Operator, Query, Sort, State
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import departments, organisations
from parvis.workspace.data import Base

_RELATIVE = re.compile(r"(today|sunday)(?:([+-])([0-9]{1,4}))?")
_SIGNS = {Operator.FROM: "≥", Operator.TO: "≤"}


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@dataclass(frozen=True, slots=True)
class Names:
    """The choices behind one's walls. procedures: published revisions by slug; people: names by id, where known."""

    procedures: Mapping[str, tuple[uuid.UUID, ...]]
    organisations: tuple[uuid.UUID, ...]
    people: Mapping[str, str] = field(default_factory=dict)

    def procedure(self, slug: str) -> str:
        """What a procedure is called; its slug where none of that name is published."""
        found = self.procedures.get(slug)
        return types.load(found[0]).definition.name.into(_language()) if found else slug

    def choices(self, column: Column, procedure: str = "") -> tuple[Choice, ...]:
        """The values that a filter on the column offers, by their names; none where it is typed."""
        match column.key:
            case "procedure":
                return self._sorted({slug: self.procedure(slug) for slug in self.procedures})
            case "status":
                return self._sorted(self._statuses(procedure))
            case "organisation":
                return self._sorted({str(one): organisations.get(one).name for one in self.organisations})
            case "department":
                return tuple(
                    Choice(str(found.id), self._department(found.id, within=len(self.organisations) > 1))
                    for one in self.organisations
                    for found in departments.of(one)
                )
            case "assignee":
                return self._sorted(self.people)
        return column.choices

    def word(self, column: Column, value: str, procedure: str) -> str:
        """What a value of the column is called; the value itself where it has no name."""
        if column.key == "department":
            try:
                return self._department(uuid.UUID(value), within=False)
            except (LookupError, ValueError):
                return value
        if column.key == "assignee":
            return _("me") if value == "me" else self.people.get(value, _("a colleague"))
        if column.kind is IndexKind.YES:
            return {"1": _("Yes"), "yes": _("Yes"), "0": _("No"), "no": _("No")}.get(value, value)
        if column.kind in (IndexKind.DATE, IndexKind.MOMENT):
            return _day(value)
        names = {one.value: one.label for one in self.choices(column, procedure)}
        return names.get(value, value)

    def _statuses(self, procedure: str) -> dict[str, str]:
        chosen = [procedure] if procedure in self.procedures else list(self.procedures)
        return {
            status.id: status.agent.into(_language())
            for slug in chosen
            for revision_id in self.procedures[slug]
            for status in types.load(revision_id).definition.workflow.statuses
        }

    def _department(self, department_id: uuid.UUID, *, within: bool) -> str:
        found = departments.get(department_id)
        name = (found.name.en or found.name.fr) if _language() == "en" else found.name.fr
        return f"{name} ({organisations.get(found.organisation_id).name})" if within else name

    @staticmethod
    def _sorted(names: Mapping[str, str]) -> tuple[Choice, ...]:
        return tuple(Choice(value, label) for value, label in sorted(names.items(), key=lambda one: one[1].casefold()))


def _day(text: str) -> str:
    if relative := _RELATIVE.fullmatch(text):
        base = {"today": _("today"), "sunday": _("this Sunday")}[relative[1]]
        days = int(relative[3] or 0)
        sign = "+" if relative[2] == "+" else "−"
        return base if not days else f"{base} {sign} " + ngettext("%(num)s day", "%(num)s days", days) % {"num": days}
    try:
        return date_long(dt.date.fromisoformat(text))
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: what it says, and the address of the list without it."""

    label: str
    without: str


def chips(base: Base, query: Query, known: Mapping[str, Column], names: Names) -> list[Chip]:
    """What narrows a list, but for what always holds in it."""
    found = []
    if query.words:
        found.append(Chip(f"« {query.words} »" if _language() == "fr" else f"“{query.words}”",
                          base.page(changed(query, words=""))))  # fmt: skip
    if query.state is not State.OPEN:
        label = _("Ended ones") if query.state is State.CLOSED else _("Open and ended")
        found.append(Chip(label, base.page(changed(query, state=State.OPEN))))
    if query.procedure:
        found.append(Chip(_said(_("Procedure"), names.procedure(query.procedure)), base.page(without_procedure(query))))
    for one in query.filters:
        column = known.get(one.column)
        label = _filter(one, column, names, query.procedure) if column else one.column
        rest = tuple(other for other in query.filters if other is not one)
        found.append(Chip(label, base.page(changed(query, filters=rest))))
    return found


def _filter(one: Filter, column: Column, names: Names, procedure: str) -> str:
    if one.operator is Operator.EMPTY:
        words = _("nobody") if column.key == "assignee" else _("not answered")
        return _said(column.label, words)
    if one.operator is Operator.FILLED:
        return _said(column.label, _("somebody") if column.key == "assignee" else _("answered"))
    if column.key in ("late", "returned", "receipt") and one.values == ("1",):
        return column.label
    values = _(" or ").join(names.word(column, value, procedure) for value in one.values)
    if one.operator in _SIGNS:
        sign = _SIGNS[one.operator]
        if column.kind in (IndexKind.DATE, IndexKind.MOMENT):
            sign = _("from (day)") if one.operator is Operator.FROM else _("until (day)")
        return _said(column.label, f"{sign}\u00a0{values}")
    if one.operator is Operator.STARTS:
        return _said(column.label, f"{values}…")
    if one.operator is Operator.NOT:
        return _said(column.label, _("not %(values)s") % {"values": values})
    return _said(column.label, values)


def _said(label: str, value: str) -> str:
    return f"{label}\u00a0: {value}" if _language() == "fr" else f"{label}: {value}"


def changed(
    query: Query,
    *,
    words: str | None = None,
    state: State | None = None,
    filters: tuple[Filter, ...] | None = None,
    sort: Sort | None = None,
) -> Query:
    """The query with some of its parts changed; an order that the new state has not is left out."""
    new = query.state if state is None else state
    order = query.sort if sort is None else sort
    return Query(
        query.procedure,
        new,
        query.filters if filters is None else filters,
        query.words if words is None else words,
        order if order is None or sorts(order.column, new) else None,
        query.columns,
    )


def without_procedure(query: Query) -> Query:
    """The query over all procedures: nothing of it names an answer any more."""
    return Query(
        "",
        query.state,
        tuple(one for one in query.filters if not one.column.startswith(ANSWER)),
        query.words,
        None if query.sort and query.sort.column.startswith(ANSWER) else query.sort,
        tuple(column for column in query.columns if not column.startswith(ANSWER)),
    )


def sorts(column: str, state: State) -> bool:
    """Whether a list in that state may be sorted by a sortable column: many orders are kept for open cases alone."""
    if column.startswith(ANSWER) or column in ("title", "received"):
        return True
    if column == "closed":
        return state is not State.OPEN
    return state is State.OPEN
