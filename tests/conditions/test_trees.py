"""A rule becomes rows and groups, and these the same rule; what no row shows stands as text, and is never lost."""

from collections import Counter
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings, strategies as st

from parvis.conditions.data import Group, Mode, Node, Operand, Row, Written
from parvis.conditions.domain import calls, trees
from parvis.conditions.domain.names import Names
from parvis.expressions.api import Kind, Program, Rule, RuleFailed, Scope, Sense, Term, Terms, Variable, check
from tests.expressions.rules import SCOPE, data, rules


def terms(scope: Scope) -> dict[str, Term]:
    return {
        name: Term(
            variable, name.upper(), choices={one: one.upper() for one in variable.choices}, rows=terms(variable.fields)
        )
        for name, variable in scope.items()
    }


NAMES = Names(terms(SCOPE))


def blocking(rule: Rule, scope: Scope, kind: Kind = Kind.BOOLEAN) -> bool:
    return any(one.blocking for one in check(rule, scope, kind))


@settings(max_examples=200, deadline=None)
@given(rules(), data())
def test_any_rule_becomes_a_tree_of_the_same_meaning(rule: Rule, values: dict[str, Any]) -> None:
    made = trees.encode(trees.decode(rule, NAMES), NAMES)
    assert made.told == []
    again = trees.encode(trees.decode(made.rule, NAMES), NAMES)
    assert again.rule == made.rule  # once a tree, always the same
    if blocking(rule, SCOPE):
        return
    assert not blocking(made.rule, SCOPE)
    try:
        before = Program({"it": rule}).run(values)["it"]
    except RuleFailed:
        return
    assert bool(Program({"it": made.rule}).run(values)["it"]) is bool(before)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([Kind.INTEGER, Kind.DECIMAL, Kind.TEXT, Kind.DATE]).flatmap(
        lambda kind: st.tuples(st.just(kind), rules(kind))
    ),
    data(),
)
def test_any_formula_too(kind_and_rule: tuple[Kind, Rule], values: dict[str, Any]) -> None:
    kind, rule = kind_and_rule
    made = calls.encode(calls.decode(rule, NAMES, kind), NAMES, kind)
    if blocking(rule, SCOPE, kind):
        return
    assert made.told == []
    assert calls.encode(calls.decode(made.rule, NAMES, kind), NAMES, kind).rule == made.rule
    try:
        before = Program({"it": rule}).run(values)["it"]
    except RuleFailed:
        return
    assert Program({"it": made.rule}).run(values)["it"] == before


TERMS: Terms = {
    "name": Term(Variable(Kind.TEXT), "Nom"),
    "town.insee": Term(Variable(Kind.TEXT), "Commune", sense=Sense.COMMUNE),
    "colour": Term(Variable(Kind.CHOICE, ("red", "blue")), "Couleur", choices={"red": "Rouge", "blue": "Bleu"}),
    "other": Term(Variable(Kind.CHOICE, ("red", "blue")), "Autre", choices={"red": "Rouge", "blue": "Bleu"}),
    "tags": Term(Variable(Kind.CHOICES, ("a", "b", "c")), "Étiquettes"),
    "ok": Term(Variable(Kind.BOOLEAN), "D’accord"),
    "count": Term(Variable(Kind.INTEGER), "Nombre"),
    "price": Term(Variable(Kind.INTEGER), "Prix", sense=Sense.CENTS),
    "size": Term(Variable(Kind.DECIMAL), "Taille"),
    "born": Term(Variable(Kind.DATE), "Naissance"),
    "start": Term(Variable(Kind.DATE), "Début"),
    "at": Term(Variable(Kind.DATETIME), "Moment"),
    "until": Term(Variable(Kind.DATETIME), "Fin"),
    "spot.latitude": Term(Variable(Kind.DECIMAL), "Lieu", sense=Sense.DEGREES),
    "spot.longitude": Term(Variable(Kind.DECIMAL), "Lieu", sense=Sense.DEGREES),
    "children": Term(
        Variable(Kind.RECORDS, fields={"born_on": Variable(Kind.DATE), "cost": Variable(Kind.INTEGER)}),
        "Enfants",
        rows={
            "born_on": Term(Variable(Kind.DATE), "Né le"),
            "cost": Term(Variable(Kind.INTEGER), "Coût", sense=Sense.CENTS),
        },
    ),
    "papers": Term(
        Variable(Kind.RECORDS, fields={"size": Variable(Kind.INTEGER)}),
        "Pièces",
        rows={"size": Term(Variable(Kind.INTEGER), "Poids")},
    ),
}
SCOPE_HERE = {name: term.variable for name, term in TERMS.items()}
HERE = Names(TERMS)

_AFTER_START = Row("born_on", "after", against="@start")
#: every operator of every family as a row, and the rule that it says
ROWS: list[tuple[Row, Rule]] = [
    (Row("name", "same", value="Été"), {"text.same": [{"var": "name"}, "Été"]}),
    (Row("name", "not_same", value="x"), {"!": [{"text.same": [{"var": "name"}, "x"]}]}),
    (Row("name", "contains", value="x"), {"text.contains": [{"var": "name"}, "x"]}),
    (Row("name", "not_contains", value="x"), {"!": [{"text.contains": [{"var": "name"}, "x"]}]}),
    (Row("name", "starts", value="x"), {"text.starts_with": [{"var": "name"}, "x"]}),
    (Row("name", "not_starts", value="x"), {"!": [{"text.starts_with": [{"var": "name"}, "x"]}]}),
    (Row("name", "equal", value="x"), {"===": [{"var": "name"}, "x"]}),
    (Row("name", "different", value="x"), {"!==": [{"var": "name"}, "x"]}),
    (Row("name", "in", several=["x", "y"]), {"in": [{"var": "name"}, ["x", "y"]]}),
    (Row("name", "not_in", several=["x"]), {"!": [{"in": [{"var": "name"}, ["x"]]}]}),
    (Row("name", "length_at_least", number="3"), {"number.at_least": [{"text.length": [{"var": "name"}]}, 3]}),
    (Row("name", "length_at_most", number="3"), {"number.at_most": [{"text.length": [{"var": "name"}]}, 3]}),
    (Row("name", "filled"), {"is_filled": [{"var": "name"}]}),
    (Row("name", "empty"), {"is_empty": [{"var": "name"}]}),
    (Row("town.insee", "equal", value="Dunkerque (59183)"), {"===": [{"var": "town.insee"}, "59183"]}),
    (
        Row("town.insee", "in", several=["Dunkerque (59183)", "Gravelines (59273)"]),
        {"in": [{"var": "town.insee"}, ["59183", "59273"]]},
    ),
    (Row("colour", "equal", value="red"), {"===": [{"var": "colour"}, "red"]}),
    (Row("colour", "equal", against="other"), {"text.equal": [{"var": "colour"}, {"var": "other"}]}),
    (Row("colour", "different", value="red"), {"!==": [{"var": "colour"}, "red"]}),
    (Row("colour", "not_in", several=["red"]), {"!": [{"in": [{"var": "colour"}, ["red"]]}]}),
    (Row("tags", "includes", value="a"), {"list.includes": [{"var": "tags"}, "a"]}),
    (Row("tags", "not_includes", value="a"), {"!": [{"list.includes": [{"var": "tags"}, "a"]}]}),
    (Row("tags", "includes_any", several=["a", "b"]), {"list.includes_any": [{"var": "tags"}, ["a", "b"]]}),
    (Row("tags", "includes_none", several=["a"]), {"!": [{"list.includes_any": [{"var": "tags"}, ["a"]]}]}),
    (Row("tags", "includes_all", several=["a", "b"]), {"list.includes_all": [{"var": "tags"}, ["a", "b"]]}),
    (Row("tags", "at_least", number="2"), {"number.at_least": [{"list.length": [{"var": "tags"}]}, 2]}),
    (Row("ok", "yes"), {"===": [{"var": "ok"}, True]}),
    (Row("ok", "no"), {"===": [{"var": "ok"}, False]}),
    (Row("count", "equal", value="3"), {"===": [{"var": "count"}, 3]}),
    (Row("count", "below", value="-3"), {"number.below": [{"var": "count"}, -3]}),
    (Row("count", "at_most", against="price"), {"number.at_most": [{"var": "count"}, {"var": "price"}]}),
    (Row("price", "above", value="120,5"), {"number.above": [{"var": "price"}, 12050]}),
    (Row("size", "at_least", value="1,25"), {"number.at_least": [{"var": "size"}, 1.25]}),
    (Row("born", "before", value="2020-01-31"), {"date.before": [{"var": "born"}, "2020-01-31"]}),
    (Row("born", "on_or_after", against="start"), {"date.on_or_after": [{"var": "born"}, {"var": "start"}]}),
    (
        Row("start", "after", against="today", shift="15", unit="days"),
        {"date.after": [{"var": "start"}, {"date.add": [{"today": []}, 15, "days"]}]},
    ),
    (
        Row("start", "on_or_before", against="born", shift="-3", unit="months"),
        {"date.on_or_before": [{"var": "start"}, {"date.add": [{"var": "born"}, -3, "months"]}]},
    ),
    (Row("born", "age_at_least", number="18"), {"number.at_least": [{"age": [{"var": "born"}]}, 18]}),
    (
        Row("born", "age_below", number="3", against="start"),
        {"number.below": [{"date.years_between": [{"var": "born"}, {"var": "start"}]}, 3]},
    ),
    (
        Row("born", "age_below", number="3", value="2026-09-01"),
        {"number.below": [{"date.years_between": [{"var": "born"}, "2026-09-01"]}, 3]},
    ),
    (Row("start", "weekday", several=["6", "7"]), {"in": [{"date.weekday": [{"var": "start"}]}, [6, 7]]}),
    (
        Row("at", "on_or_after", against="today", shift="15"),
        {"date.on_or_after": [{"datetime.date": [{"var": "at"}]}, {"date.add": [{"today": []}, 15, "days"]}]},
    ),
    (Row("until", "moment_after", against="at"), {"datetime.after": [{"var": "until"}, {"var": "at"}]}),
    (Row("until", "moment_before", against="at"), {"datetime.before": [{"var": "until"}, {"var": "at"}]}),
    (
        Row("spot#point", "within", value="51.0344, 2.3768", number="500"),
        {
            "number.at_most": [
                {"geo.metres": [{"var": "spot.latitude"}, {"var": "spot.longitude"}, 51.0344, 2.3768]},
                500,
            ]
        },
    ),
    (
        Row("children", "any", inner=Group(children=[Row("born_on", "age_below", number="3")])),
        {"list.any": [{"var": "children"}, {"number.below": [{"age": [{"var": "born_on"}]}, 3]}]},
    ),
    (
        Row("children", "count_at_least", number="2", inner=Group(children=[_AFTER_START])),
        {
            "number.at_least": [
                {"list.count": [{"var": "children"}, {"date.after": [{"var": "born_on"}, {"outer": "start"}]}]},
                2,
            ]
        },
    ),
    (
        Row("children", "sum_at_most", over="cost", number="100"),
        {"number.at_most": [{"list.sum": [{"var": "children"}, {"var": "cost"}]}, 10000]},
    ),
    (Row("papers", "filled"), {"is_filled": [{"var": "papers"}]}),
    (Row("papers", "exactly", number="2"), {"===": [{"list.length": [{"var": "papers"}]}, 2]}),
]  # fmt: skip


@pytest.mark.parametrize(("row", "rule"), ROWS, ids=[f"{row.subject} {row.operator}" for row, _rule in ROWS])
def test_a_row_says_its_rule_and_a_rule_its_row(row: Row, rule: Rule) -> None:
    with translation.override("fr"):
        assert not blocking(rule, SCOPE_HERE)
        made = trees.encode(Group(children=[row]), HERE)
        assert (made.rule, made.told) == (rule, [])
        assert trees.decode(rule, HERE) == Group(children=[row])


def _written(node: Node) -> int:
    if isinstance(node, Group):
        return sum(map(_written, node.children))
    return isinstance(node, Written) + (_written(node.inner) if isinstance(node, Row) and node.inner else 0)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.sampled_from([row for row, _rule in ROWS]),
        lambda inner: st.builds(Group, st.sampled_from(Mode), st.lists(inner, min_size=2, max_size=3)),
        max_leaves=8,
    )
)
def test_what_rows_say_is_shown_as_rows(node: Node) -> None:
    with translation.override("fr"):
        made = trees.encode(Group(children=[node]), HERE)
        assert made.told == []
        found = trees.decode(made.rule, HERE)
        assert _written(found) == 0
        assert trees.encode(found, HERE).rule == made.rule


@pytest.mark.parametrize(
    "rule",
    [
        {"datetime.after": [{"var": "at"}, "2026-05-04T10:00:00Z"]},
        {"number.above": [{"+": [{"var": "count"}, 1]}, 3]},
        {"===": [{"var": "name"}, "deux\nlignes"]},
        {"text.same": [{"var": "gone"}, "x"]},
        {"<": [{"var": "count"}, 3]},  # a missing answer would satisfy it: no row says that
        True,
    ],
)
def test_what_rows_cannot_show_stays_as_text(rule: Rule) -> None:
    tree = trees.decode({"and": [{"===": [{"var": "ok"}, True]}, rule]}, HERE)
    assert _written(tree) == 1
    assert trees.encode(tree, HERE).rule == {"and": [{"===": [{"var": "ok"}, True]}, rule]}


def test_a_formula_is_made_of_parts() -> None:
    rule = {
        "if": [
            {"===": [{"var": "ok"}, True]},
            {"number.round": [{"*": [{"var": "size"}, 1.5]}, 2]},
            {"list.sum": [{"var": "children"}, {"var": "cost"}]},
        ]
    }
    found = calls.decode(rule, HERE, Kind.DECIMAL)
    assert found.source == "if"
    assert [part.source for part in found.parts] == ["call:number.round", "call:list.sum"]
    assert found.parts[0].parts[0] == Operand(
        "call:*", parts=[Operand("name:size"), Operand("value", "1,5" if translation.get_language() == "fr" else "1.5")]
    )
    assert calls.encode(found, HERE, Kind.DECIMAL).rule == rule


def test_every_operator_is_tried_or_is_like_one_that_is() -> None:
    from parvis.conditions.domain.operators import OPERATORS

    tried = Counter((str(HERE.family(row.subject)), row.operator) for row, _rule in ROWS)
    missing = {(str(of), one.id) for of, some in OPERATORS.items() for one in some} - set(tried)
    alike = {"filled", "empty", "different", "not_in", "in", "equal", "at_most", "exactly", "before", "after"}
    alike |= {"on_or_before", "at_least", "all", "none", "count_at_most", "sum_at_least", "beyond"}
    assert {one for _of, one in missing} <= alike
