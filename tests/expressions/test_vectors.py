"""Our operators, by example, on both sides: every vector is checked, run by the server, and run by the page."""

import json
from pathlib import Path
from typing import Any

import pytest

from parvis.expressions.api import Kind, Program, Scope, Variable, check
from parvis.expressions.domain.lowering import NATIVE, OPERATORS
from tests.expressions.page import Page

FILES = sorted((Path(__file__).parent / "vectors").glob("*.json"))


def scope(written: dict[str, Any]) -> Scope:
    return {
        name: Variable(Kind(each["kind"]), tuple(each.get("choices", ())), scope(each.get("fields", {})))
        for name, each in written.items()
    }


CASES = [
    pytest.param(scope(content["scope"]), vector, id=f"{file.stem}: {vector['about']}")
    for file in FILES
    for content in [json.loads(file.read_text(encoding="utf-8"))]
    for vector in content["vectors"]
]


@pytest.mark.parametrize(("variables", "vector"), CASES)
def test_a_vector_gives_its_result_on_both_sides(variables: Scope, vector: dict[str, Any], page: Page) -> None:
    blocking = [each for each in check(vector["rule"], variables, Kind(vector["gives"])) if each.blocking]
    assert blocking == []
    program = Program({"it": vector["rule"]})
    on_server = program.run(vector["data"])["it"]
    in_page = page.value(program.page["it"], vector["data"])
    assert on_server == vector["result"]
    assert in_page == vector["result"]
    for value in (on_server, in_page):  # True == 1 in Python
        assert isinstance(value, bool) == isinstance(vector["result"], bool)


def test_every_operator_of_ours_has_a_vector() -> None:
    used: set[str] = set()

    def gather(rule: Any) -> None:
        if isinstance(rule, dict):
            used.update(rule)
            for operands in rule.values():
                gather(operands)
        elif isinstance(rule, list):
            for each in rule:
                gather(each)

    for case in CASES:
        gather(case.values[1]["rule"])  # type: ignore[index, call-overload]
    assert sorted((OPERATORS - used) - NATIVE) == []
    assert sorted(NATIVE - used) == ["!=", "<="]
