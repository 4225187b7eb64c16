"""Texts that follow from answers: zones, and the school of the sector."""

import pytest

from parvis.forms.api import CompiledForm, check
from parvis.forms.data import Following, LocalizedText
from tests.forms.conftest import ORGANISATION
from tests.forms.making import CONTEXT, definition, field, page, post

AROUND = {**CONTEXT, "organisation": str(ORGANISATION)}
HOME = {"street": "1 rue des Dunes", "postcode": "59140", "city": "Dunkerque"}
PORT = {**HOME, "street": "2 quai du Port"}
OTHER_SCHOOL = {"!": {"text.equal": [{"var": "school.zone"}, {"var": "zone_sector"}]}}


def zone_of(address, around):
    assert around["organisation"] == str(ORGANISATION)
    return {"1 rue des Dunes": "Dunes", "2 quai du Port": "Port"}.get(address["street"])


FOLLOWING = Following("zone_sector", "home", LocalizedText(fr="Secteur", en="Sector"), zone_of)
ASKED = definition(
    page("first", field("home", "address", required=True)),
    page("second", field("school", "school", required=True, options={"zone": "zone_sector"})),
    page("third", field("reasons", required=True), condition=OTHER_SCHOOL),
)


@pytest.fixture
def form():
    assert check(ASKED, followings=[FOLLOWING]) == []
    return CompiledForm(ASKED, [FOLLOWING])


def school(uai="0599901A", zone="Dunes"):
    return {"uai": uai, "name": "École", "zone": zone}


def test_a_page_hangs_on_the_zone(form):
    same = form.evaluate({"home": HOME, "school": school()}, AROUND)
    other = form.evaluate({"home": PORT, "school": school()}, AROUND)
    assert (same.pages, other.pages) == (("first", "second"), ("first", "second", "third"))
    assert same.values["zone_sector"] == "Dunes"


def test_the_zone_is_submitted_shown_and_exported(form):
    answers = {"home": HOME, "school": school()}
    state = form.evaluate(answers, AROUND)
    assert form.clean(answers, state) == {**answers, "zone_sector": "Dunes"}
    rows = [(row.label, row.text) for section in form.summary(answers, state, "en") for row in section.rows]
    assert rows[1] == ("Sector", "Dunes")
    assert form.columns("fr")[-1].label == "Secteur"
    assert form.cells(form.clean(answers, state), "fr")[-1] == "Dunes"
    assert "zone_sector" in form.json_schema("fr")["properties"]
    assert form.projected(form.clean(answers, state))[-1].value == "Dunes"
    assert "zone_sector" not in form.erased(form.clean(answers, state))


def test_a_later_table_does_not_rewrite_what_was_submitted(form):
    state = form.evaluate({"home": HOME, "zone_sector": "Old name"}, AROUND)
    assert state.values["zone_sector"] == "Old name"
    assert form.evaluate({"zone_sector": "Old name"}, AROUND).values == {}


def test_a_mended_address_has_its_own_zone(form):
    kept = {"home": HOME, "zone_sector": "Dunes"}
    sent = post({f"f-home-{part}": text for part, text in PORT.items()})
    result = form.parse_page("first", sent, kept, AROUND, language="fr")
    assert "zone_sector" not in result.answers
    assert result.state.values["zone_sector"] == "Port"
    assert form.anew(kept, {**kept, "home": PORT}) == {"home": PORT}
    assert form.anew(kept, {**kept, "more": 1})["zone_sector"] == "Dunes"
    assert {"home", "zone_sector", "reasons"} <= form.affected(["home"])


def test_what_is_typed_makes_no_zone(form):
    sent = post({"f-zone_sector": "Port", "zone_sector": "Port", "f-home-street": "9 rue inconnue",
                 "f-home-postcode": "59140", "f-home-city": "Dunkerque"})  # fmt: skip
    result = form.parse_page("first", sent, {}, AROUND, language="fr")
    assert "zone_sector" not in result.answers
    assert "zone_sector" not in result.state.values


def test_the_page_of_the_address_itself_can_not_read_the_zone():
    asked = definition(
        page("first", field("home", "address"), field("why", condition={"==": [{"var": "zone_sector"}, "Port"]}))
    )
    [problem] = check(asked, followings=[FOLLOWING])
    assert problem.path == "pages.0.sections.0.items.1.condition"


def test_the_school_of_the_sector_stands_first_and_no_other_organisation_s(form):
    for home, first, second in ((HOME, "0599901A", "0599902B"), (PORT, "0599903C", "0599901A")):
        state = form.evaluate({"home": home}, AROUND)
        html = str(form.render_page("second", {"home": home}, state, {}, "en", context=AROUND))
        assert html.index(first) < html.index(second)
        assert html.count("your sector") == 1
        assert "0599904D" not in html
    elsewhere = form.parse_page("second", post({"f-school": "0599904D"}), {}, AROUND, language="fr")
    assert list(elsewhere.errors) == ["f-school"]


def test_without_a_school_the_page_says_whom_to_ask(form):
    around = {**CONTEXT, "organisation": "00000000-0000-0000-0000-000000000009"}
    html = str(form.render_page("second", {}, form.evaluate({}, around), {}, "en", context=around))
    assert "ask the town hall" in html
