"""A query made ready for the database: its columns looked up, its values understood, its order chosen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.utils.translation import get_language, gettext as _

from parvis.cases.api import types
from parvis.finding.data import ANSWER, BadQuery, Column, Filter, Operator, Query, Sort, State
from parvis.finding.domain import columns, conditions, dictionary, orders, searching
from parvis.finding.domain.conditions import ALONE, OPEN, STATES, Part
from parvis.finding.domain.dictionary import PROJECTED, RECEIPT, TITLE
from parvis.finding.domain.orders import Order
from parvis.finding.domain.sortkeys import NUMBERS, sortkey
from parvis.finding.domain.values import Asking, NotUnderstood
from parvis.forms.data import IndexKind
from parvis.territory.api import departments

#: the order of a state where none was asked for
USUAL = {
    State.OPEN: Sort("due"),
    State.CLOSED: Sort("closed", descending=True),
    State.ALL: Sort("received", descending=True),
}
_GROUPED = {"status": ("status", "text"), "department": ("department_id", "uuid"), "assignee": ("assignee_id", "uuid"),
            "procedure": ("case_type_id", "uuid")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of the database.

    parts: every condition but the walls and the words, the state first. found: the condition of the words; newest: the
    order in which the search itself gives its cases, which is that of the list unless another was asked for.
    """

    query: Query
    walls: tuple[uuid.UUID, ...]
    columns: Mapping[str, Column]
    parts: tuple[Part, ...]
    order: Order
    found: searching.Condition | None
    newest: Order | None
    remarks: tuple[str, ...]


def plan(
    query: Query,
    walls: Sequence[uuid.UUID],
    *,
    person_id: uuid.UUID | None,
    today: dt.date,
    ordered: bool = True,
    known: Mapping[str, Column] | None = None,
) -> Plan:
    """Make a query ready. Raises BadQuery with all that is wrong. A statement or two where answers or groups are named.

    ordered: False where the order does not matter. known: the columns, where the caller has read them.
    """
    asking = Asking(person_id, today)
    problems: dict[str, str] = {}
    named = {one.column for one in query.filters} | set(query.columns) | ({query.sort.column} if query.sort else set())
    answers = any(column.startswith(ANSWER) for column in named)
    if known is None:
        known = columns.all_of(query.procedure if answers else "", walls)
    for column in query.columns:
        if column not in known:
            problems["column"] = _("There is no such column: %(name)s") % {"name": column}
    parts = [conditions.of_state(query.state)]
    if query.procedure:
        parts.append(conditions.of_procedure([query.procedure], query.state))
    for one in query.filters:
        part = f"{one.column}:{one.operator}"
        try:
            parts.append(_part(one, known, query, asking))
        except NotUnderstood as wrong:
            problems[part] = str(wrong)
    order = None
    try:
        order = _order(query, known, walls if ordered else ())
    except NotUnderstood as wrong:
        problems["sort"] = str(wrong)
    if problems or order is None:
        raise BadQuery(problems)
    if query.procedure and any(
        part.driver and not part.driver.dear
        for part, one in zip(parts[2:], query.filters, strict=True)
        if one.column.startswith(ANSWER)
    ):
        parts[1] = replace(parts[1], driver=None)  # its answers are fewer
    search = searching.understand(query.words, walls) if query.words else None
    found = newest = None
    if search is not None:
        newest = orders.by_search(search, query.state)
        if query.sort is None or not ordered:
            order, found = newest, searching.looked(search)
        else:
            found = searching.fitting(search, open_alone=ALONE[query.state])
    remarks = []
    sorted_by = known.get(order.sort.column)
    if sorted_by and sorted_by.mixed:
        remarks.append(
            _("“%(label)s” was asked in another way before: requests that answered so stand last")
            % {"label": sorted_by.label}
        )
    return Plan(query, tuple(walls), known, tuple(parts), order, found, newest, tuple(remarks))


def _part(one: Filter, known: Mapping[str, Column], query: Query, asking: Asking) -> Part:
    column = known.get(one.column)
    if column is None:
        raise NotUnderstood(_("There is no such column: %(name)s") % {"name": one.column})
    if one.operator not in column.operators:
        raise NotUnderstood(_("“%(label)s” can’t be compared in this way") % {"label": column.label})
    if key := PROJECTED.get(one.column):
        number = dictionary.columns("").get(key) or dictionary.columns("", fresh=True).get(key, 0)
        if key is RECEIPT:
            return conditions.of_receipt(number, one, query.state, asking)
        return conditions.of_answer(column, number, one, query.state, asking)
    if one.column.startswith(ANSWER):
        number = _number(one.column, column, query)
        return conditions.of_answer(column, number, one, query.state, asking, query.procedure)
    return conditions.of_builtin(one, query.state, asking)


def _number(key: str, column: Column, query: Query) -> int:
    return dictionary.columns(query.procedure)[key.removeprefix(ANSWER), column.kind]


def _order(query: Query, known: Mapping[str, Column], walls: Sequence[uuid.UUID]) -> Order:
    sort, state = query.sort or USUAL[query.state], query.state
    column = known.get(sort.column)
    if column is None:
        raise NotUnderstood(_("There is no such column to sort by"))
    if not column.sortable:
        raise NotUnderstood(_("The list can’t be sorted by “%(label)s”") % {"label": column.label})
    if sort.column == "title":
        number = dictionary.columns("").get(TITLE) or dictionary.columns("", fresh=True).get(TITLE, 0)
        return orders.by_value(sort, number, "word", state, "")
    if sort.column.startswith(ANSWER):
        field = "number" if column.kind in NUMBERS else "word"
        number = _number(sort.column, column, query)
        order = orders.by_value(sort, number, field, state, query.procedure)
        return (
            orders.grouped(order, _chosen(column, number, state, walls)) if column.kind is IndexKind.CHOICE else order
        )
    if sort.column == "received":
        order = orders.by_case(sort, "received_on", "date", state, nullable=False)
        channel = next((one for one in query.filters if _of_one_channel(one)), None)
        if channel is None or state is not State.ALL:
            return order
        return replace(order, fixed=f"{order.fixed} and c.channel = %s", params=channel.values, meets=1)
    if sort.column == "closed" and state is not State.OPEN:
        return orders.by_case(sort, "closed_at", "timestamptz", state, nullable=state is State.ALL)
    if state is not State.OPEN:
        raise NotUnderstood(_("Only open requests are sorted by “%(label)s”") % {"label": column.label})
    if sort.column == "due":
        return orders.by_case(sort, "due_on", "date", state, nullable=True)
    if sort.column not in _GROUPED:
        raise NotUnderstood(_("The list can’t be sorted by “%(label)s”") % {"label": column.label})
    name, kind = _GROUPED[sort.column]
    order = orders.by_case(sort, name, kind, state, nullable=name == "assignee_id")
    return orders.grouped(order, _groups(sort.column, name, query, walls))


def _of_one_channel(one: Filter) -> bool:
    """Whether it asks for what an index gives in the order of receipt."""
    return one.column == "channel" and one.operator is Operator.IS and len(one.values) == 1


def _chosen(column: Column, number: int, state: State, walls: Sequence[uuid.UUID]) -> list[str]:
    """The choices that cases have there, by their labels; former ones, whose labels nobody reads any more, last."""
    if not walls:
        return []
    each = (
        "select v.word as value from finding_value v where v.wall_id = w.id and v.column_id = %s and v.open = o.open"
        " and v.word is not null {more} order by v.word limit 1"
    )
    leaping = (
        "select distinct value from unnest(%s::uuid[]) w(id) cross join unnest(%s::bool[]) o(open) cross join lateral ("  # noqa: S608
        f"with recursive leap as (({each.format(more='')}) union all (select n.value from leap cross join lateral"
        f" ({each.format(more='and v.word > leap.value')}) n)) select value from leap) found"
        " union select v.word from finding_value v where v.case_id = any((select cases_granted())::uuid[])"
        " and v.column_id = %s and v.word is not null"
    )
    with connection.cursor() as cursor:
        cursor.execute(leaping, [list(walls), OPEN[state], number, number, number])
        values = [row[0] for row in cursor.fetchall()]
    labels = {choice.value: sortkey(choice.label) for choice in column.choices}
    return sorted(values, key=lambda value: (value not in labels, labels.get(value, value), value))


def _groups(key: str, column: str, query: Query, walls: Sequence[uuid.UUID]) -> list[Any]:
    """The values that open cases have there, by their names: one statement that leaps from value to value."""
    each = (
        f"select c.{column} as value, c.assignee_name as name from cases_case c where c.wall_id = w.id"  # noqa: S608
        f" and {STATES[State.OPEN]} and c.{column} is not null {{more}} order by c.{column} limit 1"
    )
    leaping = (  # names of columns alone, from the table above
        "select distinct on (value) value, name from unnest(%s::uuid[]) w(id) cross join lateral ("  # noqa: S608
        f"with recursive leap as (({each.format(more='')}) union all (select n.value, n.name from leap cross join"
        f" lateral ({each.format(more=f'and c.{column} > leap.value')}) n)) select value, name from leap) found"
        f" union select c.{column}, c.assignee_name from cases_case c"
        f" where c.id = any((select cases_granted())::uuid[]) and c.{column} is not null"
    )
    with connection.cursor() as cursor:
        cursor.execute(leaping, [list(walls)])
        rows = dict(cursor.fetchall())
    names = rows if key == "assignee" else _names(key, list(rows), query)
    return sorted(rows, key=lambda value: (sortkey(str(names.get(value, ""))), str(value)))


def _names(key: str, values: list[Any], query: Query) -> Mapping[Any, str]:
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    if key == "department":
        found: dict[Any, str] = {}
        for value in values:
            try:
                name = departments.get(value).name
            except LookupError:  # it was dissolved since
                continue
            found[value] = (name.en or name.fr) if language == "en" else name.fr
        return found
    with connection.cursor() as cursor:
        cursor.execute("select id, published_id from cases_casetype where published_id is not null")
        published = dict(cursor.fetchall())
    if key == "procedure":
        return {
            value: types.load(published[value]).definition.name.into(language) for value in values if value in published
        }
    return {
        status.id: status.agent.into(language)
        for revision_id in published.values()
        for status in types.load(revision_id).definition.workflow.statuses
    }
