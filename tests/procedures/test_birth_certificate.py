"""The copy of a birth certificate: who may have which, which town hall makes it, and the day on which it is posted."""

import datetime as dt

import pytest

from parvis.cases.models import Decision
from parvis.documents import api as documents
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.procedures.demonstration.answers import DUNKERQUE, GRAVELINES
from parvis.procedures.demonstration.answers_birth_certificate import answers
from parvis.procedures.demonstration.birth_certificate import SLUG
from tests.conftest import _as_owner
from tests.procedures.demonstration import Way, form_of, offering, problems, step
from tests.queue import run_waiting

TODAY = dt.date(2026, 5, 4)
BORN = {
    "first_names": "Amina",
    "birth_name": "Benali",
    "birth_date": "1990-05-01",
    "birth_country": "99100",
    "birth_commune": {"code": "59183", "name": "Dunkerque", "current": "59183"},
}
ASKED = {
    "born": BORN,
    "copy": "full",
    "capacity": "self",
    "address": {"street": "2 rue Emmery", "postcode": "59140", "city": "Dunkerque"},
}


@pytest.fixture(scope="module")
def form():
    return form_of(SLUG)


def asked(**changes):
    return {name: value for name, value in (ASKED | changes).items() if value is not None}


def born(**changes):
    return {name: value for name, value in (BORN | changes).items() if value is not None}


ASKER = {"first_names": "Jean", "family_name": "Deswarte"}
PARENTAL = ("full", "with_parents")


@pytest.mark.parametrize("copy", PARENTAL)
@pytest.mark.parametrize("capacity", ["representative", "spouse", "ascendant", "descendant", "professional"])
def test_those_close_may_have_the_parents_names(form, copy, capacity):
    assert problems(form, asked(copy=copy, capacity=capacity, asker=ASKER), TODAY) == {}


@pytest.mark.parametrize("copy", PARENTAL)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capacity": "other", "asker": ASKER}, "extract without parentage"),
        ({"capacity": None, "asker": ASKER}, ""),
        ({"born": born(birth_date="2008-05-05")}, "Before 18"),  # 18 tomorrow
        ({"capacity": "other", "asker": ASKER, "born": born(birth_date="1951-01-01")}, "extract without"),
    ],
)
def test_others_may_not(form, copy, changes, words):
    found = problems(form, asked(copy=copy, **changes), TODAY)
    assert any(anchor.startswith("f-capacity") and words in said for anchor, said in found.items()), found


@pytest.mark.parametrize(
    "changes",
    [
        {"copy": "without_parents", "capacity": None, "asker": ASKER},  # anyone, without a reason
        {"born": born(birth_date="2008-05-04")},  # 18 today
        # the register of 1950 was closed on 31 December 1950: open to everyone since 2026
        {"capacity": "other", "asker": ASKER, "born": born(birth_date="1950-12-31")},
        {"parent_1": {"first_names": "Rose", "birth_name": "Vasseur"}},
    ],
)
def test_who_may_have_what(form, changes):
    assert problems(form, asked(**changes), TODAY) == {}


@pytest.mark.parametrize("missing", ["asker", "address"])
def test_a_copy_is_sent_to_somebody_somewhere(form, missing):
    found = problems(form, asked(capacity="spouse", **({"asker": ASKER} | {missing: None})), TODAY)
    assert any(anchor.startswith(f"f-{missing}") for anchor in found)


@pytest.mark.parametrize(
    ("place", "words", "town_hall"),
    [
        ({"birth_commune": {"code": "59273", "name": "Gravelines", "current": "59273"}}, None, "Gravelines"),
        # Saint-Pol-sur-Mer is part of Dunkerque, which keeps its registers
        (
            {"birth_commune": {"code": "59540", "name": "Saint-Pol-sur-Mer", "current": "59183"}},
            None,
            "Saint-Pol-sur-Mer",
        ),
        ({"birth_commune": {"code": "59350", "name": "Lille", "current": "59350"}}, "another commune", "Lille"),
        ({"birth_commune": None, "birth_country": "99131", "birth_place": "Ostende"}, "Nantes", None),
    ],
)
def test_who_makes_the_copy(form, place, words, town_hall):
    answers_given = asked(born=born(**place))
    found = problems(form, answers_given, TODAY)
    assert [words in said for said in found.values()] == ([True] if words else [])
    state = form.evaluate(answers_given, {"today": str(TODAY)})
    assert state.values.get("town_hall") == town_hall


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "Amina Benali"),
        ({"used_name": "Deswarte"}, "Amina Deswarte"),
        ({"capacity": "spouse", "asker": ASKER}, "Jean Deswarte"),
    ],
)
def test_whose_name_is_on_the_envelope(form, changes, name):
    assert form.evaluate(asked(**changes), {"today": str(TODAY)}).values["recipient"] == name


@pytest.mark.django_db
class TestJourney:
    @pytest.mark.parametrize("commune", [DUNKERQUE, GRAVELINES], ids=lambda one: one.name)
    def test_it_goes_to_the_commune_of_birth_whichever_site_it_was_asked_on(self, commune):
        offered = offering(SLUG)
        case = Way(offered, host="dunkerque.localhost").through(answers(2, clock.today(), commune=commune))
        place = offered.places[commune.name.lower()]
        assert (case.organisation_id, case.wall_id) == (place.id, place.walls["civil_status"])
        assert case.department_id in place.departments
        assert case.reference.startswith({"Dunkerque": "DK-", "Gravelines": "GV-"}[commune.name])
        other = {"dunkerque": "gravelines", "gravelines": "dunkerque"}[commune.name.lower()]
        with offered.desk(offered.agent(label=other)) as elsewhere:
            assert elsewhere.get(f"/agents/dossiers/{case.reference}/").status_code == 404

    def test_born_elsewhere_one_is_told_where_to_write(self):
        way = Way(offering(SLUG))
        way.start()
        lille = {"code": "59350", "name": "Lille", "current": "59350"}
        answer = way.send("birth", asked(born=born(birth_commune=lille)))
        assert answer.status_code == 422
        said = answer.content.decode()
        assert "Écrivez à la mairie" in said
        assert ">Lille</output>" in said
        abroad = way.send("birth", asked(born=born(birth_commune=None, birth_country="99131", birth_place="Ostende")))
        assert "44941 Nantes" in abroad.content.decode()

    @pytest.mark.parametrize(
        ("received", "promised"),
        [
            (dt.date(2026, 11, 3), dt.date(2026, 11, 10)),
            (dt.date(2026, 11, 6), dt.date(2026, 11, 16)),  # Armistice Day does not count
        ],
    )
    def test_five_working_days_are_promised_two_months_are_the_law(self, received, promised):
        offered = offering(SLUG)
        with clock.fixed(dt.datetime.combine(received, dt.time(9, 30), PARIS)):
            case = Way(offered).through(asked())
        assert case.due_on == promised
        assert case.silence_effect == "refusal"
        assert case.last_day == dt.date(2027, 1, received.day)

    def test_it_ends_by_posting_without_a_document_of_ours(self):
        offered = offering(SLUG)
        case = Way(offered).through(asked())
        with offered.desk(offered.agent()) as agent:
            for transition, said in (
                ("take", {}),
                ("copied", {}),
                ("posted", {"f-posted_on-day": "1", "f-posted_on-month": "1", "f-posted_on-year": "2020"}),
            ):
                if transition == "posted":
                    day = clock.today()
                    said = {
                        "f-posted_on-day": day.day,
                        "f-posted_on-month": day.month,
                        "f-posted_on-year": day.year,
                    }
                case = step(agent, case, transition, **said)
        run_waiting()
        assert case.status == "sent"
        with _as_owner():
            decision = Decision.objects.get(case=case)
            assert decision.number is None
            assert [paper.kind for paper in documents.of_case(case.id)] == ["receipt"]
