"""Blocks in blocks and tables: what a page shows is what it reads, everywhere alike; bounded, or clearly refused."""

import copy
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings, strategies as st

from parvis.expressions.api import parse, write
from parvis.forms.api import check, terms
from parvis.forms.domain.compiled import CompiledForm
from tests.forms.making import CONTEXT, Browser, block, definition, field, form, page, post

TRIPS = block(
    "trips",
    field("town", required=True),
    field("nights", "integer"),
    block("guests", field("guest"), field("age", "integer"), max=2),
    field("cost", "integer", computed={"*": [{"var": "nights"}, 30]}),
    max=3,
    condition={"===": [{"var": "travels"}, True]},
)
WEEK = block(
    "week",
    field("opens"),
    field("closes", condition={"is_filled": {"var": "opens"}}),
    layout="table",
    row_labels=[{"fr": "Lundi", "en": "Monday"}, {"fr": "Mardi", "en": "Tuesday"}],
)
PEOPLE = block(
    "people",
    field("name", required=True),
    field("travels", "yes_no"),
    TRIPS,
    field("total", "integer", computed={"list.sum": [{"var": "trips"}, {"var": "cost"}]}),
    max=3,
)
ADULTS = (
    {"list.any": [{"var": "people"}, {"list.any": [{"var": "trips"}, {"list.any": [{"var": "guests"}, OLD]}]}]}
    if (OLD := {"number.at_least": [{"var": "age"}, 18]})
    else None
)
PARTY = page("party", PEOPLE, WEEK, field("why", condition=ADULTS))


@pytest.fixture(scope="module")
def party() -> CompiledForm:
    return form(PARTY)


def test_it_is_right() -> None:
    assert check(definition(PARTY)) == []


words = st.text("abcé", min_size=1, max_size=5)
# a row that says nothing is forgotten where it stands last: each says something here
guest = st.fixed_dictionaries({"guest": words}, optional={"age": st.integers(0, 99)})
trip = st.fixed_dictionaries(
    {"town": words}, optional={"nights": st.integers(0, 9), "guests": st.lists(guest, max_size=2)}
)
person = st.fixed_dictionaries(
    {"name": words}, optional={"travels": st.booleans(), "trips": st.lists(trip, max_size=3)}
)
day = st.fixed_dictionaries({}, optional={"opens": words, "closes": words})
parties = st.fixed_dictionaries(
    {}, optional={"people": st.lists(person, max_size=3), "week": st.lists(day, min_size=2, max_size=2), "why": words}
)


def without_empty(value: Any) -> Any:
    """As answers are kept: no empty text, no empty list."""
    if isinstance(value, dict):
        return {name: one for name, held in value.items() if (one := without_empty(held)) not in ("", [], None)}
    return [without_empty(one) for one in value] if isinstance(value, list) else value


@settings(max_examples=60)
@given(answers=parties)
def test_what_a_page_shows_is_what_it_reads(party: CompiledForm, answers: dict[str, Any]) -> None:
    """Drawn, sent, submitted, drawn again: nothing is lost, moved or made up, however deep."""
    before = copy.deepcopy(answers)
    state = party.evaluate(answers, CONTEXT)
    shown = Browser(str(party.render_page("party", answers, state, {}, "fr", context=CONTEXT)))
    assert len(shown.ids) == len(set(shown.ids))
    read = party.parse_page("party", post(shown.sent), answers, CONTEXT, language="fr")
    assert answers == before
    again = party.evaluate(read.answers, CONTEXT)
    assert party.clean(read.answers, again) == party.clean(without_empty(answers), state)
    submitted = party.clean(read.answers, again)
    # what is submitted is what the API takes, without what is computed
    asked = _without(submitted, {"cost", "total"})
    taken, wrong = party.accepted(asked, {}, "fr")
    assert not wrong
    assert taken == asked
    settled = party.evaluate(submitted, CONTEXT)
    assert party.clean(submitted, settled) == submitted
    # every value is said once to readers, and kept once for lists
    said = [row.text for section in party.summary(submitted, settled, "fr") for row in section.rows if row.text]
    assert sorted(said) == sorted(party.said(submitted, "fr"))
    assert len(party.projected(submitted)) == len(said)
    # a spreadsheet's cells give them back
    cells = _cells(asked, "")
    assert {path: party.answers_to(path, "fr") for path in cells} == dict.fromkeys(cells, True)
    back, errors = party.understood(cells, "fr")
    assert not errors
    assert _cells(back, "") == _closed(cells, back)


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(held, names) for name, held in value.items() if name not in names}
    return [_without(one, names) for one in value] if isinstance(value, list) else value


def _cells(value: dict[str, Any], above: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, held in value.items():
        if isinstance(held, list):
            for number, row in enumerate(held, 1):
                found |= _cells(row, f"{above}{name}.{number}.")
        else:
            found[above + name] = held
    return found


def _closed(cells: dict[str, Any], back: dict[str, Any]) -> dict[str, Any]:
    """The cells that were given: as many, of the same values in the same order; rows without any closed up."""
    found = _cells(back, "")
    assert list(found.values()) == list(cells.values())
    return found


def test_buttons_of_a_row_in_a_row() -> None:
    made = form(PARTY)
    sent = {
        "f-people-count": "2",
        "f-people-0-name": "Ana",
        "f-people-1-name": "Bo",
        "f-people-1-travels": "yes",
        "f-people-1-trips-count": "2",
        "f-people-1-trips-0-town": "Lille",
        "f-people-1-trips-1-town": "Arras",
        "f-people-1-trips-1-nights": "quatre",
        "f-week-count": "2",
    }
    added = made.parse_page("party", post({**sent, "f-people-1-trips-1-guests-add": "1"}), {}, CONTEXT, language="fr")
    assert added.focus == "f-people-1-trips-1-guests-0"
    assert added.answers["people"][1]["trips"] == [{"town": "Lille"}, {"town": "Arras", "guests": [{}]}]
    removed = made.parse_page("party", post({**sent, "f-people-1-trips-remove": "0"}), {}, CONTEXT, language="fr")
    assert removed.focus == "f-people-1-trips-add"
    assert removed.answers["people"][1]["trips"] == [{"town": "Arras"}]
    # what could not be read moved with its row
    again = Browser(str(made.render_page("party", removed.answers, removed.state, {}, "fr", context=CONTEXT)))
    assert again.sent["f-people-1-trips-0-nights"] == ["quatre"]
    # the row of the outer block goes with all that it holds; rows with names stay
    outer = made.parse_page("party", post({**sent, "f-people-remove": "1"}), {}, CONTEXT, language="fr")
    assert outer.answers["people"] == [{"name": "Ana"}]
    fixed = made.parse_page(
        "party", post({**sent, "f-week-remove": "0", "f-week-add": "1"}), {}, CONTEXT, language="fr"
    )
    assert fixed.answers["week"] == [{}, {}]
    wrong = made.parse_page("party", post(sent), {}, CONTEXT, language="fr")
    assert list(wrong.errors) == ["f-people-1-trips-1-nights"]
    assert made.pointer("f-people-1-trips-1-nights") == "/people/1/trips/1/nights"


@pytest.mark.parametrize("count", ["51", "9999", "-1", "1e3", "٣"])
def test_a_page_says_no_more_rows_than_there_may_be(count: str) -> None:
    sent = {"f-people-count": "1", "f-people-0-trips-count": count, "f-people-0-name": "A"}
    found = form(PARTY).parse_page("party", post(sent), {}, CONTEXT, language="fr")
    assert len(found.answers["people"][0].get("trips", ())) <= 3


def test_a_table_is_one_of_labelled_inputs() -> None:
    made = form(PARTY)
    state = made.evaluate({}, CONTEXT)
    shown = Browser(str(made.render_page("party", {}, state, {}, "en", context=CONTEXT)))
    lines = [one for tag, one in shown.elements if "pv-rows__line" in str(one.get("class"))]
    assert [one["aria-labelledby"] for one in lines] == ["f-week-0-title", "f-week-1-title"]
    labels = {one.get("for") for tag, one in shown.elements if tag == "label"}
    assert {"f-week-0-opens", "f-week-1-closes"} <= labels
    assert not [one for tag, one in shown.elements if one.get("name") in ("f-week-add", "f-week-remove")]


def nest(depth: int, **more: Any) -> dict[str, Any]:
    inner = field("leaf") if depth == 0 else nest(depth - 1)
    return block(f"b{depth}", inner, max=2, **more) if depth else inner


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([nest(4)], "at most"),
        ([block("t", nest(1), layout="table")], "can’t hold a block"),
        ([block("a", block("b", block("c", field("leaf"), max=50), max=50), max=50)], "too long"),
        (
            [block("a", block("b", field("x", "explanation", options={"text": {"fr": "Lisez."}}), max=50), max=50)],
            "too long",
        ),
        ([field(f"q{number}") for number in range(2_001)], "2001 questions: 2000 at most"),
        ([block(f"k{one}", *(field(f"k{one}q{two}") for two in range(99)), max=1) for one in range(101)], "10100 q"),
        ([block("a", field("a"))], "is taken"),
        (
            [
                block(
                    "a",
                    field("s", "integer", computed={"list.sum": [{"var": "b"}, {"var": "n"}]}),
                    block("b", field("n", "integer", computed={"var": "s"})),
                )
            ],
            "depends on itself",
        ),
    ],
    ids=["deep", "table", "many", "wordy", "long", "longer", "taken", "circle"],
)
def test_what_nobody_could_answer_is_refused(items: list[dict[str, Any]], words: str) -> None:
    found = check(definition(page("p", *items)))
    with translation.override("en"):
        assert any(words in one.message.into("en") for one in found if one.blocking), found


def test_rules_over_rows_in_rows_are_written_and_offered() -> None:
    offered = terms(definition(PARTY), "fr", at="why", part="condition")
    assert set(offered["people"].rows["trips"].rows["guests"].rows) == {"guest", "age"}
    scope = {name: one.variable for name, one in offered.items()}
    assert parse(write(ADULTS, "fr"), scope) == ADULTS
    # inside of a row: the row, the rows around it, and not the lists that it stands in
    inside = terms(definition(PARTY), "fr", at="age", part="check")
    assert not inside["guest"].later
    assert not inside["town"].later
    assert not inside["name"].later
    assert inside["guests"].later
    assert inside["people"].later
    before = terms(definition(PARTY), "fr", at="nights", part="condition")
    assert not before["town"].later
    assert before["guests"].later


def test_two_windows_that_changed_other_rows_keep_both() -> None:
    made = form(PARTY)
    before = [{"name": "Ana", "trips": [{"town": "Lille"}, {"town": "Arras"}]}, {"name": "Bo"}]
    theirs = [{"name": "Ana", "trips": [{"town": "Lille", "nights": 2}, {"town": "Arras"}]}, {"name": "Bob"}]
    mine = [{"name": "Ana", "trips": [{"town": "Lille"}, {"town": "Douai"}]}, {"name": "Bo", "travels": True}]
    assert made.met("people", before, theirs, mine) == (
        [
            {"name": "Ana", "trips": [{"town": "Lille", "nights": 2}, {"town": "Douai"}]},
            {"name": "Bob", "travels": True},
        ],
        False,
    )
    both = [{"name": "Anne", "trips": before[0]["trips"]}, {"name": "Bo"}]
    assert made.met("people", before, both, [{"name": "Anna", "trips": []}, {"name": "Bo"}])[1]
    # a row more is another list: what this page says stands, and is said
    assert made.met("people", before, theirs, [*before, {"name": "Cy"}]) == ([*before, {"name": "Cy"}], True)
    assert made.met("why", None, "a", None) == ("a", False)
