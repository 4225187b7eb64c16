"""What the checker says, and where."""

from typing import Any

import pytest
from django.utils import translation

from parvis.expressions.api import Code, Kind, Scope, Variable, check, reads

SCOPE: Scope = {
    "name": Variable(Kind.TEXT),
    "other": Variable(Kind.TEXT),
    "guests": Variable(Kind.INTEGER),
    "price": Variable(Kind.DECIMAL),
    "paid": Variable(Kind.BOOLEAN),
    "start": Variable(Kind.DATE),
    "at": Variable(Kind.DATETIME),
    "place": Variable(Kind.CHOICE, ("hall", "square")),
    "needs": Variable(Kind.CHOICES, ("tables", "power")),
    "stalls": Variable(Kind.RECORDS, fields={"area": Variable(Kind.DECIMAL), "kind": Variable(Kind.TEXT)}),
}


def var(name: str) -> dict[str, str]:
    return {"var": name}


def found(rule: Any, expects: Kind = Kind.BOOLEAN) -> list[tuple[str, str]]:
    return [(problem.path, problem.code.value) for problem in check(rule, SCOPE, expects)]


@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        ({"===": [var("nam"), "x"]}, "/===/0", Code.UNKNOWN_VARIABLE),
        ({"===": [var("stalls.0.area"), 1]}, "/===/0", Code.UNKNOWN_VARIABLE),
        ({"===": [{"var": ["name", "x"]}, "x"]}, "/===/0", Code.BARRED),
        ({"===": [{"var": var("name")}, "x"]}, "/===/0", Code.BARRED),
        ({"and": [var("paid"), {"frobnicate": 1}]}, "/and/1/frobnicate", Code.UNKNOWN_OPERATOR),
        ({"and": [{"number.frobnicate": [1]}, True]}, "/and/0/number.frobnicate", Code.UNKNOWN_OPERATOR),
        ({"and": [var("guests"), var("paid")]}, "/and/0", Code.WRONG_KIND),
        ({"!": var("name")}, "/!", Code.WRONG_KIND),
        ({"if": [var("name"), True, False]}, "/if/0", Code.WRONG_KIND),
        ({"if": [var("paid"), True, "no"]}, "/if/2", Code.WRONG_KIND),
        ({"if": [var("paid"), True]}, "/if", Code.WRONG_OPERANDS),
        ({"===": [var("guests"), "5"]}, "/===/1", Code.WRONG_KIND),
        ({"===": ["5", var("guests")]}, "/===/0", Code.WRONG_KIND),
        ({"===": [var("guests"), var("start")]}, "/===/1", Code.WRONG_KIND),
        ({"===": [var("start"), "4 May"]}, "/===/1", Code.WRONG_KIND),
        ({"===": [var("start"), "2026-02-30"]}, "/===/1", Code.WRONG_KIND),
        ({"===": [var("place"), "beach"]}, "/===/1", Code.UNKNOWN_CHOICE),
        ({"in": [var("place"), ["hall", "beach"]]}, "/in/1/1", Code.UNKNOWN_CHOICE),
        ({"list.includes": [var("needs"), "water"]}, "/list.includes/1", Code.UNKNOWN_CHOICE),
        ({"list.includes_any": [var("needs"), ["water"]]}, "/list.includes_any/1/0", Code.UNKNOWN_CHOICE),
        ({"list.includes_any": [var("needs"), []]}, "/list.includes_any/1", Code.WRONG_OPERANDS),
        ({"list.includes_any": [var("needs"), var("name")]}, "/list.includes_any/1", Code.BARRED),
        ({"===": [var("name"), None]}, "", Code.BARRED),
        ({"<": [None, 5]}, "", Code.BARRED),
        ({"===": [var("needs"), "tables"]}, "/===/0", Code.BARRED),
        ({"===": [var("at"), "2026-05-04T08:00:00Z"]}, "/===/0", Code.BARRED),
        ({"===": [var("name"), var("other")]}, "", Code.BARRED),
        ({"<": [var("name"), var("other")]}, "", Code.BARRED),
        ({"<": [var("guests"), 5]}, "", Code.MISSING_SATISFIES),
        ({">=": [var("guests"), 0]}, "", Code.MISSING_SATISFIES),
        ({">": [0.5, var("price")]}, "", Code.MISSING_SATISFIES),
        ({"<=": [var("guests"), var("price")]}, "", Code.MISSING_SATISFIES),
        ({"<=": [var("start"), var("start")]}, "", Code.MISSING_SATISFIES),
        ({"or": [{"is_filled": var("guests")}, {"<": [var("guests"), 5]}]}, "/or/1", Code.MISSING_SATISFIES),
        ({"in": ["x", var("name")]}, "", Code.BARRED),
        ({"in": [var("name"), [["x"]]]}, "/in/1/0", Code.BARRED),
        ({"in": [var("paid"), [True]]}, "/in/1", Code.WRONG_KIND),
        ({"is_filled": {"cat": ["a"]}}, "/is_filled", Code.BARRED),
        ({"list.any": [var("needs"), True]}, "/list.any/0", Code.WRONG_KIND),
        ({"list.any": [var("stalls"), var("area")]}, "/list.any/1", Code.WRONG_KIND),
        ({"list.any": [var("stalls"), {"===": [var("name"), "x"]}]}, "/list.any/1/===/0", Code.UNKNOWN_VARIABLE),
        ({"number.above": [{"max": [var("guests"), 1]}, 2]}, "/number.above/0/max/0", Code.MISSING_SATISFIES),
        (
            {"date.before": [{"date.add": [var("start"), 2, "weeks"]}, "2026-01-01"]},
            "/date.before/0/date.add/2",
            Code.WRONG_OPERANDS,
        ),
        (
            {"date.before": [{"date.add": [var("start"), 2, var("name")]}, "2026-01-01"]},
            "/date.before/0/date.add/2",
            Code.BARRED,
        ),
        (
            {"number.above": [{"number.round": [var("price"), 9]}, 1]},
            "/number.above/0/number.round/1",
            Code.WRONG_OPERANDS,
        ),
        (
            {"number.above": [{"number.round": [var("price"), {"+": [1]}]}, 1]},
            "/number.above/0/number.round/1",
            Code.BARRED,
        ),
        ({"today": [1]}, "/today", Code.WRONG_OPERANDS),
        (["a"], "", Code.MALFORMED),
        (None, "", Code.MALFORMED),
        ({}, "", Code.MALFORMED),
        ({"a": 1, "b": 2}, "", Code.MALFORMED),
        ({"===": [var("name"), "\ud800"]}, "", Code.MALFORMED),
        ({"===": [var("guests"), float("nan")]}, "", Code.MALFORMED),
        ({"===": [var("guests"), 10**20]}, "", Code.MALFORMED),
        ({"===": [var("name"), b"x"]}, "", Code.MALFORMED),
        ({"===": [var("name"), "x" * 3000]}, "", Code.TOO_LARGE),
        ({"or": [var("paid")] * 700}, "", Code.TOO_LARGE),
        ({"or": [var("paid")] * 51}, "/or", Code.WRONG_OPERANDS),
        ("yes", "", Code.WRONG_KIND),
        (3, "", Code.WRONG_KIND),
    ],
)
def test_a_problem_is_said_where_it_is(rule: Any, path: str, code: Code) -> None:
    assert found(rule) == [(path, code)]


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ({"and": [{"is_filled": var("guests")}, {"<": [var("guests"), 5]}]}, Kind.BOOLEAN),
        ({"and": [{"number.above": [var("guests"), -5]}, {"<": [var("guests"), 5]}]}, Kind.BOOLEAN),
        ({"if": [{"is_filled": var("guests")}, {"max": [var("guests"), 1]}, 0]}, Kind.INTEGER),
        ({"<": [var("guests"), 0]}, Kind.BOOLEAN),
        ({"<": [var("start"), "2026-05-04"]}, Kind.BOOLEAN),
        ({"===": [var("place"), "hall"]}, Kind.BOOLEAN),
        ({"+": [var("guests"), var("price")]}, Kind.DECIMAL),
        ({"+": [var("guests"), 1]}, Kind.DECIMAL),
        (var("place"), Kind.TEXT),
        ("2026-05-04", Kind.DATE),
        ("2026-05-04", Kind.TEXT),
        ({"if": [var("paid"), var("start"), "2026-05-04"]}, Kind.DATE),
        ({"list.sum": [var("stalls"), var("area")]}, Kind.DECIMAL),
        (True, Kind.BOOLEAN),
    ],
)
def test_what_makes_sense_has_no_problem(rule: Any, kind: Kind) -> None:
    assert found(rule, kind) == []


def test_a_decimal_is_no_whole_number_and_a_text_no_choice() -> None:
    assert found({"+": [var("guests"), var("price")]}, Kind.INTEGER) == [("", Code.WRONG_KIND)]
    assert found(var("name"), Kind.CHOICE) == [("", Code.WRONG_KIND)]


def test_what_narrows_one_branch_does_not_narrow_the_other() -> None:
    rule = {"if": [{"is_filled": var("guests")}, True, {"<": [var("guests"), 5]}]}
    assert found(rule) == [("/if/2", Code.MISSING_SATISFIES)]


def test_every_problem_is_listed() -> None:
    rule = {"and": [{"===": [var("x"), 1]}, {"substr": ["a", 1]}, {"===": [var("place"), "beach"]}]}
    assert [code for _path, code in found(rule)] == [Code.UNKNOWN_VARIABLE, Code.BARRED, Code.UNKNOWN_CHOICE]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"or": [{"===": [var("place"), "hall"]}, {"!==": [var("place"), "hall"]}]}, Code.ALWAYS_TRUE),
        ({"and": [{"===": [var("place"), "hall"]}, {"===": [var("place"), "square"]}]}, Code.ALWAYS_FALSE),
        ({"and": [{"number.above": [var("guests"), 5]}, {"number.below": [var("guests"), 6]}]}, Code.ALWAYS_FALSE),
        (
            {"and": [{"date.after": [var("start"), "2026-05-04"]}, {"date.before": [var("start"), "2026-05-05"]}]},
            Code.ALWAYS_FALSE,
        ),
        ({"and": [{"===": [var("name"), "a"]}, {"===": [var("name"), "b"]}]}, Code.ALWAYS_FALSE),
        ({"and": [{"is_filled": var("name")}, {"===": [var("name"), ""]}]}, Code.ALWAYS_FALSE),
        ({"or": [{"is_filled": var("start")}, {"is_empty": var("start")}]}, Code.ALWAYS_TRUE),
        ({"and": [{"is_empty": var("guests")}, {">": [var("guests"), 3]}]}, Code.ALWAYS_FALSE),
        ({"and": [{"text.same": [var("name"), "x"]}, {"===": [1, 2]}]}, Code.ALWAYS_FALSE),
        ({"or": [{"text.same": [var("name"), "x"]}, {"===": [1, 1]}]}, Code.ALWAYS_TRUE),
        ({"and": [{"list.includes_all": [var("needs"), ["power"]]}, {"is_empty": var("needs")}]}, Code.ALWAYS_FALSE),
        ({"and": [{"list.any": [var("stalls"), True]}, {"and": [var("paid"), {"!": var("paid")}]}]}, Code.ALWAYS_FALSE),
        ({"date.before": [{"today": []}, "0001-01-01"]}, Code.ALWAYS_FALSE),
    ],
)
def test_what_never_changes_draws_a_remark(rule: Any, code: Code) -> None:
    (problem,) = check(rule, SCOPE)
    assert (problem.code, problem.blocking) == (code, False)


@pytest.mark.parametrize(
    "rule",
    [
        {"or": [{"number.above": [var("guests"), 5]}, {"number.at_most": [var("guests"), 5]}]},  # missing: neither
        {"and": [{"number.above": [var("price"), 5]}, {"number.below": [var("price"), 6]}]},  # 5.5
        {"or": [{"===": [var("name"), "a"]}, {"===": [var("name"), "b"]}]},
        {"and": [{"text.same": [var("name"), "a"]}, {"text.same": [var("name"), "b"]}]},  # out of reach, left unjudged
        {"list.any": [var("stalls"), {"number.above": [var("area"), 5]}]},
        {"number.above": [{"age": var("start")}, 200]},
        True,
        False,
    ],
)
def test_what_may_change_or_is_out_of_reach_draws_none(rule: Any) -> None:
    assert check(rule, SCOPE) == []


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (True, set()),
        ({"===": [var("a"), var("b")]}, {"a", "b"}),
        ({"in": ["x", ["var", "a"]]}, set()),
        ({"list.any": [var("rows"), {"===": [var("x"), {"outer": "y"}]}]}, {"rows", "y"}),
        ({"list.sum": [var("rows"), {"list.sum": [{"outer": "others"}, var("x")]}]}, {"rows", "others"}),
        ({"age": var("birth")}, {"birth", "today"}),
        ({"date.before": [{"today": []}, var("start")]}, {"start", "today"}),
    ],
)
def test_what_a_rule_reads(rule: Any, names: set[str]) -> None:
    assert reads(rule) == names


def test_problems_are_said_in_french() -> None:
    with translation.override("fr"):
        (problem,) = check({"!": var("name")}, SCOPE)
    assert problem.message == "Ceci est un texte\u202f; oui ou non est attendu."


def test_choices_and_fields_belong_to_their_kinds() -> None:
    with pytest.raises(ValueError):
        Variable(Kind.TEXT, choices=("a",))
    with pytest.raises(ValueError):
        Variable(Kind.TEXT, fields={"a": Variable(Kind.TEXT)})


@pytest.mark.parametrize(
    ("rule", "truth"),
    [
        ({"number.above": [{"var": "n"}, 10]}, False),
        ({"number.at_most": [{"var": "n"}, -1]}, False),
        ({"or": [{"is_empty": {"var": "n"}}, {"number.at_least": [{"var": "n"}, 0]}]}, True),
        ({"number.above": [{"var": "n"}, 9]}, None),
        ({"===": [{"var": "n"}, 0]}, None),
        ({"number.below": [{"var": "x"}, 0.5]}, False),
        ({"number.below": [{"var": "x"}, 0.6]}, None),
        ({"date.before": [{"var": "d"}, "2026-01-01"]}, False),
        ({"date.before": [{"var": "d"}, "2026-01-02"]}, None),
        ({"date.after": [{"var": "d"}, "2026-12-30"]}, None),
        ({"date.after": [{"var": "d"}, "2026-12-31"]}, False),
    ],
)
def test_what_questions_refuse_is_counted_on(rule: Any, truth: bool | None) -> None:
    scope = {
        "n": Variable(Kind.INTEGER, least=0, most=10),
        "x": Variable(Kind.DECIMAL, least=0.5),
        "d": Variable(Kind.DATE, least="2026-01-01", most="2026-12-31"),
    }
    codes = [problem.code for problem in check(rule, scope)]
    assert codes == {True: [Code.ALWAYS_TRUE], False: [Code.ALWAYS_FALSE], None: []}[truth]
