"""Server and page give the same on every rule that the checker admits."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings, strategies as st

from parvis.expressions.api import Kind, Program, RuleFailed, check
from tests.expressions.page import Page, PageError
from tests.expressions.rules import SCOPE, data, rules

KINDS = [Kind.BOOLEAN, Kind.INTEGER, Kind.DECIMAL, Kind.TEXT, Kind.DATE]


def alike(left: Any, right: Any) -> bool:
    """The same to the last bit, and of the same type: true is not 1."""
    return type(left) is type(right) and bool(left == right)


def compare(rule: Any, values: dict[str, Any], page: Page) -> None:
    program = Program({"it": rule})
    try:
        server = program.run(values)["it"]
    except RuleFailed:
        with pytest.raises(PageError):
            page.value(program.page["it"], values)
        return
    assert alike(server, page.value(program.page["it"], values)), program.page["it"]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), rules(kind))), data())
def test_admitted_rules_give_the_same_on_both_sides(
    page: Page, kind_and_rule: tuple[Kind, Any], values: dict[str, Any]
) -> None:
    kind, rule = kind_and_rule
    assume(not any(problem.blocking for problem in check(rule, SCOPE, kind)))
    compare(rule, values, page)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(), data())
@example({"or": [{"number.above": [{"var": "n"}, 5]}, {"number.at_most": [{"var": "n"}, 5]}]}, {"today": "2026-05-04"})
def test_what_is_proved_of_a_rule_holds_on_any_data(rule: Any, values: dict[str, Any]) -> None:
    problems = check(rule, SCOPE)
    assume(not any(problem.blocking for problem in problems))
    for problem in problems:
        try:
            truth = Program({"it": rule}).run(values)["it"]
        except RuleFailed:
            return
        assert bool(truth) is (problem.code == "always_true")


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(Kind.INTEGER), data())
def test_an_admitted_rule_gives_its_kind_or_nothing(rule: Any, values: dict[str, Any]) -> None:
    assume(not any(problem.blocking for problem in check(rule, SCOPE, Kind.INTEGER)))
    value = Program({"it": rule}).run(values)["it"]
    assert value is None or type(value) is int
