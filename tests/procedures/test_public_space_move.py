"""Keeping a place free for a move: asked fifteen days ahead, decided by a numbered order or a reasoned refusal."""

import datetime as dt

import pytest

from parvis.access.api import Right, Role, acting_as, standing_of
from parvis.cases import api as cases
from parvis.cases.data import Full
from parvis.cases.models import Decision
from parvis.documents import api as documents
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.procedures.demonstration.answers import moment
from parvis.procedures.demonstration.answers_public_space_move import answers
from parvis.procedures.demonstration.public_space_move import SLUG
from tests.conftest import _as_owner
from tests.procedures.demonstration import Way, form_of, offering, problems, step
from tests.queue import run_waiting

TODAY = dt.date(2026, 5, 4)


@pytest.fixture(scope="module")
def form():
    return form_of(SLUG)


def asked(**changes):
    found = answers(1, TODAY) | {"starts_at": "2026-06-02T08:00:00+02:00", "ends_at": "2026-06-02T13:00:00+02:00"}
    return {name: value for name, value in (found | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "input_id", "words"),
    [
        ({"starts_at": "2026-05-18T08:00:00+02:00"}, "f-starts_at", "fifteen days"),  # fourteen days ahead
        ({"starts_at": "2026-05-18T23:59:00+02:00"}, "f-starts_at", "fifteen days"),
        ({"ends_at": "2026-06-02T08:00:00+02:00"}, "f-ends_at", "after it starts"),
        ({"ends_at": "2026-06-01T13:00:00+02:00"}, "f-ends_at", "after it starts"),
        ({"kerb": 4}, "f-kerb", ""),
        ({"kerb": 41}, "f-kerb", ""),
        ({"day_phone": None}, "f-day_phone", ""),
        ({"asks_for": "mover", "company": None}, "f-company", ""),
        ({"email": None}, "f-address", ""),  # the order is then posted: where to?
        ({"lift": None}, "f-lift", ""),
        ({"place": {"street": "2 rue Emmery", "postcode": "59140"}}, "f-place", ""),
    ],
)
def test_what_is_refused(form, changes, input_id, words):
    found = problems(form, asked(**changes), TODAY)
    assert any(anchor.startswith(input_id) and words in said for anchor, said in found.items()), found


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": "2026-05-19T00:00:00+02:00", "ends_at": "2026-05-19T06:00:00+02:00"},  # the fifteenth day
        {"kerb": 5},
        {"kerb": 40},
        {"email": None, "address": {"street": "2 rue Emmery", "postcode": "59140", "city": "Dunkerque"}},
        {"asks_for": "oneself", "company": None},
    ],
)
def test_what_is_allowed(form, changes):
    assert problems(form, asked(**changes), TODAY) == {}


@pytest.mark.django_db
class TestJourney:
    def test_no_answer_for_two_months_is_a_refusal(self):
        offered = offering(SLUG)
        with clock.fixed(dt.datetime(2026, 5, 4, 9, 30, tzinfo=PARIS)):
            case = Way(offered).through(
                asked(starts_at="2026-07-20T08:00:00+02:00", ends_at="2026-07-20T12:00:00+02:00")
            )
        assert (case.received_on, case.last_day, case.silence_on) == (TODAY, dt.date(2026, 7, 4), dt.date(2026, 7, 5))
        assert case.silence_effect == "refusal"
        assert case.due_on == dt.date(2026, 7, 4)

    def test_an_answer_comes_before_the_move(self):
        offered = offering(SLUG)
        with clock.fixed(dt.datetime(2026, 5, 4, 9, 30, tzinfo=PARIS)):
            case = Way(offered).through(asked())
        assert case.due_on == dt.date(2026, 6, 1)

    @pytest.mark.parametrize(
        ("proposal", "said", "confirmation", "status"),
        [
            ("propose_accept", {}, "confirm_accept", "accepted"),
            (
                "propose_refuse",
                {"reason": "Une grue occupe déjà le trottoir ce jour-là.", "grounds": "taken"},
                "confirm_refuse",
                "refused",
            ),
        ],
    )
    def test_from_the_start_page_to_the_sealed_act(self, proposal, said, confirmation, status):
        offered = offering(SLUG)
        case = Way(offered).through(answers(5, clock.today()))
        assert case.wall_id == offered.places["dunkerque"].walls["public_space"]
        with offered.desk(offered.agent()) as sofia:
            case = step(sofia, case, "take")
            case = step(sofia, case, proposal, **said)
        with offered.desk(offered.agent(Role.SUPERVISOR)) as malik:
            case = step(malik, case, confirmation, **said)
        run_waiting()
        assert case.status == status
        with _as_owner():
            decision = Decision.objects.get(case=case)
            papers = documents.of_case(case.id)
        assert decision.number == 1
        assert decision.label in [paper.number for paper in papers]
        assert all(paper.ready for paper in papers)

    def test_two_lorries_are_never_given_the_same_kerb(self):
        offered = offering(SLUG)
        day = clock.today() + dt.timedelta(days=30)
        street = {"postcode": "59140", "city": "Dunkerque"}
        confirmed = []
        chief = offered.agent(Role.SUPERVISOR)
        for number, hours in (("2 rue Emmery", (8, 12)), ("14 bis rue Emmery", (11, 15)), ("30 rue Emmery", (12, 15))):
            asked_for = answers(7, clock.today()) | {
                "place": {"street": number, **street},
                "kerb": 40,
                "starts_at": moment(day, hours[0]),
                "ends_at": moment(day, hours[1]),
            }
            case = Way(offered).through(asked_for)
            with offered.desk(offered.agent()) as agent:
                for transition in ("take", "propose_accept"):
                    case = step(agent, case, transition)
            with acting_as(chief.id, Right.HANDLE_CASES):
                by = cases.actor_of(standing_of(chief.id), as_agent=True)
                try:
                    cases.transition(case.id, "confirm_accept", by=by, at=clock.now(), version=case.version)
                    confirmed.append("accepted")
                except Full as full:
                    confirmed.append(f"{full.used} of {full.capacity}")
        # forty and forty metres are more than the sixty of a street, unless the first lorry has gone
        assert confirmed == ["accepted", "40 of 60", "accepted"]
        with _as_owner():
            assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2]
