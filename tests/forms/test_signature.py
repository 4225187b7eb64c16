"""A signature is dated by the server, whoever sends what; shown as a picture made of numbers alone."""

import datetime as dt

import pytest

from parvis.forms.api import check
from parvis.kernel import clock
from tests.forms.making import CONTEXT, block, definition, field, form, page, post

SENT = {"f-sign-name": "Ana", "f-sign-agree": "yes", "f-sign-language": "fr", "f-sign-drawn": "10,20 30,40;5,5"}
MORNING = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
EVENING = dt.datetime(2026, 5, 4, 18, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def made():
    asked = page("p", field("sign", "signature", required=True), block("people", field("each", "signature")))
    assert check(definition(asked)) == []
    return form(asked)


def at(moment, made, sent, answers):
    with clock.fixed(moment):
        found = made.parse_page("p", post(sent), answers, CONTEXT, language="fr")
    return found.answers


def test_the_server_says_when_it_was_signed(made):
    # a moment that the browser sends counts for nothing
    first = at(MORNING, made, {**SENT, "f-sign-at": "1999-01-01T00:00:00+00:00"}, {})
    assert first["sign"]["at"] == "2026-05-04T10:00:00+02:00"
    # sent again as it was, it keeps its moment, also where the page lost it; changed, it is signed anew
    again = at(EVENING, made, {**SENT, "f-sign-at": "2001-01-01T00:00:00+00:00"}, first)
    assert again["sign"] == first["sign"]
    other = at(EVENING, made, {**SENT, "f-sign-name": "Bo"}, first)
    assert other["sign"]["at"] == "2026-05-04T20:00:00+02:00"
    with clock.fixed(EVENING):
        by_programme, wrong = made.accepted({"sign": first["sign"]}, {}, "fr")
    assert not wrong
    assert by_programme["sign"]["at"] == "2026-05-04T20:00:00+02:00"


def test_those_of_rows_move_with_them(made):
    rows = {
        f"f-people-{row}-each-{part}": value
        for row, name in enumerate(("Ana", "Bo"))
        for part, value in {"name": name, "agree": "yes", "language": "fr"}.items()
    }
    first = at(MORNING, made, {**rows, "f-people-count": "2"}, {})
    left = at(EVENING, made, {**rows, "f-people-count": "2", "f-people-remove": "0"}, first)
    assert left["people"] == [first["people"][1]]


def test_readers_see_the_statement_the_moment_and_the_drawing(made):
    answers = at(MORNING.replace(minute=5), made, SENT, {})
    state = made.evaluate(answers, CONTEXT)
    (row,) = (row for section in made.summary(answers, state, "fr") for row in section.rows)
    assert row.text == (
        "Ana, le 4\u00a0mai 2026 à 10\u00a0h\u00a005\u00a0: "
        "«\u00a0Je certifie que les renseignements donnés sont exacts.\u00a0»"
    )
    assert row.drawn == "M10 20 L30 40 M5 5 L5 5"
    assert 'src="data:image/svg+xml,%3Csvg' in row.html
    assert "simple" in made.render_page("p", answers, state, {}, "fr", context=CONTEXT)


def test_the_words_that_were_signed_stay_and_no_others_are_taken():
    words = {"statement": {"fr": "Je demande.", "en": "I ask."}}
    others = {"statement": {"fr": "Je renonce.", "en": "I waive."}}
    old, new = (form(page("p", field("sign", "signature", options=one))) for one in (words, others))
    signed = at(MORNING, old, SENT, {})
    assert signed["sign"]["statement"] == "Je demande."
    # sent, moved to other words: it reads as it was signed, and back as well
    assert new.carried(signed, own=old, sent=True) == signed
    (row,) = (row for part in new.summary(signed, new.evaluate(signed, {}), "fr") for row in part.rows)
    assert "Je demande." in row.text
    assert "Je renonce" not in row.text
    # a draft signs anew; nor does a programme sign under words of its own, or under none
    assert new.carried(signed, own=old) == {}
    assert "Ana" not in str(new.render_page("p", signed, new.evaluate(signed, {}), {}, "fr", context=CONTEXT))
    for sent in (signed["sign"], {"name": "Ana", "language": "fr"}):
        assert new.accepted({"sign": sent}, {}, "fr")[1]
    # one of before words were kept is told by its revision alone: it is carried to the same words, never to others
    bare = {"sign": {"name": "Ana", "language": "fr"}}
    assert old.carried(bare, own=old, sent=True) == bare
    assert new.carried(bare, own=old, sent=True) == {}


def test_a_request_that_was_linked_stays_unless_another_procedure_is_wanted():
    one, same, every, other = (
        form(page("p", field("link", "case_link", options={"procedure": name}))) for name in ("a", "a", "", "b")
    )
    given = {"link": "DK-26-4F7K2-N"}
    for new in (same, every):
        assert new.carried(given, own=one, sent=True) == given  # though nobody here may read it
    assert other.carried(given, own=one, sent=True) == {}
    assert same.carried(given) == {}
