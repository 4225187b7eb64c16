"""The filters of a query as SQL: each says whether a case fits, and, where an index can, which cases do.

Every statement over cases calls the case `c` and, where it goes wall by wall, the wall `w.id`. Nothing typed ever
becomes SQL: columns are looked up, values are parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.api import NotAReference, reference_key, tagging
from parvis.cases.data import Channel, Kind
from parvis.finding.data import Column, Filter, Operator, State
from parvis.finding.domain.sortkeys import NUMBERS
from parvis.finding.domain.values import Asking, NotUnderstood, compared, day, identifier, yes

Params = tuple[Any, ...]

STATES = {State.OPEN: "c.closed_at is null", State.CLOSED: "c.closed_at is not null", State.ALL: "true"}
#: the values of `finding_value.open` that a state reads
OPEN = {State.OPEN: [True], State.CLOSED: [False], State.ALL: [True, False]}
#: what a search asks of a state
ALONE = {State.OPEN: True, State.CLOSED: False, State.ALL: None}
_TYPES = "(select coalesce(array_agg(t.id), '{}') from cases_casetype t where t.slug = any(%s))::uuid[]"
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Driver:
    """The cases that fit, from an index: a `select` of `id`, for the wall `w.id` unless it is for all at once.

    several: a case may come more than once. apart: it reads another table than that of the cases.
    """

    sql: str
    params: Params
    each_wall: bool = True
    several: bool = False
    apart: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One condition on a case `c`, and what finds the cases that fit without looking at the others."""

    sql: str
    params: Params
    driver: Driver | None = None


def of_state(state: State) -> Part:
    """The state of the cases, as the case itself says it."""
    return Part(STATES[state], ())


def of_procedure(slugs: list[str], state: State) -> Part:
    """The cases of the procedures of these slugs, whichever organisation's."""
    own = f"c.case_type_id = any({_TYPES})"
    return Part(own, (slugs,), _of_case(own, (slugs,), state))


def _of_case(condition: str, params: Params, state: State) -> Driver:
    """Through an index of the cases themselves that begins with the wall and this column."""
    return Driver(
        f"select c.id from cases_case c where c.wall_id = w.id and {STATES[state]} and {condition}",  # noqa: S608
        params,
        apart=False,
    )


def _denied(part: Part) -> Part:
    return Part(f"not coalesce({part.sql}, false)", part.params)


# -- answers ----------------------------------------------------------------------------------------------------------


def of_answer(column: Column, number: int, filter_: Filter, state: State, asking: Asking) -> Part:
    """A condition on a typed column. Raises NotUnderstood."""
    if filter_.operator in (Operator.EMPTY, Operator.FILLED):
        return _given(number, filter_.operator)
    field = "v.number" if column.kind in NUMBERS else "v.word"
    kind = "bigint" if column.kind in NUMBERS else "text"
    typed = filter_.values
    if column.written is not None and filter_.operator in (Operator.IS, Operator.NOT):
        # a telephone number or a plate is found however it is typed
        typed = tuple(column.written(value) or value for value in typed)
    values = [compared(column.kind, value, asking, end=filter_.operator is Operator.TO) for value in typed]
    params: Params
    match filter_.operator:
        case Operator.IS | Operator.NOT:
            fits, params = f"{field} = any(%s::{kind}[])", (values,)
        case Operator.STARTS:
            fits, params = f"{field} >= %s and {field} < %s", (values[0], f"{values[0]}{_LAST}")
        case Operator.FROM:
            fits, params = f"{field} >= %s", (values[0],)
        case _:
            fits, params = f"{field} <= %s", (values[0],)
    # The offset keeps it a look at one case's rows, by their primary key: the planner can't know how rare it is.
    own = (
        "exists (select from finding_value v where v.case_id = c.id and v.column_id = %s"  # noqa: S608
        f" and {fits} offset 0)"
    )
    if filter_.operator is Operator.NOT:
        return Part(f"not {own}", (number, *params))
    driver = Driver(
        "select v.case_id as id from finding_value v where v.wall_id = w.id and v.column_id = %s"  # noqa: S608
        f" and v.open = any(%s::bool[]) and {field} is not null and {fits}",
        (number, OPEN[state], *params),
        several=column.several,
    )
    return Part(own, (number, *params), driver)


def _given(number: int, operator: Operator) -> Part:
    own = "exists (select from finding_value v where v.case_id = c.id and v.column_id = %s offset 0)"
    return Part(own if operator is Operator.FILLED else f"not {own}", (number,))


# -- what every case has ----------------------------------------------------------------------------------------------

Made = Callable[[Filter, State, Asking], Part]


def _among(column: str, read: Callable[[str], Any], kind: str, *, indexed: bool) -> Made:
    """Equality on a column of the case; indexed: open cases have an index by it."""

    def made(filter_: Filter, state: State, asking: Asking) -> Part:
        condition = f"{column} = any(%s::{kind}[])"
        params = ([read(value) for value in filter_.values],)
        driver = _of_case(condition, params, state) if indexed and state is State.OPEN else None
        return Part(condition, params, driver)

    return made


def _one_of(known: type[Kind] | type[Channel]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in set(known):
            raise NotUnderstood(_("There is no such choice"))
        return text

    return read


def _assignee(filter_: Filter, state: State, asking: Asking) -> Part:
    if filter_.operator in (Operator.EMPTY, Operator.FILLED):
        nobody = filter_.operator is Operator.EMPTY
        condition = "c.assignee_id is null" if nobody else "c.assignee_id is not null"
        return Part(condition, (), _of_case(condition, (), state) if nobody and state is State.OPEN else None)
    ids = [asking.person_id if value == "me" else identifier(value) for value in filter_.values]
    condition = "c.assignee_id = any(%s::uuid[])"
    return Part(condition, (ids,), _of_case(condition, (ids,), state))


def _reference(filter_: Filter, state: State, asking: Asking) -> Part:
    try:
        keys = [reference_key(value) for value in filter_.values]
    except NotAReference:
        raise NotUnderstood(_("This is not a whole reference: check each character")) from None
    condition = "c.reference_key = any(%s)"
    found = f"select c.id from cases_case c where {condition}"  # noqa: S608
    return Part(condition, (keys,), Driver(found, (keys,), each_wall=False))


def _late(filter_: Filter, state: State, asking: Asking) -> Part:
    answers = {yes(value) for value in filter_.values}
    if len(answers) != 1:
        return Part("true", ())
    late = Part("c.due_on < %s and c.closed_at is null", (asking.today,))
    if answers == {0}:
        return _denied(late)
    driver = _of_case("c.due_on < %s", late.params, state) if state is State.OPEN else None
    return Part(late.sql, late.params, driver)


#: The turn that came last says whether it is the agent's again: corrections that were sent, a proposal sent back.
_RETURNED = (
    "(c.kind = 'open' and exists (select from cases_turn t where t.case_id = c.id"
    " and t.kind in ('correction', 'proposal') and t.state in ('answered', 'returned')"
    " and not exists (select from cases_turn n where n.case_id = t.case_id and n.id > t.id"
    " and n.kind in ('correction', 'proposal')) offset 0))"
)


def _returned(filter_: Filter, state: State, asking: Asking) -> Part:
    answers = {yes(value) for value in filter_.values}
    if len(answers) != 1:
        return Part("true", ())
    return Part(_RETURNED if answers == {1} else f"not {_RETURNED}", ())


def _days(column: str, indexed: tuple[State, ...]) -> Made:
    """A day of the case, or a moment by its day in Paris."""

    def made(filter_: Filter, state: State, asking: Asking) -> Part:
        if filter_.operator in (Operator.EMPTY, Operator.FILLED):
            return Part(f"{column} is {'' if filter_.operator is Operator.EMPTY else 'not '}null", ())
        # Django's own functions of dates are not leakproof: moments are compared with moments.
        to = filter_.operator is Operator.TO
        found = day(filter_.values[0], asking)
        if column == "c.closed_at":
            zoned = (
                "timezone('Europe/Paris', (%s::date + 1)::timestamp)"
                if to
                else ("timezone('Europe/Paris', %s::date::timestamp)")
            )
            condition = f"{column} {'<' if to else '>='} {zoned}"
        else:
            condition = f"{column} {'<=' if to else '>='} %s"
        driver = _of_case(condition, (found,), state) if state in indexed else None
        return Part(condition, (found,), driver)

    return made


def _procedure(filter_: Filter, state: State, asking: Asking) -> Part:
    return of_procedure(list(filter_.values), state)


def _tag(filter_: Filter, state: State, asking: Asking) -> Part:
    own = "exists (select from cases_tag t where t.case_id = c.id{more} offset 0)"
    if filter_.operator in (Operator.EMPTY, Operator.FILLED):
        empty = filter_.operator is Operator.EMPTY
        return Part(f"{'not ' if empty else ''}{own.format(more='')}", ())
    keys = [tagging.key(value) for value in filter_.values]
    driver = Driver(
        "select t.case_id as id from cases_tag t where t.wall_id = w.id and t.key = any(%s::text[])",
        (keys,),
        several=len(keys) > 1,
    )
    return Part(own.format(more=" and t.key = any(%s::text[])"), (keys,), driver)


BUILTIN: Mapping[str, Made] = {
    "reference": _reference,
    "procedure": _procedure,
    "organisation": _among("c.organisation_id", identifier, "uuid", indexed=False),
    "status": _among("c.status", str, "text", indexed=True),
    "kind": _among("c.kind", _one_of(Kind), "text", indexed=False),
    "department": _among("c.department_id", identifier, "uuid", indexed=True),
    "assignee": _assignee,
    "due": _days("c.due_on", (State.OPEN,)),
    "late": _late,
    "returned": _returned,
    "received": _days("c.received_on", (State.OPEN, State.CLOSED, State.ALL)),
    "closed": _days("c.closed_at", (State.CLOSED,)),
    "tag": _tag,
    "channel": _among("c.channel", _one_of(Channel), "text", indexed=False),
}


def of_builtin(filter_: Filter, state: State, asking: Asking) -> Part:
    """A condition on a column of every case. Raises NotUnderstood, KeyError for one that has none."""
    part = BUILTIN[filter_.column](filter_, state, asking)
    return _denied(part) if filter_.operator is Operator.NOT else part
