"""Programs: many rules at once, and rules or data that mean harm."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from parvis.expressions.api import Kind, MalformedRule, Program, RuleFailed, Scope, Variable, check, reads
from parvis.expressions.domain.lowering import OPERATORS
from parvis.expressions.domain.shape import DEEPEST
from tests.expressions.page import Page

ROWS: Scope = {"rows": Variable(Kind.RECORDS, fields={"n": Variable(Kind.INTEGER)}), "n": Variable(Kind.INTEGER)}


def var(name: str) -> dict[str, str]:
    return {"var": name}


def conditions() -> dict[str, Any]:
    """120 rules as a form of 300 fields has them: choices, numbers, dates, lists, and/or."""
    shapes = [
        lambda i: {"===": [var(f"choice{i}"), "yes"]},
        lambda i: {"and": [{"===": [var(f"choice{i}"), "yes"]}, {"number.at_least": [var(f"number{i}"), i]}]},
        lambda i: {"or": [{"date.before": [var(f"date{i}"), "2026-05-04"]}, {"is_empty": var(f"date{i}")}]},
        lambda i: {"list.includes_any": [var(f"list{i}"), ["a", "b"]]},
        lambda i: {"+": [var(f"number{i}"), {"*": [2, var(f"number{(i + 1) % 60}")]}]},
    ]
    return {f"rule{i}": shapes[i % len(shapes)](i % 60) for i in range(120)}


def answers() -> dict[str, Any]:
    return {
        name: value
        for i in range(60)
        for name, value in (
            (f"choice{i}", "yes" if i % 2 else None),
            (f"number{i}", i if i % 3 else None),
            (f"date{i}", "2026-01-01"),
            (f"list{i}", ["a", "c"]),
        )
    }


def test_many_rules_give_the_same_together_alone_and_in_the_page(page: Page) -> None:
    rules, data = conditions(), answers()
    together = Program(rules).run(data)
    assert list(together) == list(rules)
    assert together == {name: Program({name: rule}).run(data)[name] for name, rule in rules.items()}
    assert page.run(dict(Program(rules).page), data)[0] == together
    assert len(set(map(str, together.values()))) > 3


def test_an_empty_program_gives_nothing() -> None:
    assert Program({}).run({}) == {}


def test_a_program_is_run_by_many_threads_at_once() -> None:
    program, data = Program(conditions()), answers()
    expected = program.run(data)
    with ThreadPoolExecutor(8) as pool:
        assert all(result == expected for result in pool.map(lambda _n: program.run(data), range(200)))


def nested(depth: int, inner: Any, wrap: Any) -> Any:
    for _level in range(depth):
        inner = wrap(inner)
    return inner


def test_rules_too_deep_or_too_large_are_refused_quickly() -> None:
    for rule in (
        nested(100_000, True, lambda inner: {"!": [inner]}),
        nested(100_000, [], lambda inner: [inner]),
        {"or": [True] * 1_000_000},
    ):
        start = time.process_time()
        with pytest.raises(MalformedRule):
            Program({"it": rule})
        with pytest.raises(MalformedRule):
            reads(rule)
        assert [problem.blocking for problem in check(rule, {})] == [True]
        assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: {"number.round": [{"+": [1, inner]}, 2]},
        lambda inner: {"list.sum": [{"outer": "rows"}, inner]},
        lambda inner: {"if": [{"number.below": [inner, 5]}, 1, 2]},
        lambda inner: {"??": [inner, 1]},
    ],
)
def test_the_deepest_rule_that_is_let_in_compiles(wrap: Any) -> None:
    depth = next(n for n in range(DEEPEST, 0, -1) if _bounded(nested(n, 1, wrap)))
    assert depth >= DEEPEST // 2 - 1
    rule = nested(depth, 1, wrap)
    assert list(Program({"it": rule}).run({"rows": [{"n": 1}]})) == ["it"]


def _bounded(rule: Any) -> bool:
    try:
        reads(rule)
    except MalformedRule:
        return False
    return True


def test_a_rule_that_costs_too_much_is_cut_off() -> None:
    rule = {"list.sum": [var("rows"), {"list.sum": [{"outer": "rows"}, {"+": [var("n"), {"outer": "n"}]}]}]}
    assert check(rule, ROWS, Kind.INTEGER) == []
    program = Program({"it": rule})
    assert program.run({"rows": [{"n": 1}] * 50, "n": 1}) == {"it": 5_000}
    start = time.process_time()
    with pytest.raises(RuleFailed, match="budget"):
        program.run({"rows": [{"n": 1}] * 3_000, "n": 1})
    assert time.process_time() - start < 1


def test_a_proof_that_costs_too_much_is_not_tried() -> None:
    scope = {f"b{i}": Variable(Kind.BOOLEAN) for i in range(25)}
    rule = {"or": [{"and": [var(f"b{i}") for i in range(25)]} for _ in range(10)]}
    start = time.process_time()
    assert check(rule, scope) == []
    assert time.process_time() - start < 1


@pytest.mark.parametrize("wrong", [{"x": "\ud800"}, {"x": 10**30}, {"x": object()}, {1: 2}])
def test_data_that_is_not_json_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError):
        Program({"it": var("x")}).run(wrong)


def test_a_value_of_another_kind_fails_the_rule_and_names_it() -> None:
    with pytest.raises(RuleFailed, match="greatest"):
        Program({"greatest": {"max": [var("x"), 1]}}).run({"x": "many"})


@pytest.mark.parametrize(
    "rule",
    [
        {"foo": [1]},
        {"constructor": [1]},
        {"__proto__": [1]},
        {"val": ["x"]},
        {"var": [["x"]]},
        {"var": 1},
        {"outer": []},
        {"throw": "x"},
        {"is_empty": [{"cat": ["a"]}]},
        {"list.any": [1]},
        {"date.before": ["2026-01-01"]},
        {"list.includes_any": [var("x"), "a"]},
    ],
)
def test_what_is_not_ours_does_not_compile(rule: Any) -> None:
    with pytest.raises(MalformedRule):
        Program({"it": rule})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*sorted(OPERATORS), "rows", "n", "foo"]), inner, min_size=1, max_size=1)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=20,
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(json_values, st.dictionaries(st.sampled_from(["rows", "n", "today"]), json_values, max_size=3))
def test_any_json_is_judged_and_what_passes_never_surprises(rule: Any, data: Any) -> None:
    problems = check(rule, ROWS)
    try:
        program = Program({"it": rule})
    except MalformedRule:
        assert any(problem.blocking for problem in problems)
        return
    try:
        program.run(data)
    except (RuleFailed, ValueError):
        return
