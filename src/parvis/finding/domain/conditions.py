"""The filters of a query as SQL: each says whether a case fits, and, where an index can, which cases do.

Every statement over cases calls the case `c` and, where it goes wall by wall, the wall `w.id`. Nothing typed ever
becomes SQL: columns are looked up, values are parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.api import NotAReference, reference_key, tagging
from parvis.cases.data import Channel, Kind
from parvis.finding.data import Column, Filter, IndexKind, Operator, State
from parvis.finding.domain import dictionary
from parvis.finding.domain.sortkeys import NUMBERS
from parvis.finding.domain.values import Asking, NotUnderstood, compared, day, identifier, yes
from parvis.finding.registry import NARROWINGS, Narrowing

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

    several: a case may come more than once. apart: it reads another table than that of the cases. dear: it looks at all
    cases of a procedure, in indexes alone, to find those that lack something: for when walking has taken too long.
    """

    sql: str
    params: Params
    each_wall: bool = True
    several: bool = False
    apart: bool = True
    dear: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One condition on a case `c`, and what finds the cases that fit (or those that don't: `others`) without looking at
    the others."""

    sql: str
    params: Params
    driver: Driver | None = None
    others: Driver | None = None


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
    return Part(f"not coalesce({part.sql}, false)", part.params, part.others, part.driver)


def _equal(column: str, values: Sequence[Any], kind: str) -> Part:
    """One of these values; of a single one an index gives the cases in the order of what follows in it."""
    if len(values) == 1:
        return Part(f"{column} = %s::{kind}", tuple(values))
    return Part(f"{column} = any(%s::{kind}[])", (list(values),))


def _others(column: str, values: Sequence[Any], kind: str, state: State, *, nullable: bool = False) -> Driver:
    """The cases whose column has none of these values, through its index: what lies between them, and on both sides."""
    edges = sorted(set(values), key=str)
    found, params = [], list[Any]()
    for low, high in zip([None, *edges], [*edges, None], strict=True):
        # The database orders texts in another way than we do: what lies between two of them may be nothing, or come
        # twice; no value is left out.
        bounds = [f"{column} {sign} %s::{kind}" for sign, edge in ((">", low), ("<", high)) if edge is not None]
        params += [edge for edge in (low, high) if edge is not None]
        found.append(" and ".join(bounds) or "true")
    if nullable:
        found.append(f"{column} is null")
    each = "select c.id from cases_case c where c.wall_id = w.id and {0} and {1}"
    return Driver(
        " union all ".join(each.format(STATES[state], one) for one in found),
        tuple(params),
        several=len(edges) > 1,
        apart=False,
    )


def _lacking(had: str, params: Params, state: State, procedure: str = "") -> Driver:
    """The cases (of a procedure) without what `had` gives the ids of, wall by wall. Of ended ones all are taken: the
    index has not whether they are."""
    within, types = (f" and c.case_type_id = any({_TYPES})", ([procedure],)) if procedure else ("", ())
    own = STATES[_read(state)]
    return Driver(
        f"select c.id from cases_case c where c.wall_id = w.id and {own}{within} except {had}",  # noqa: S608
        (*types, *params),
        apart=False,
        dear=True,
    )


# -- answers ----------------------------------------------------------------------------------------------------------


def of_answer(column: Column, number: int, filter_: Filter, state: State, asking: Asking, procedure: str = "") -> Part:
    """A condition on a typed column: an answer of a procedure; "": what every case has. Raises NotUnderstood."""
    if filter_.operator in (Operator.EMPTY, Operator.FILLED):
        return _given(column, number, filter_.operator, state, procedure)
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
        had, having = _having(field, fits, (number, OPEN[_read(state)], *params))
        driver = _lacking(had, having, state, procedure)
        if dictionary.lacks_told(procedure, number):
            driver = _unlike(column, number, field, kind, values, state)
        return Part(f"not {own}", (number, *params), driver)
    had, having = _having(field, fits, (number, OPEN[state], *params))
    return Part(own, (number, *params), Driver(had, having, several=column.several))


def _having(field: str, fits: str, params: Params) -> tuple[str, Params]:
    """The ids of the cases whose value fits, for the wall `w.id`, from the index of that field."""
    return (
        "select v.case_id as id from finding_value v where v.wall_id = w.id and v.column_id = %s"  # noqa: S608
        f" and v.open = any(%s::bool[]) and {field} is not null and {fits}",
        params,
    )


def _unlike(column: Column, number: int, field: str, kind: str, values: Sequence[Any], state: State) -> Driver:
    """The cases with another value than these (which one of several may be), or with none where that is told."""
    told, params = _told(number, state)
    found, every = [told], list(params)
    edges = sorted(set(values))
    for low, high in zip([None, *edges], [*edges, None], strict=True):
        bounds = [f"{field} {sign} %s::{kind}" for sign, edge in ((">", low), ("<", high)) if edge is not None]
        had, having = _having(
            field, " and ".join(bounds), (number, OPEN[state], *(edge for edge in (low, high) if edge is not None))
        )
        found.append(had)
        every += having
    return Driver(" union all ".join(found), tuple(every), several=column.several)


def _told(number: int, state: State) -> tuple[str, Params]:
    """The ids of the cases that are told to lack a column, for the wall `w.id`."""
    return (
        "select v.case_id as id from finding_value v where v.wall_id = w.id and v.column_id = %s"
        " and v.open = any(%s::bool[]) and v.n < 0",
        (number, OPEN[state]),
    )


def _read(state: State) -> State:
    """The state of which `_lacking` takes cases."""
    return State.OPEN if state is State.OPEN else State.ALL


def _given(column: Column, number: int, operator: Operator, state: State, procedure: str) -> Part:
    own = "exists (select from finding_value v where v.case_id = c.id and v.column_id = %s and v.n >= 0 offset 0)"
    field = "v.number" if column.kind in NUMBERS else "v.word"
    if operator is Operator.FILLED:
        had, having = _having(field, "true", (number, OPEN[state]))
        return Part(own, (number,), Driver(had, having, several=column.several))
    if dictionary.lacks_told(procedure, number):
        return Part(f"not {own}", (number,), Driver(*_told(number, state)))
    had, having = _having(field, "true", (number, OPEN[_read(state)]))
    return Part(f"not {own}", (number,), _lacking(had, having, state, procedure))


# -- what every case has ----------------------------------------------------------------------------------------------

Made = Callable[[Filter, State, Asking], Part]


def _among(column: str, read: Callable[[str], Any], kind: str, *, indexed: bool = True) -> Made:
    """Equality on a column of the case; indexed: an index begins with the wall and it."""

    def made(filter_: Filter, state: State, asking: Asking) -> Part:
        values = [read(value) for value in filter_.values]
        own = _equal(column, values, kind)
        if not indexed:
            return own
        return replace(own, driver=_of_case(own.sql, own.params, state), others=_others(column, values, kind, state))

    return made


def _one_of(column: str, known: type[Kind] | type[Channel], indexed: tuple[State, ...]) -> Made:
    """One of a few words that we know all of: what is none of some is one of the others."""

    def made(filter_: Filter, state: State, asking: Asking) -> Part:
        if not set(filter_.values) <= set(known):
            raise NotUnderstood(_("There is no such choice"))
        own = _equal(column, filter_.values, "text")
        if state not in indexed:
            return own
        rest = _equal(column, [str(one) for one in known if one not in filter_.values], "text")
        return replace(own, driver=_of_case(own.sql, own.params, state), others=_of_case(rest.sql, rest.params, state))

    return made


def _assignee(filter_: Filter, state: State, asking: Asking) -> Part:
    if filter_.operator in (Operator.EMPTY, Operator.FILLED):
        nobody = filter_.operator is Operator.EMPTY
        condition = "c.assignee_id is null" if nobody else "c.assignee_id is not null"
        return Part(condition, (), _of_case(condition, (), state))
    ids = [asking.person_id if value == "me" else identifier(value) for value in filter_.values]
    own = _equal("c.assignee_id", ids, "uuid")
    others = _others("c.assignee_id", [one for one in ids if one], "uuid", state, nullable=True)
    return replace(own, driver=_of_case(own.sql, own.params, state), others=others)


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
    # open cases alone are late, and come from their own index whatever is listed
    driver = _of_case("c.due_on < %s", (asking.today,), State.OPEN)
    others = None
    if state is State.OPEN:
        timely = _of_case("c.due_on >= %s", (asking.today,), state)
        others = Driver(
            f"{timely.sql} union all {_of_case('c.due_on is null', (), state).sql}", timely.params, apart=False
        )
    late = Part("c.due_on < %s and c.closed_at is null", (asking.today,), driver, others)
    return _denied(late) if answers == {0} else late


#: The turn that came last says whether it is the agent's again: corrections that were sent, a proposal sent back.
_TURNED = "{0}.kind in ('correction', 'proposal') and {0}.state in ('answered', 'returned')"
_RETURNED = (
    "(c.kind = 'open' and exists (select from cases_turn t where t.case_id = c.id"  # noqa: S608 - from above
    f" and {_TURNED.format('t')}"
    " and not exists (select from cases_turn n where n.case_id = t.case_id and n.id > t.id"
    " and n.kind in ('correction', 'proposal')) offset 0))"
)


def _returned(filter_: Filter, state: State, asking: Asking) -> Part:
    answers = {yes(value) for value in filter_.values}
    if len(answers) != 1:
        return Part("true", ())
    turned = f"select t.case_id as id from cases_turn t where t.wall_id = w.id and {_TURNED.format('t')}"  # noqa: S608
    returned = Part(_RETURNED, (), Driver(turned, (), several=True), _lacking(turned, (), state))
    return returned if answers == {1} else _denied(returned)


def _days(column: str, indexed: tuple[State, ...]) -> Made:
    """A day of the case, or a moment by its day in Paris."""

    def made(filter_: Filter, state: State, asking: Asking) -> Part:
        if filter_.operator in (Operator.EMPTY, Operator.FILLED):
            condition = f"{column} is {'' if filter_.operator is Operator.EMPTY else 'not '}null"
            return Part(condition, (), _of_case(condition, (), state) if state in indexed else None)
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
    tagged = "select t.case_id as id from cases_tag t where t.wall_id = w.id"
    if filter_.operator in (Operator.EMPTY, Operator.FILLED):
        given = Part(own.format(more=""), (), Driver(tagged, (), several=True), _lacking(tagged, (), state))
        return _denied(given) if filter_.operator is Operator.EMPTY else given
    keys = [tagging.key(value) for value in filter_.values]
    having = f"{tagged} and t.key = any(%s::text[])"
    return Part(
        own.format(more=" and t.key = any(%s::text[])"),
        (keys,),
        Driver(having, (keys,), several=len(keys) > 1),
        _lacking(having, (keys,), state),
    )


BUILTIN: Mapping[str, Made] = {
    "reference": _reference,
    "procedure": _procedure,
    "organisation": _among("c.organisation_id", identifier, "uuid", indexed=False),
    "status": _among("c.status", str, "text"),
    "kind": _one_of("c.kind", Kind, (State.CLOSED, State.ALL)),
    "department": _among("c.department_id", identifier, "uuid"),
    "assignee": _assignee,
    "due": _days("c.due_on", (State.OPEN,)),
    "late": _late,
    "returned": _returned,
    "received": _days("c.received_on", (State.OPEN, State.CLOSED, State.ALL)),
    "closed": _days("c.closed_at", (State.CLOSED, State.ALL)),
    "tag": _tag,
    "channel": _one_of("c.channel", Channel, tuple(State)),
}


def of_receipt(number: int, filter_: Filter, state: State, asking: Asking) -> Part:
    """Whether the receipt missed its legal day: the projected column `number` has the days that are not kept yet."""
    answers = {yes(value) for value in filter_.values}
    if len(answers) != 1:
        return Part("true", ())
    column = Column(filter_.column, "", IndexKind.DATE)
    late = of_answer(column, number, Filter(filter_.column, Operator.TO, ("today-1",)), state, asking)
    return late if answers == {1} else _denied(late)


def _of_others(one: Narrowing, filter_: Filter, asking: Asking) -> Part:
    if not set(filter_.values) <= {choice.value for choice in one.choices()}:
        raise NotUnderstood(_("There is no such choice"))
    made = one.condition(filter_.values, asking.person_id, asking.today)
    driver = Driver(made.found, made.found_params, each_wall=made.each_wall, several=made.several)
    return Part(made.sql, made.params, driver)


def of_builtin(filter_: Filter, state: State, asking: Asking) -> Part:
    """A condition on a column of every case. Raises NotUnderstood, KeyError for one that has none."""
    if other := NARROWINGS.get(filter_.column):
        return _of_others(other, filter_, asking)
    part = BUILTIN[filter_.column](filter_, state, asking)
    return _denied(part) if filter_.operator is Operator.NOT else part
