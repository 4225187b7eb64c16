"""The filters at hand above a list: a menu a column, a link a value, so that each is two clicks away. No statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from parvis.finding.data import Column, Filter, Operator, Query, State
from parvis.workspace.data import Base
from parvis.workspace.domain.naming import Names, changed, without_procedure

#: values of a menu; more stand in the form of the filters
MOST = 40


@dataclass(frozen=True, slots=True)
class Pick:
    """A value: the list with it, or without it where it is in force."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """The values of a column. chosen: whether one of them is in force."""

    label: str
    picks: Sequence[Pick]

    @property
    def chosen(self) -> bool:
        return any(one.current for one in self.picks)


def menus(base: Base, query: Query, known: Mapping[str, Column], names: Names, form: str) -> list[Menu]:
    """The menus of a list: nothing that always holds in it, nothing with a single value. form: the address of the
    filters for this list, with its query and a question mark.
    """
    fixed = {one.column for one in base.fixed}
    found = [_procedures(base, query, known, names)]
    found += [_values(base, query, known[key], names) for key in ("status", "department") if key not in fixed]
    if not fixed & {"due", "late"}:
        found.append(_days(base, query, known["due"]))
    if "assignee" not in fixed:
        found.append(_people(base, query, known["assignee"]))
    found.append(_answers(query, names, form))
    return [menu for menu in found if menu.picks]


def _procedures(base: Base, query: Query, known: Mapping[str, Column], names: Names) -> Menu:
    choices = names.choices(known["procedure"])
    picks = [
        Pick(one.label, base.page(without_procedure(query)), current=True)
        if one.value == query.procedure
        else Pick(one.label, base.page(_of(query, one.value)))
        for one in choices[:MOST]
    ]
    return Menu(known["procedure"].label, picks if len(picks) > 1 or query.procedure else [])


def _of(query: Query, procedure: str) -> Query:
    plain = without_procedure(query)
    return Query(procedure, plain.state, plain.filters, plain.words, plain.sort, plain.columns)


def _values(base: Base, query: Query, column: Column, names: Names) -> Menu:
    choices = names.choices(column, query.procedure)
    picks = [_pick(base, query, one.label, Filter(column.key, Operator.IS, (one.value,))) for one in choices[:MOST]]
    return Menu(column.label, picks if len(picks) > 1 else [])


def _days(base: Base, query: Query, column: Column) -> Menu:
    until = {
        _("today"): ("today", "today"),
        _("by Sunday"): ("today", "sunday"),
        _("within 7 days"): ("today", "today+7"),
        _("within 30 days"): ("today", "today+30"),
    }
    picks = [_pick(base, query, _("late"), Filter("late", Operator.IS, ("1",)), apart=("due",))]
    for label, (first, last) in until.items():
        both = (Filter("due", Operator.FROM, (first,)), Filter("due", Operator.TO, (last,)))
        picks.append(_pick(base, query, label, *both, apart=("late",)))
    picks.append(_pick(base, query, _("no date"), Filter("due", Operator.EMPTY), apart=("late",)))
    return Menu(column.label, picks if query.state is State.OPEN else [])


def _people(base: Base, query: Query, column: Column) -> Menu:
    return Menu(
        column.label,
        [
            _pick(base, query, _("me"), Filter("assignee", Operator.IS, ("me",))),
            _pick(base, query, _("nobody"), Filter("assignee", Operator.EMPTY)),
            _pick(base, query, _("somebody"), Filter("assignee", Operator.FILLED)),
        ],
    )


def _answers(query: Query, names: Names, form: str) -> Menu:
    """The form of the filters with the answers of a procedure unfolded: that of the list, or each."""
    found = sorted(((names.procedure(slug), slug) for slug in names.procedures), key=lambda one: one[0].casefold())
    picks = [
        Pick(label, _form_of(form, slug))
        for label, slug in found[:MOST]
        if not query.procedure or slug == query.procedure
    ]
    return Menu(_("Answers"), picks)


def _form_of(form: str, procedure: str) -> str:
    path, _mark, said = form.partition("?")
    params = QueryDict(said, mutable=True)
    params["procedure"] = procedure
    params["unfold"] = "answers"
    return f"{path}?{params.urlencode()}"


def _pick(base: Base, query: Query, label: str, *wanted: Filter, apart: tuple[str, ...] = ()) -> Pick:
    """The list with these filters in the place of all others on their columns; without them, where they are in force.

    apart: columns whose filters would say the contrary.
    """
    columns = {one.column for one in wanted}
    now = {one for one in query.filters if one.column in columns}
    current = now == set(wanted)
    rest = tuple(one for one in query.filters if one.column not in columns | set(apart))
    return Pick(label, base.page(changed(query, filters=rest if current else rest + wanted)), current)
