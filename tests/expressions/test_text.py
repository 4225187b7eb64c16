"""The text form: what is written is read back, in both languages; what can't be read is said, and nothing else."""

from contextlib import suppress
from typing import Any

import pytest
from django.utils import translation
from hypothesis import example, given, settings, strategies as st

from parvis.expressions.api import Kind, NotRead, Variable, lower, parse, write
from tests.expressions.rules import SCOPE, rules
from tests.expressions.test_agreement import KINDS

LANGUAGES = st.sampled_from(["fr", "en"])


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(KINDS).flatmap(rules), LANGUAGES)
@example({"-": [{"-": [5]}, -5]}, "fr")
@example({"and": [{"var": "et"}, {"var": "in"}, {"outer": "a.b"}, {"!!": [{"var": "weird name"}]}]}, "fr")
@example({"if": [{"!": {"!": {"var": "b"}}}, {"<": [{"var": "n"}, 5]}, {"in": ["a", {"var": "l"}]}]}, "en")
@example({"cat": ['"\\`’', "2026-05-04", "line\nline"]}, "fr")
@example({"date.add": [{"var": "d"}, 3, {"var": "t"}]}, "fr")
@example({"??": [None, True, 1e-07, -0.0]}, "en")
def test_what_is_written_is_read_back(rule: Any, language: str) -> None:
    text = write(rule, language)
    back = parse(text)
    assert lower(back) == lower(rule)
    assert write(back, language) == text
    other = "en" if language == "fr" else "fr"
    assert lower(parse(write(back, other))) == lower(rule)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("age(born) >= 18 and city = “Lille”", {"and": [
            {"number.at_least": [{"age": [{"var": "born"}]}, 18]}, {"===": [{"var": "city"}, "Lille"]}]}),
        ("ÂGE(born)>=18", {"number.at_least": [{"age": [{"var": "born"}]}, 18]}),
        ("non (a = vrai) ou b", {"or": [{"!": [{"===": [{"var": "a"}, True]}]}, {"var": "b"}]}),
        ("d < 2026-05-04", {"date.before": [{"var": "d"}, "2026-05-04"]}),
        ("d >= aujourdhui()", {"date.on_or_after": [{"var": "d"}, {"today": []}]}),
        ("d < d2", {"date.before": [{"var": "d"}, {"var": "d2"}]}),
        ("n < n2", {"number.below": [{"var": "n"}, {"var": "n2"}]}),
        ("n > 120,5", None),
        ("price >= 120.50 €", {"number.at_least": [{"var": "price"}, 12050]}),
        ("a parmi [« x » ; \"y\"]", {"in": [{"var": "a"}, ["x", "y"]]}),
        ("1 + 2 * 3 - n", {"-": [{"+": [1, {"*": [2, 3]}]}, {"var": "n"}]}),
        ("au_moins_un(rows, n ≥ 2)", {"list.any": [{"var": "rows"}, {"number.at_least": [{"var": "n"}, 2]}]}),
    ],
)  # fmt: skip
def test_how_people_write(text: str, rule: Any) -> None:
    if rule is None:
        with pytest.raises(NotRead):
            parse(text, SCOPE)
        return
    scope = {**SCOPE, "price": Variable(Kind.INTEGER)}
    assert parse(text, scope) == rule


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("a = ", 4, "Il manque quelque chose à la fin."),
        ("a = (b", 6, "Il manque « ) » à la fin."),
        ("a = b c", 6, "« c » ne se lit pas ici."),
        ("foo(a)", 0, "Il n’y a pas de fonction « foo »."),
        ("a # b", 2, "« # b » ne se lit pas ici."),
        ("a et et b", 5, "« et » ne se lit pas ici."),
        ("9" * 5_000, 5_000, "Ce nombre est trop grand."),
        ("(" * 5_000, 60, "Ceci est trop imbriqué."),
        ("non " * 50 + "a", 200, "Ceci est trop imbriqué."),
    ],
)
def test_what_cannot_be_read_says_where(text: str, at: int, words: str) -> None:
    with translation.override("fr"), pytest.raises(NotRead) as caught:
        parse(text)
    assert str(caught.value).replace("\xa0", " ") == words
    assert caught.value.at == at


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from('ab9(),[]"`@=<>+-*/&€ \n.;“”«»é')) | st.text(max_size=60))
def test_whatever_is_typed_gives_a_rule_or_a_message(text: str) -> None:
    with suppress(NotRead):
        parse(text)


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1e999 €", "1e307 €", "9007199254740993", "n > 90071992547410 €"])
def test_a_number_beyond_those_that_are_exact_is_refused(text: str) -> None:
    with pytest.raises(NotRead):
        parse(text, SCOPE)
