"""The published suites of JsonLogic on both engines, and our checker between them.

`compatible.json`, the official set, passes in full on both. In the other suites the engines disagree on some cases:
none of these gets past our checker, and what gets past gives the same on both sides.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datalogic_py
import pytest

from parvis.expressions.api import Kind, MalformedRule, Program, Variable, check
from parvis.expressions.domain.engine import native
from tests.expressions.page import Page, PageError

SUITES = Path(os.environ.get("PARVIS_CORPUS", "../shared/data")).absolute() / "json-logic" / "suites"
pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason="PARVIS_CORPUS holds no json-logic suites")
FAILED = "<failed>"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with Page() as running:
        yield running


def cases(name: str) -> list[dict[str, Any]]:
    return [each for each in json.loads((SUITES / name).read_text(encoding="utf-8")) if isinstance(each, dict)]


def every_case() -> list[dict[str, Any]]:
    return [case for name in json.loads((SUITES / "index.json").read_text(encoding="utf-8")) for case in cases(name)]


def on_server(rule: Any, data: Any) -> Any:
    try:
        return native(rule, data)
    except datalogic_py.DataLogicError:
        return FAILED


def in_page(page: Page, rule: Any, data: Any) -> Any:
    try:
        return page.bare(rule, data)
    except PageError:
        return FAILED


def expected(case: dict[str, Any]) -> Any:
    return FAILED if "error" in case else case["result"]


def alike(left: Any, right: Any) -> bool:
    """Equal as JSON: true is not 1, 1 is 1.0."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    return bool(left == right)


def test_the_official_suite_passes_in_full_on_both_sides(page: Page) -> None:
    official = cases("compatible.json")
    assert len(official) > 250
    wrong = [
        (case["rule"], side)
        for case in official
        for side, found in (
            ("server", on_server(case["rule"], case.get("data"))),
            ("page", in_page(page, case["rule"], case.get("data"))),
        )
        if not alike(found, expected(case))
    ]
    assert wrong == []


def kind_of(value: Any) -> Variable | None:
    if isinstance(value, bool):
        return Variable(Kind.BOOLEAN)
    if isinstance(value, int):
        return Variable(Kind.INTEGER)
    if isinstance(value, float):
        return Variable(Kind.DECIMAL)
    if isinstance(value, str) or value is None:
        return Variable(Kind.TEXT)
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return Variable(Kind.RECORDS, fields=scope_of(value[0] if value else {}))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return Variable(Kind.CHOICES)
    return None


def scope_of(data: Any) -> dict[str, Variable]:
    items = data.items() if isinstance(data, dict) else ()
    return {name: kind for name, value in items if (kind := kind_of(value)) is not None}


def admitted(rule: Any, data: Any) -> bool:
    kinds = (Kind.BOOLEAN, Kind.DECIMAL, Kind.TEXT)
    return any(not [each for each in check(rule, scope_of(data), kind) if each.blocking] for kind in kinds)


def test_what_the_checker_admits_agrees_and_what_disagrees_is_barred(page: Page) -> None:
    compared = disagreeing = 0
    slipped = []
    for case in every_case():
        rule, data = case["rule"], case.get("data")
        disagree = not alike(on_server(rule, data), in_page(page, rule, data))
        disagreeing += disagree
        if not admitted(rule, data):
            continue
        compared += 1
        data = data if isinstance(data, dict) else {}
        program = Program({"it": rule})
        server = program.run(data)["it"]
        if not alike(server, page.value(program.page["it"], data)):
            slipped.append((rule, data))
        elif not disagree and "error" not in case:
            # lowering left the published meaning alone
            assert alike(server, case["result"]), rule
    assert slipped == []
    assert disagreeing > 10  # or this test has nothing to say
    assert compared > 150


def test_no_case_of_the_suites_breaks_the_checker_or_the_compiler() -> None:
    for case in every_case():
        check(case["rule"], {})
        try:
            Program({"it": case["rule"]})
        except MalformedRule:
            continue
