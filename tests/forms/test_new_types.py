"""What types of one value do beyond what each says of itself: rules, lists, spreadsheets, paper, other programmes."""

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from parvis.conditions.domain import values
from parvis.expressions.api import Kind, Sense, Term, Variable
from parvis.forms.api import terms
from parvis.forms.fields.parcel import read_whole
from tests.forms.making import CONTEXT, definition, field, form, page, post

STATEMENT = {"text": {"fr": "Je certifie **tout**.", "en": "I certify **all**."}, "version": "2"}
LINKED = {"lists": {"fr": "Ville > Quartier"}, "table": ["Dunkerque > Rosendaël", "Dunkerque > Petite-Synthe", "Loos"]}


@pytest.fixture(autouse=True)
def french(communes):
    with translation.override("fr"):
        yield


def test_a_time_is_compared_as_the_day_goes():
    rule = {"number.above": [{"var": "at"}, 22 * 60]}
    made = form(page("p", field("at", "time"), field("noise", condition=rule)))
    assert "noise" in made.evaluate({"at": 22 * 60 + 1}, CONTEXT).visible
    assert "noise" not in made.evaluate({"at": 21 * 60}, CONTEXT).visible
    [term] = [one for name, one in terms(definition(page("p", field("at", "time"))), "fr").items() if name == "at"]
    assert term.sense is Sense.TIME
    assert values.read("22h", term) == 1320
    assert values.shown(1320, term) == "22:00"
    assert values.words(1320, term) == "22:00"


@given(st.integers(0, 1439))
def test_every_minute_is_typed_and_read_again(minutes):
    term = Term(Variable(Kind.INTEGER), "", sense=Sense.TIME)
    assert values.read(str(values.shown(minutes, term)), term) == minutes


@pytest.mark.parametrize(
    ("kind", "options", "typed", "kept"),
    [
        ("time", {}, "8h30", "08:30"),
        ("civility", {}, "Mme", "mrs"),
        ("parcel", {}, "591 183 000 AB 0112", "59183000AB0112"),
        ("division", {"of": "epci"}, "CU de Dunkerque", "245900428"),
        ("plate", {}, "ab123cd", "AB-123-CD"),
    ],
)
def test_lists_and_spreadsheets_take_it_as_people_write_it(kind, options, typed, kept):
    made = form(page("p", field("x", kind, options=options)))
    [column] = made.indexed("fr")
    if column.written is not None:
        assert column.written(typed) == kept
        assert column.written("Trifouillis") is None
    answers, wrong = made.understood({"x": typed}, "fr")
    assert wrong == {}
    assert [one.value for one in made.projected(answers)] == [kept]
    assert made.understood({"x": "Trifouillis"}, "fr")[1]


def test_dates_come_in_two_cells():
    made = form(page("p", field("stay", "date_range")))
    answers, wrong = made.understood({"stay.start": "04/05/2026", "stay.end": "2026-05-07"}, "fr")
    assert (answers, wrong) == ({"stay": {"start": "2026-05-04", "end": "2026-05-07"}}, {})
    assert made.understood({"stay.start": "04/05/2026", "stay.end": "03/05/2026"}, "fr")[1]


def test_what_was_certified_is_the_text_that_was_asked():
    made = form(page("p", field("sworn", "statement", options=STATEMENT)))
    sworn = {"certified": True, "text": "Je certifie **tout**.", "version": "2", "language": "fr"}
    assert made.accepted({"sworn": sworn}, {}, "fr") == ({"sworn": sworn}, {})
    for other in ({**sworn, "text": "Je ne certifie rien."}, {**sworn, "version": "1"}, {**sworn, "language": "en"}):
        assert made.accepted({"sworn": other}, {}, "fr")[1]
    # ticked in English, read again on a French page: the English words stand there, and stay what was certified
    english = {"certified": True, "text": "I certify **all**.", "version": "2", "language": "en"}
    html = str(made.render_page("p", {"sworn": english}, made.evaluate({}, CONTEXT), {}, "fr"))
    assert 'lang="en"' in html
    assert "I certify <strong>all</strong>." in html
    assert made.json_schema("fr")["properties"]["sworn"]["enum"] == [sworn, english]


def test_only_the_person_certifies():
    """Neither an earlier request, nor a spreadsheet, a link or another programme's draft."""
    made = form(page("p", field("sworn", "statement", options=STATEMENT), field("name")))
    sworn = {"certified": True, "text": "Je certifie **tout**.", "version": "2", "language": "fr"}
    assert made.carried({"sworn": sworn, "name": "A"}) == {"name": "A"}
    assert [one.path for one in made.importable("fr")] == ["name"]
    assert not made.answers_to("sworn.certified", "fr")
    answers, wrong = made.accepted({"sworn": sworn, "name": "A"}, {}, "fr", prepared=True)
    assert (answers, list(wrong)) == ({"name": "A"}, ["/sworn"])


def test_a_list_offers_what_the_one_before_leads_to():
    made = form(page("p", field("where", "linked", options=LINKED)))
    state = made.evaluate({}, CONTEXT)
    empty = str(made.render_page("p", {}, state, {}, "fr"))
    assert "Rosendaël</option>" not in empty
    chosen = str(made.render_page("p", {"where": {"level_1": "Dunkerque"}}, state, {}, "fr"))
    assert chosen.count("Rosendaël</option>") == 1
    known = terms(definition(page("p", field("where", "linked", options=LINKED))), "fr")
    assert known["where.level_2"].variable.choices == ("Rosendaël", "Petite-Synthe")
    assert known["where.level_2"].label == "Question where – Quartier"
    # a choice of later lists that the first no longer leads to is let go
    read = made.understood({"where.level_1": "Loos", "where.level_2": "Rosendaël"}, "fr")
    assert read == ({"where": {"level_1": "Loos"}}, {})


def test_blank_forms_have_squares_and_the_text_to_certify():
    made = form(
        page(
            "p", field("a", "parcel"), field("b", "date_range"), field("c", "statement", options=STATEMENT),
            field("d", "civility"), field("e", "time"), field("f", "linked", options=LINKED),
        )
    )  # fmt: skip
    parts = {part.number: part for part in made.on_paper("fr") if part.kind == "question"}
    assert parts[1].cells == (("", 14),)
    assert [label for label, _squares in parts[2].cells][0].startswith("Premier jour")
    assert "Je certifie tout." in parts[3].hint
    assert [label for label, _hint in parts[4].choices] == ["Madame", "Monsieur"]
    assert [squares for _label, squares in parts[5].cells] == [2, 2]
    assert [label for label, _squares in parts[6].cells] == ["Ville", "Quartier"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2A0040000B0007", "2A0040000B0007"),
        ("971 05 000 AB 0112", "97105000AB0112"),
        ("2C004000AB0112", None),
        ("59183000AB0000", None),
        ("1" * 5000, None),
    ],
)
def test_identifiers_of_parcels(typed, kept):
    assert read_whole(typed) == kept


SHOP = {"dataset": "shops", "keep": ["zip"], "fills": ["place = town"]}


def test_a_chosen_row_answers_other_questions():
    made = form(page("p", field("shop", "data_choice", options=SHOP), field("place", required=True)))

    def sent(answers, **typed):
        result = made.parse_page("p", post(typed), answers, CONTEXT, language="fr")
        return result.answers, result.errors

    answers, errors = sent({}, **{"f-shop": "Boulangerie du Port", "f-shop-choice": "b1"})
    assert errors == {}
    assert answers["place"] == "Dunkerque"
    assert answers["shop"]["row"] == {"zip": "59140", "town": "Dunkerque"}
    # what somebody wrote stays; what the row had written goes with it
    again = {"f-shop": "Boulangerie du Port", "f-shop-choice": "b1", "f-place": "Malo"}
    assert sent(answers, **again)[0]["place"] == "Malo"
    assert sent({}, **again)[0]["place"] == "Malo"
    # rules read the columns, lists keep them
    rule = {"text.equal": [{"var": "shop.row.zip"}, "59140"]}
    made = form(page("p", field("shop", "data_choice", options=SHOP), field("why", condition=rule), field("place")))
    assert "why" in made.evaluate(answers, CONTEXT).visible
    assert {one.path for one in made.projected(answers)} == {
        *("shop.label", "shop.key", "shop.row.zip", "shop.row.town", "place"),
    }


def test_without_script_one_writes_and_then_chooses():
    made = form(page("p", field("shop", "data_choice", options=SHOP)))
    result = made.parse_page("p", post({"f-shop": "boulangerie"}), {}, CONTEXT, language="fr")
    assert list(result.errors) == ["f-shop"]
    html = str(made.render_page("p", result.answers, result.state, result.errors, "fr"))
    assert 'value="b2"' in html
    assert "Boulangerie de la Digue" in html
    result = made.parse_page("p", post({"f-shop": "boulangerie", "f-shop-choice": "b2"}), {}, CONTEXT, language="fr")
    assert result.answers["shop"]["label"] == "Boulangerie de la Digue"
