"""The attestation d'accueil: a file checked in advance, a visit with the originals, an outcome that is kept."""

import datetime as dt

import pytest

from parvis.access.api import Role
from parvis.cases.models import Decision, Turn
from parvis.documents import api as documents
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.procedures.demonstration.answers_proof_of_accommodation import answers
from parvis.procedures.demonstration.proof_of_accommodation import SLUG
from tests.conftest import _as_owner
from tests.procedures.demonstration import Way, form_of, offering, problems, step, with_files
from tests.queue import run_waiting

TODAY = dt.date(2026, 5, 5)
CHILD = {
    "tie": "child",
    "person": {"first_names": "Nour", "family_name": "Ouali"},
    "born_on": "2015-03-02",
    "nationality_of": "Algérienne",
    "passport_of": "A12345678",
}


@pytest.fixture(scope="module")
def form():
    return form_of(SLUG)


@pytest.fixture(scope="module")
def asked(form):
    whole = with_files(form, answers(4, TODAY), TODAY)

    def change(**changes):
        return {name: value for name, value in (whole | changes).items() if value is not None}

    return change


def born(on: str) -> dict[str, str]:
    return {"first_names": "Salima", "birth_name": "Ouali", "birth_date": on}


@pytest.mark.parametrize(
    ("arrives", "leaves"),
    [
        ("2026-06-10", "2026-06-11"),
        ("2026-06-10", "2026-09-10"),  # three months, date to date
        ("2026-11-30", "2027-02-28"),  # no 30 February: the last day of the month
        ("2026-05-06", "2026-05-20"),  # tomorrow: late, but not ours to refuse
    ],
)
def test_a_stay_of_three_months_at_most(form, asked, arrives, leaves):
    assert problems(form, asked(arrives_on=arrives, leaves_on=leaves), TODAY) == {}


@pytest.mark.parametrize(
    ("arrives", "leaves", "input_id", "words"),
    [
        ("2026-06-10", "2026-09-11", "f-leaves_on", "three months"),
        ("2026-11-30", "2027-03-01", "f-leaves_on", "three months"),
        ("2026-06-10", "2026-06-10", "f-leaves_on", "after the arrival"),
        ("2026-06-10", "2026-06-09", "f-leaves_on", "after the arrival"),
        ("2026-05-05", "2026-06-09", "f-arrives_on", "ahead"),
    ],
)
def test_a_stay_that_is_refused(form, asked, arrives, leaves, input_id, words):
    found = problems(form, asked(arrives_on=arrives, leaves_on=leaves), TODAY)
    assert any(anchor.startswith(input_id) and words in said for anchor, said in found.items()), found


@pytest.mark.parametrize(
    ("birth", "letter"), [("2008-05-06", True), ("2008-05-05", False), ("1980-01-01", False), ("2020-01-01", True)]
)
def test_parents_write_for_a_minor_who_comes_alone(form, asked, birth, letter):
    found = problems(form, asked(visitor=born(birth)), TODAY)
    assert any(anchor.startswith("f-parents_letter") for anchor in found) is letter


@pytest.mark.parametrize(
    ("companion", "wrong"),
    [
        (CHILD, ""),
        (CHILD | {"born_on": "2008-05-06"}, ""),
        (CHILD | {"born_on": "2008-05-05"}, "f-companions-0-born_on"),
        (CHILD | {"tie": "spouse", "born_on": "1990-05-05"}, ""),
        ({name: value for name, value in CHILD.items() if name != "passport_of"}, "f-companions-0-passport_of"),
        ({name: value for name, value in CHILD.items() if name != "person"}, "f-companions-0-person"),
    ],
)
def test_the_spouse_and_minor_children_are_on_the_same_request(form, asked, companion, wrong):
    found = problems(form, asked(companions=[companion]), TODAY)
    assert [anchor for anchor in found if not (wrong and anchor.startswith(wrong))] == []
    assert bool(found) is bool(wrong)


@pytest.mark.parametrize(
    "missing",
    [
        "host",
        "host_proof",
        "address",
        "occupancy",
        "occupancy_proof",
        "address_proof",
        "area",
        "living_there",
        "comfort",
        "income_proof",
        "commitment",
        "visitor",
        "nationality",
        "passport",
        "arrives_on",
        "leaves_on",
        "insurer",
    ],
)
def test_what_the_sheet_asks_is_required(form, asked, missing):
    found = problems(form, asked(**{missing: None}), TODAY)
    assert any(anchor.startswith(f"f-{missing}") for anchor in found)


@pytest.mark.parametrize("left_out", ["email", "phone", "lodging_proof", "companions"])
def test_the_rest_is_not(form, asked, left_out):
    assert problems(form, asked(**{left_out: None}), TODAY) == {}


def day_inputs(name: str, day: dt.date) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.mark.django_db
class TestJourney:
    @pytest.fixture(autouse=True)
    def _kept_here(self, settings, tmp_path):
        settings.PARVIS_VAR = tmp_path

    def test_no_answer_for_a_month_is_a_refusal(self):
        offered = offering(SLUG)
        with clock.fixed(dt.datetime.combine(TODAY, dt.time(9, 30), PARIS)):
            case = Way(offered).through(answers(4, TODAY))
        assert (case.received_on, case.last_day, case.silence_on) == (TODAY, dt.date(2026, 6, 5), dt.date(2026, 6, 6))
        assert case.silence_effect == "refusal"

    def visited(self, offered, way, case, agent):
        """The agent proposes a moment, the host takes it and comes."""
        soon = clock.now() + dt.timedelta(days=3)
        step(
            agent,
            case,
            "propose_visit",
            **{
                "f-slots-count": "1",
                **day_inputs("f-slots-0-at", soon.date()),
                "f-slots-0-at-time": "14h30",
                "f-minutes": "20",
                "f-place": "Mairie, guichet de l’état civil",
                "f-bring": "Les originaux et le timbre de 30 euros",
            },
        )
        with _as_owner():
            turn = Turn.objects.get(case=case, kind="visit")
            case.refresh_from_db()
        page = way.get(f"/demandes/{case.reference}/").content.decode()
        assert "Les originaux et le timbre" in page
        taken = way.post(
            f"/demandes/{case.reference}/suite/confirm_visit/",
            {"version": str(case.version), "slot": turn.asked["slots"][0]},
        )
        assert taken.status_code == 302, taken.content.decode()
        return turn

    def test_a_file_then_a_visit_then_the_paper_in_hand(self):
        offered = offering(SLUG)
        way = Way(offered)
        case = way.through(answers(4, clock.today()))
        civil = offered.agent()
        with offered.desk(civil) as agent:
            case = step(agent, case, "take")
            turn = self.visited(offered, way, case, agent)
        with clock.fixed(dt.datetime.fromisoformat(turn.asked["slots"][0]) + dt.timedelta(minutes=30)):
            with offered.desk(civil) as agent:
                case = step(agent, case, "visit_kept", **{"f-stamp": "yes", "f-originals": "yes"})
                assert case.status == "to_sign"
                case = step(agent, case, "hand_over", **day_inputs("f-handed_on", clock.today()))
            run_waiting()
            assert case.status == "handed_over"
            with _as_owner():
                decision = Decision.objects.get(case=case)
                assert decision.number is None
                assert [paper.kind for paper in documents.of_case(case.id)] == ["receipt"]
            assert "remise en main propre" in way.get(f"/demandes/{case.reference}/").content.decode()

    def test_a_refusal_says_that_the_tax_is_due_and_who_hears_the_appeal(self):
        offered = offering(SLUG)
        way = Way(offered)
        case = way.through(answers(4, clock.today()))
        with offered.desk(offered.agent()) as agent:
            case = step(agent, case, "take")
        with offered.desk(offered.agent(Role.SUPERVISOR)) as chief:
            address = f"/agents/dossiers/{case.reference}/suite/refuse/"
            said = {"reason": "Le logement fait 9 m² pour cinq personnes.", "grounds": "lodging"}
            seen = chief.post(address, {"version": str(case.version), "preview": "1", **said}).content.decode()
            assert "La taxe de 30 euros reste due" in seen
            assert "préfet du département" in seen
            case = step(chief, case, "refuse", **said)
        run_waiting()
        with _as_owner():
            assert Decision.objects.get(case=case).number == 1
        assert case.status == "refused"
