"""The enrolment at school: the age, the level, the school year, the sector, the derogation."""

import datetime as dt

import pytest
from django.test import Client

from parvis.access.api import Role
from parvis.cases.models import Decision, Stock, Turn
from parvis.documents import api as documents
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.procedures.demonstration.answers_school_enrolment import answers
from parvis.procedures.demonstration.school_enrolment import SLUG
from tests.conftest import _as_owner
from tests.factories import people
from tests.procedures.demonstration import Way, form_of, offering, problems, step, with_files
from tests.queue import run_waiting

TOWN = {"postcode": "59140", "city": "Dunkerque"}

SPRING, AUTUMN = dt.date(2026, 3, 10), dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def form():
    return form_of(SLUG)


def child(born: str) -> dict[str, str]:
    return {"first_names": "Zoé", "birth_name": "Deswarte", "birth_date": born}


def asked(form, today, **changes):
    whole = with_files(
        form, answers(4, today) | {"had_school": False, "home_proof": "honour", "address_honour": True}, today
    )
    for name in ("previous_school", "address_proof"):
        whole.pop(name, None)
    return {name: value for name, value in (whole | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("today", "when", "school_year"),
    [
        (dt.date(2026, 3, 10), "next", "2026-2027"),
        (dt.date(2026, 3, 10), "now", "2025-2026"),
        (dt.date(2026, 8, 31), "next", "2026-2027"),
        (dt.date(2026, 8, 31), "now", "2025-2026"),
        (dt.date(2026, 9, 1), "next", "2027-2028"),
        (dt.date(2026, 9, 1), "now", "2026-2027"),
    ],
)
def test_the_school_year(form, today, when, school_year):
    values = form.evaluate(asked(form, today, when=when), {"today": str(today)}).values
    assert values["school_year"] == school_year


@pytest.mark.parametrize(
    ("born", "level"),
    [
        ("2024-12-31", "Toute petite section"),  # two in the year: by exception
        ("2024-01-01", "Toute petite section"),
        ("2023-12-31", "Petite section"),  # three in the calendar year, even on its last day
        ("2023-01-01", "Petite section"),
        ("2022-06-01", "Moyenne section"),
        ("2021-06-01", "Grande section"),
        ("2020-12-31", "CP"),
        ("2019-06-01", "CE1"),
        ("2018-06-01", "CE2"),
        ("2017-06-01", "CM1"),
        ("2016-06-01", "CM2"),
        ("2015-06-01", "CM2"),
    ],
)
def test_the_level_of_the_next_september(form, born, level):
    given = asked(form, SPRING, when="next", child=child(born))
    assert problems(form, given, SPRING) == {}
    state = form.evaluate(given, {"today": str(SPRING)})
    assert state.values["level"] == level
    assert ("by_exception" in state.visible) is (level == "Toute petite section")


@pytest.mark.parametrize(
    ("today", "when", "born", "words"),
    [
        (SPRING, "next", "2025-01-01", "too young"),
        (SPRING, "now", "2024-01-01", "too young"),
        (SPRING, "next", "2014-12-31", "collège"),
        (AUTUMN, "next", "2026-01-01", "too young"),
    ],
)
def test_too_young_or_too_old(form, today, when, born, words):
    found = problems(form, asked(form, today, when=when, child=child(born)), today)
    assert any(anchor.startswith("f-child") and words in said for anchor, said in found.items()), found


@pytest.mark.parametrize(
    ("changes", "input_id"),
    [
        ({"authority": None}, "f-authority"),
        ({"vaccinated": None}, "f-vaccinated"),
        ({"family_record": None}, "f-family_record"),
        ({"home_proof": "document"}, "f-address_proof"),
        ({"address_honour": None}, "f-address_honour"),
        ({"had_school": True}, "f-previous_school"),
        ({"other_school": True}, "f-wanted"),
        ({"other_school": True}, "f-reasons"),
        ({"other_school": True}, "f-explanation"),
        ({"parent": None}, "f-parent"),
    ],
)
def test_what_is_required(form, changes, input_id):
    found = problems(form, asked(form, SPRING, **changes), SPRING)
    assert any(anchor.startswith(input_id) for anchor in found), found


@pytest.mark.parametrize("left_out", ["email", "phone", "other_parent"])
def test_what_is_not(form, left_out):
    assert problems(form, asked(form, SPRING, **{left_out: None}), SPRING) == {}


@pytest.mark.django_db
class TestJourney:
    @pytest.fixture(autouse=True)
    def _kept_here(self, settings, tmp_path):
        settings.PARVIS_VAR = tmp_path

    def take_on(self, offered, **changes):
        given = answers(6, clock.today()) | {"address": {"street": "12 rue Emmery", **TOWN}} | changes
        case = Way(offered).through(given)
        assert case.answers["zone_school"] == "Leughenaer"
        with offered.desk(offered.agent()) as agent:
            return step(agent, case, "take")

    def test_a_place_in_the_sector_s_school_and_its_certificate(self):
        offered = offering(SLUG)
        case = self.take_on(offered)
        assert (case.silence_on, case.silence_effect) == (None, "")
        with offered.desk(offered.agent()) as agent:
            page = agent.get(f"/agents/dossiers/{case.reference}/suite/enrol/").content.decode()
            assert page.index("École du Leughenaer") < page.index("École du Bastion")
            assert "École des Remparts" not in page  # Gravelines'
            case = step(agent, case, "enrol", **{"f-school": "0599911A"})
        run_waiting()
        assert case.status == "accepted"
        with _as_owner():
            decision = Decision.objects.get(case=case)
            taken = Stock.objects.get()
            papers = documents.of_case(case.id)
        assert decision.label.startswith("INS-")
        assert decision.label in [paper.number for paper in papers]
        assert taken.label == f"École du Leughenaer · {case.answers['level']} · {case.answers['school_year']}"

    def test_a_full_level_takes_no_other_child(self):
        offered = offering(SLUG)
        first = self.take_on(offered)
        with offered.desk(offered.agent()) as agent:
            step(agent, first, "enrol", **{"f-school": "0599911A"})
            with _as_owner():
                Stock.objects.update(capacity=1)
            second = self.take_on(offered)
            address = f"/agents/dossiers/{second.reference}/suite/enrol/"
            full = agent.post(address, {"version": str(second.version), "f-school": "0599911A"})
            assert full.status_code == 409
            step(agent, second, "enrol", **{"f-school": "0599912B"})

    DEROGATION = {
        "other_school": True,
        "wanted": {"uai": "0599913C", "name": "École de la Citadelle", "zone": "Citadelle"},
        "reasons": ["sibling"],
        "explanation": "Son frère y est en CE2.",
    }

    @pytest.mark.parametrize(
        ("transition", "said", "status", "series"),
        [
            ("grant", {"f-school": "0599913C"}, "accepted", "INS"),
            ("refuse", {"reason": "Les classes sont pleines.", "grounds": "no_place"}, "refused", "REF"),
        ],
    )
    def test_the_mayor_decides_on_a_derogation(self, transition, said, status, series):
        offered = offering(SLUG)
        with clock.fixed(dt.datetime(2026, 5, 4, 9, 30, tzinfo=PARIS)):
            case = self.take_on(offered, **self.DEROGATION)
        assert (case.last_day, case.silence_on) == (dt.date(2026, 7, 4), dt.date(2026, 7, 5))
        with offered.desk(offered.agent()) as agent:
            offer = agent.get(f"/agents/dossiers/{case.reference}/").content.decode()
            assert "Refuser la dérogation" not in offer
        with offered.desk(offered.agent(Role.SUPERVISOR)) as chief:
            case = step(chief, case, transition, **said)
        run_waiting()
        assert case.status == status
        with _as_owner():
            assert Decision.objects.get(case=case).label.startswith(series)

    def test_a_school_that_must_be_mended_is_chosen_among_the_town_s_by_who_is_signed_in(self):
        offered = offering(SLUG)
        way = Way(offered)
        people.sign_in(way.client, people.person("amina@example.org"), host=way.host)
        given = answers(6, clock.today()) | {"address": {"street": "12 rue Emmery", **TOWN}} | self.DEROGATION
        case = way.through(given)
        asked = {"mend": ["wanted"], "why-wanted": "incorrect", "words-wanted": "Cette école ferme en juin."}
        day = {"f-by_day-day": "1", "f-by_day-month": "12", "f-by_day-year": str(clock.today().year + 1)}
        with offered.desk(offered.agent()) as agent:
            step(agent, case, "take")
            case = step(agent, case, "ask_corrections", **asked, **day)
        address = f"/demandes/{case.reference}/suite/mend/"
        page = way.get(address).content.decode()
        assert page.index('value="0599911A"') < page.index('value="0599913C"'), "the sector's stands first"
        assert "0599921D" not in page, "Gravelines'"
        assert "Cette école ferme en juin." in page
        assert Client(headers={"host": way.host}).get(address).status_code == 404
        with _as_owner():
            turn = Turn.objects.get(case=case)

        def send(uai):
            return way.post(address, {"version": str(case.version), "turn": str(turn.id), "note": "", "f-wanted": uai})

        for uai in ("0599999Z", "", "École du Bastion", "0599921D"):
            assert send(uai).status_code == 422, uai
        assert send("0599912B").status_code == 302
        with _as_owner():
            case.refresh_from_db()
        assert case.answers["wanted"]["name"] == "École du Bastion"

    def test_what_no_answer_means_is_said_of_derogations_alone(self):
        page = Way(offering(SLUG)).get(f"/demarches/{SLUG}/").content.decode()
        assert "Pour une autre école que celle du secteur" in page
