"""The resident parking card: a zone by the address, a card with a number, a year that ends, a renewal."""

import datetime as dt

import pytest

from parvis.cases.models import Decision, Draft
from parvis.documents import api as documents
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.procedures.demonstration.answers_parking_card import answers
from parvis.procedures.demonstration.parking_card import REMIND_DAYS, SLUG, YEARS
from tests.conftest import _as_owner
from tests.factories.people import person, sign_in
from tests.procedures.demonstration import Way, form_of, offering, problems, step, with_files
from tests.queue import run_waiting

TODAY = dt.date(2026, 11, 3)
TOWN = {"postcode": "59140", "city": "Dunkerque"}


@pytest.fixture(scope="module")
def form():
    return form_of(SLUG)


def asked(form, **changes):
    whole = with_files(form, answers(4, TODAY), TODAY) | changes
    return {name: value for name, value in whole.items() if value is not None}


@pytest.mark.parametrize(
    ("street", "zone"),
    [
        ("12 rue Emmery", "Zone A – Centre"),
        ("12, RUE EMMERY", "Zone A – Centre"),
        ("7 rue du Sud", "Zone A – Centre"),  # odd
        ("8 rue du Sud", "Zone B – Gare"),  # even
        ("3 bis quai des Hollandais", "Zone C – Citadelle"),
    ],
)
def test_the_zone_of_an_address(form, street, zone):
    given = asked(form, address={"street": street, **TOWN})
    assert problems(form, given, TODAY) == {}
    values = form.evaluate(given, {"today": str(TODAY)}).values
    assert (values["zone_parking"], values["zone"]) == (zone, zone)


@pytest.mark.parametrize("street", ["12 rue inconnue", "rue du Sud", "400 rue de la Panne"])
def test_an_address_in_no_zone_has_no_card(form, street):
    found = problems(form, asked(form, address={"street": street, **TOWN}), TODAY)
    assert [(anchor, "no resident parking zone" in said) for anchor, said in found.items()] == [("f-plate", True)]


@pytest.mark.parametrize("missing", ["holder", "address", "plate", "registration", "tax_notice", "address_proof"])
def test_what_the_sheet_asks_is_required(form, missing):
    found = problems(form, asked(form, **{missing: None}), TODAY)
    assert any(anchor.startswith(f"f-{missing}") for anchor in found), found


@pytest.mark.parametrize("plate", ["AB-12-CD", "Peugeot"])
def test_a_plate_is_a_plate(form, plate):
    assert any(anchor.startswith("f-plate") for anchor in problems(form, asked(form, plate=plate), TODAY))


def test_a_card_is_for_three_years_at_most():
    assert 1 <= YEARS <= 3


@pytest.mark.django_db
class TestJourney:
    @pytest.fixture(autouse=True)
    def _kept_here(self, settings, tmp_path):
        settings.PARVIS_VAR = tmp_path

    @pytest.mark.parametrize(
        ("received", "promised"),
        [(dt.date(2026, 11, 3), dt.date(2026, 11, 10)), (dt.date(2026, 11, 6), dt.date(2026, 11, 16))],
    )
    def test_an_answer_is_promised_in_five_working_days(self, received, promised):
        offered = offering(SLUG)
        with clock.fixed(dt.datetime.combine(received, dt.time(9, 30), PARIS)):
            case = Way(offered).through(answers(4, received))
        assert (case.due_on, case.silence_effect) == (promised, "refusal")

    def test_from_the_start_page_to_the_card_and_its_renewal(self):
        offered = offering(SLUG)
        way = Way(offered)
        given = answers(4, clock.today()) | {"address": {"street": "12 rue Emmery", **TOWN}}
        case = way.through(given)
        with offered.desk(offered.agent()) as agent:
            case = step(agent, case, "take")
            case = step(agent, case, "accept")
        run_waiting()
        today = clock.today()
        with _as_owner():
            decision = Decision.objects.get(case=case)
            papers = documents.of_case(case.id)
        assert decision.label.startswith("STA-")
        assert decision.label in [paper.number for paper in papers]
        assert decision.valid_from == today
        assert decision.valid_until is not None
        assert (decision.valid_until - today).days in (364, 365)
        page = f"/demandes/{case.reference}/"
        assert "Renouveler" not in way.get(page).content.decode()
        soon = dt.datetime.combine(decision.valid_until - dt.timedelta(days=REMIND_DAYS - 1), dt.time(12), PARIS)
        with clock.fixed(soon):
            assert "enouveler" in way.get(page).content.decode()

    def test_a_renewal_signed_in_lies_in_the_account(self):
        """Who renews with an account finds the former answers, and the draft and the new case on any device."""
        offered, amina, stranger = offering(SLUG), person(), person()
        way = Way(offered)
        sign_in(way.client, amina, host=way.host)
        case = way.through(answers(4, clock.today()) | {"address": {"street": "12 rue Emmery", **TOWN}})
        with offered.desk(offered.agent()) as agent:
            step(agent, step(agent, case, "take"), "accept")
        run_waiting()
        with _as_owner():
            until = Decision.objects.get(case=case).valid_until
        assert until is not None
        with clock.fixed(dt.datetime.combine(until - dt.timedelta(days=REMIND_DAYS - 1), dt.time(12), PARIS)):
            phone, other = Way(offered), Way(offered)
            sign_in(phone.client, amina, host=way.host)
            sign_in(other.client, stranger, host=way.host)
            assert other.post(f"/demandes/{case.reference}/renouveler/").status_code == 404
            begun = phone.post(f"/demandes/{case.reference}/renouveler/")
            assert begun.status_code == 302
            assert other.get(begun.url).status_code == 404
            with _as_owner():
                draft = Draft.objects.get(renews_id=case.id)
            assert draft.answers["plate"] == case.answers["plate"]
            tablet = Way(offered)
            sign_in(tablet.client, amina, host=way.host)
            again = tablet.post(f"/demandes/{case.reference}/renouveler/")
            assert again.url == begun.url
            assert str(draft.id) in begun.url
            assert tablet.get(again.url).status_code == 302
            assert (
                case.answers["plate"]
                in b"".join(
                    tablet.get(f"/brouillons/{draft.id}/page/{page.id}/").content
                    for page in offered.form.definition.pages
                ).decode()
            )

    def test_without_a_zone_one_stays_on_the_page(self):
        way = Way(offering(SLUG))
        way.start()
        given = answers(4, clock.today()) | {"address": {"street": "12 rue inconnue", **TOWN}}
        assert way.send("you", given).status_code == 302
        answer = way.send("car", given)
        assert answer.status_code == 422
        assert "aucune zone de stationnement" in answer.content.decode()
