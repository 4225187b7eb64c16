"""Each construct that the checker bars, with the reason: the two engines disagree on it, or it escapes typing.

A line that stops disagreeing (an engine was mended) fails here: the construct may then be admitted.
"""

from typing import Any

import datalogic_py
import pytest

from parvis.expressions.api import Code, Kind, Variable, check
from parvis.expressions.domain.engine import ENGINE, native
from parvis.expressions.domain.signatures import BARRED
from tests.expressions.page import Page, PageError

SCOPE = {
    "missing": Variable(Kind.TEXT),
    "none": Variable(Kind.INTEGER),
    "text": Variable(Kind.TEXT),
    "other": Variable(Kind.TEXT),
    "face": Variable(Kind.TEXT),
    "zero": Variable(Kind.INTEGER),
    "number": Variable(Kind.INTEGER),
    "decimal": Variable(Kind.DECIMAL),
    "yes": Variable(Kind.BOOLEAN),
    "list": Variable(Kind.CHOICES),
    "again": Variable(Kind.CHOICES),
    "rows": Variable(Kind.RECORDS, fields={"n": Variable(Kind.INTEGER)}),
    "at": Variable(Kind.DATETIME),
    "until": Variable(Kind.DATETIME),
}
DATA = {
    "missing": None,
    "none": None,
    "text": "1d",
    "other": "24h",
    "face": "a😀b",
    "zero": 0,
    "number": 5,
    "decimal": 1e21,
    "yes": True,
    "list": ["a", "b"],
    "again": ["a", "b"],
    "rows": [{"n": 1}],
    "at": "2026-05-04T10:00:00+02:00",
    "until": "2026-05-04T09:00:00Z",
}


def var(name: str) -> dict[str, str]:
    return {"var": name}


#: A rule that is barred, though its operator may be ours, since the engines disagree on it.
DISAGREEMENTS = [
    pytest.param({"===": [var("text"), var("other")]}, id="texts that read as durations are equal on the server"),
    pytest.param({"<": [var("at"), var("until")]}, id="order of instants"),
    pytest.param({"in": [var("missing"), "null"]}, id="a missing text inside a text"),
    pytest.param({"===": [var("list"), var("again")]}, id="equality of lists"),
    pytest.param({"==": [var("list"), var("again")]}, id="loose equality of lists"),
    pytest.param({"cat": [var("decimal")]}, id="how a decimal is written"),
    pytest.param({"cat": [var("list")]}, id="how a list is written"),
    pytest.param({"substr": [var("face"), 1, 1]}, id="characters outside the first plane, cut"),
    pytest.param({"substr": [var("missing"), 0, 1]}, id="a missing text, cut"),
    pytest.param({"length": [var("face")]}, id="characters outside the first plane, counted"),
    pytest.param({"merge": [var("missing"), ["c"]]}, id="a missing list, merged"),
    pytest.param({"upper": ["a"]}, id="upper"),
    pytest.param({"lower": ["A"]}, id="lower"),
    pytest.param({"starts_with": ["ab", "a"]}, id="starts_with"),
    pytest.param({"timestamp": "1d"}, id="timestamp"),
    pytest.param({"datetime": "2026-05-04T08:00:00Z"}, id="datetime"),
    pytest.param({"var": "text.length"}, id="a path into a text"),
    pytest.param({"var": "list.length"}, id="a path into a list"),
    pytest.param({"var": "__proto__"}, id="what every object of the page has"),
    pytest.param({"some": [var("rows"), {"===": [{"val": [[1], "number"]}, 5]}]}, id="one scope up"),
    pytest.param({"constructor": [1]}, id="a method of every object"),
    pytest.param({"toString": []}, id="another one"),
    pytest.param({"preserve": [1]}, id="preserve"),
    pytest.param({"get": [1]}, id="get"),
    pytest.param({"eachKey": {"a": 1}}, id="eachKey"),
    pytest.param({"+": ["1d", "2h"]}, id="a sum of durations"),
    pytest.param({"-": ["2026-05-04T08:00:00Z", "2026-05-04T07:00:00Z"]}, id="a difference of instants"),
]


def outcome(side: Any, rule: Any) -> Any:
    try:
        return side(rule, DATA)
    except (datalogic_py.DataLogicError, PageError):
        return "<failed>"


@pytest.mark.parametrize("rule", DISAGREEMENTS)
def test_what_the_engines_disagree_on_is_barred(rule: Any, page: Page) -> None:
    assert outcome(native, rule) != outcome(page.bare, rule)
    for kind in Kind:
        assert any(problem.blocking for problem in check(rule, SCOPE, kind))


#: Lowered so that the disagreement goes away: the plain engines differ, ours don't (the vectors say how).
@pytest.mark.parametrize(
    "rule",
    [
        {"===": [var("text"), "24h"]},
        {"==": [var("missing"), ""]},
        {"in": [var("text"), ["24h"]]},
    ],
)
def test_what_is_lowered_disagrees_in_the_plain_engines(rule: Any, page: Page) -> None:
    assert outcome(native, rule) != outcome(page.bare, rule)
    assert check(rule, SCOPE) == []


#: Both engines agree on these; they are barred because no kind can be given to what they take or make.
UNTYPED = {
    "missing": {"missing": ["text"]},
    "missing_some": {"missing_some": [1, ["text"]]},
    "exists": {"exists": ["text"]},
    "map": {"map": [var("rows"), 1]},
    "filter": {"filter": [var("rows"), True]},
    "reduce": {"reduce": [var("rows"), 1, 0]},
    "try": {"try": [1, 2]},
    "throw": {"throw": "x"},
    "?:": {"?:": [True, 1, 2]},
    "val": {"val": ["text"]},
}


@pytest.mark.parametrize("name", sorted(UNTYPED))
def test_what_has_no_kind_is_barred(name: str) -> None:
    assert [problem.code for problem in check(UNTYPED[name], SCOPE)] == [Code.BARRED]


def test_the_clock_of_the_engine_is_barred() -> None:
    assert [problem.code for problem in check({"now": []}, SCOPE)] == [Code.BARRED]


def test_every_barred_operator_is_accounted_for() -> None:
    shown = {name for case in DISAGREEMENTS for name in case.values[0]} | set(UNTYPED) | {"now"}  # type: ignore[union-attr]
    assert sorted(set(BARRED) - shown) == []


def test_no_operator_of_the_engine_is_admitted_unseen() -> None:
    for operator in ENGINE.operators():
        for name in (operator["name"], *operator["aliases"]):
            problems = check({name: [1, 2]}, SCOPE) + check({name: []}, SCOPE)
            assert problems, name
