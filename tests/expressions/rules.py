"""Random rules over a fixed scope, by kind, with random data; most of them pass the checker."""

from typing import Any

from hypothesis import strategies as st

from parvis.expressions.api import Kind, Scope, Variable

CHOICES = ("a", "b", "1d", "24h", "2026-05-04T08:00:00Z", "")
FIELDS: Scope = {
    "t": Variable(Kind.TEXT),
    "n": Variable(Kind.INTEGER),
    "x": Variable(Kind.DECIMAL),
    "d": Variable(Kind.DATE),
    "b": Variable(Kind.BOOLEAN),
    "l": Variable(Kind.CHOICES, CHOICES),
}
SCOPE: Scope = {
    **FIELDS,
    "t2": Variable(Kind.TEXT),
    "n2": Variable(Kind.INTEGER),
    "d2": Variable(Kind.DATE),
    "c": Variable(Kind.CHOICE, CHOICES),
    "at": Variable(Kind.DATETIME),
    "rows": Variable(Kind.RECORDS, fields=FIELDS),
}
NAMES = {kind: [name for name, variable in SCOPE.items() if variable.kind is kind] for kind in Kind}
NAMES[Kind.TEXT] += NAMES[Kind.CHOICE]

texts = st.sampled_from(
    [*CHOICES, "null", "0", "École", "ECOLE", "œ", "a😀b", "PT1H", "1.0", "2026-05-04", "é", "=a"]
) | st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=("Cs", "Cn", "Co")), max_size=6)
whole = st.sampled_from([0, 1, -1, 2, 18, 100]) | st.integers(-1_000_000, 1_000_000)
decimals = st.sampled_from([0.0, 0.1, 0.2, 1.005, 2.5, -0.5, 3.0, 1e-7]) | st.floats(
    -1e6, 1e6, allow_nan=False, width=32
)
degrees = st.floats(-181, 181, allow_nan=False) | st.sampled_from([0, 90, -90, 180, 51.0344, 2.3768])
dates = st.dates().map(str) | st.sampled_from(["2026-05-04", "2024-02-29", "2026-12-31", "0001-01-01", "9999-12-31"])
instants = st.builds(
    lambda day, hour, tail: f"{day}T{hour:02}:30{tail}",
    st.sampled_from(["2026-05-04", "2026-12-31"]),
    st.integers(0, 23),
    st.sampled_from(["Z", ":00+02:00", ":59.25-11:30", ":00.000001Z"]),
)
LITERALS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: texts,
    Kind.INTEGER: whole,
    Kind.DECIMAL: decimals | whole,
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: dates,
    Kind.DATETIME: instants,
    Kind.CHOICE: st.sampled_from(CHOICES),
    Kind.CHOICES: st.lists(st.sampled_from(CHOICES), unique=True, max_size=4),
}


def values(scope: Scope) -> st.SearchStrategy[dict[str, Any]]:
    """Data for a scope: each variable absent, missing or of its kind."""

    def value(variable: Variable) -> st.SearchStrategy[Any]:
        if variable.kind is Kind.RECORDS:
            return st.none() | st.lists(values(variable.fields), max_size=3)
        return st.none() | LITERALS[variable.kind]

    return st.fixed_dictionaries({}, optional={name: value(variable) for name, variable in scope.items()})


def data() -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda each, today: {**each, "today": today}, values(SCOPE), dates)


@st.composite
def rules(draw: st.DrawFn, kind: Kind = Kind.BOOLEAN, depth: int = 3, inside: bool = False) -> Any:
    """A rule of a kind. ``inside``: within a record."""

    def part(of: Kind, within: bool = inside) -> Any:
        return draw(rules(of, depth - 1, within))

    def variable(of: Kind) -> Any:
        here = [name for name in NAMES[of] if not inside or name in FIELDS]
        outside = [{"outer": name} for name in NAMES[of]]
        found = [{"var": name} for name in here] + (outside if inside else [])
        if of is Kind.DATE:
            found.append({"today": []})
        return draw(st.sampled_from(found))

    if kind is Kind.CHOICES:
        return variable(kind)
    if depth <= 0 or draw(st.integers(0, 4)) == 0:
        return variable(kind) if draw(st.integers(0, 3)) else draw(LITERALS[kind])
    number = draw(st.sampled_from([Kind.INTEGER, Kind.DECIMAL]))
    rows = {"var": "rows"}
    shared = [
        lambda: {"if": [part(Kind.BOOLEAN), part(kind), part(kind)]},
        lambda: {"??": [part(kind), part(kind)]},
    ]
    per_kind: dict[Kind, list[Any]] = {
        Kind.BOOLEAN: [
            lambda: {draw(st.sampled_from(["and", "or"])): [part(kind), part(kind), part(kind)]},
            lambda: {draw(st.sampled_from(["!", "!!"])): part(kind)},
            lambda: {draw(st.sampled_from(["===", "!==", "==", "!="])): [variable(Kind.TEXT), draw(texts)]},
            lambda: {draw(st.sampled_from(["===", "!==", "==", "!="])): [part(number), part(number)]},
            lambda: {draw(st.sampled_from(["===", "!=="])): [part(Kind.DATE), part(Kind.DATE)]},
            lambda: {draw(st.sampled_from(["<", "<=", ">", ">="])): [part(number), part(number)]},
            lambda: {draw(st.sampled_from(["<", "<=", ">", ">="])): [part(Kind.DATE), part(Kind.DATE)]},
            lambda: {"in": [variable(Kind.TEXT), draw(st.lists(texts, min_size=1, max_size=4))]},
            lambda: {"in": [part(number), draw(st.lists(whole, min_size=1, max_size=4))]},
            lambda: {"in": [part(Kind.TEXT), variable(Kind.CHOICES)]},
            lambda: {"list.includes": [variable(Kind.CHOICES), part(Kind.TEXT)]},
            lambda: {
                draw(st.sampled_from(["list.includes_any", "list.includes_all"])): [
                    variable(Kind.CHOICES),
                    draw(st.lists(st.sampled_from(CHOICES), min_size=1, max_size=3)),
                ]
            },
            lambda: {
                draw(st.sampled_from(["number.below", "number.at_most", "number.above", "number.at_least"])): [
                    part(number),
                    part(number),
                ]
            },
            lambda: {
                draw(st.sampled_from(["date.before", "date.on_or_before", "date.after", "date.on_or_after"])): [
                    part(Kind.DATE),
                    part(Kind.DATE),
                ]
            },
            lambda: {
                draw(st.sampled_from(["text.equal", "text.same", "text.contains", "text.starts_with"])): [
                    part(Kind.TEXT),
                    part(Kind.TEXT),
                ]
            },
            lambda: {
                draw(st.sampled_from(["is_empty", "is_filled"])): variable(
                    draw(st.sampled_from([Kind.TEXT, Kind.INTEGER, Kind.BOOLEAN, Kind.CHOICES, Kind.DECIMAL]))
                )
            },
            lambda: {draw(st.sampled_from(["datetime.before", "datetime.after"])): [{"outer": "at"}, draw(instants)]},
            lambda: {
                draw(st.sampled_from(["list.any", "list.all", "list.none", "some", "all", "none"])): [
                    {"outer": "rows"} if inside else rows,
                    part(kind, True),
                ]
            },
        ],
        Kind.INTEGER: [
            lambda: {draw(st.sampled_from(["+", "-"])): [part(kind), part(kind)]},
            lambda: {"datetime.minutes_between": [{"outer": "at"}, draw(instants)]},
            lambda: {"-": [part(kind)]},
            lambda: {"%": [part(kind), part(kind)]},
            lambda: {"*": [part(kind), draw(st.integers(-9, 9))]},
            lambda: {draw(st.sampled_from(["max", "min"])): [{"??": [part(kind), 0]}, draw(whole)]},
            lambda: {draw(st.sampled_from(["date.year", "date.month", "date.weekday"])): part(Kind.DATE)},
            lambda: {
                draw(st.sampled_from(["date.days_between", "date.months_between", "date.years_between"])): [
                    part(Kind.DATE),
                    part(Kind.DATE),
                ]
            },
            lambda: {"age": part(Kind.DATE)},
            lambda: {"geo.metres": [part(number), part(number), draw(degrees), draw(degrees)]},
            lambda: {"text.length": part(Kind.TEXT)},
            lambda: {"list.length": variable(Kind.CHOICES)},
            lambda: {"list.count": [{"outer": "rows"} if inside else rows, part(Kind.BOOLEAN, True)]},
            lambda: {"list.sum": [{"outer": "rows"} if inside else rows, part(kind, True)]},
        ],
        Kind.DECIMAL: [
            lambda: {draw(st.sampled_from(["+", "-", "*", "/"])): [part(number), part(kind)]},
            lambda: {"number.round": [part(kind), draw(st.integers(0, 6))]},
            lambda: {"list.sum": [{"outer": "rows"} if inside else rows, part(kind, True)]},
        ],
        Kind.TEXT: [
            lambda: {"cat": [part(Kind.TEXT), part(draw(st.sampled_from([Kind.TEXT, Kind.INTEGER, Kind.DATE])))]},
            lambda: {"text.lower": part(kind)},
        ],
        Kind.DATE: [
            lambda: {"date.add": [part(kind), part(Kind.INTEGER), draw(st.sampled_from(["days", "months", "years"]))]},
            lambda: {"datetime.date": {"outer": "at"}},
        ],
    }
    return draw(st.sampled_from(shared + per_kind[kind]))()
