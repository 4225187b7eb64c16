"""What is asked and answered is answered once, whoever comes at the same moment; who comes second reads so."""

import datetime as dt

import pytest

from parvis.cases import api as cases
from parvis.cases.data import Conflict, NotAllowed
from parvis.cases.models import Case, Decision, Message, Turn
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases import flowing
from tests.cases.conftest import AT, VISITOR, make_town
from tests.cases.test_turn_pages import ask, held, own, resident
from tests.concurrency.test_races import together
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + dt.timedelta(days=1)
SLOTS = ["2026-06-02T10:00:00+02:00", "2026-06-03T14:30:00+02:00"]


@pytest.fixture
def town(transactional_db):
    found = make_town()
    with _as_owner():
        cases.types.publish(found.case_type.id, flowing.definition(), at=AT)
    return found


def version(made):
    with _as_owner():
        return Case.objects.values_list("version", flat=True).get(id=made.case_id)


def mover(town, made, transition, by, **more):
    """The agent's move from the page as it is now."""
    seen = version(made)

    def move():
        with town.inside():
            return cases.transition(made.case_id, transition, by=by, at=LATER, version=seen, **more)

    return move


def answerer(made, transition, **more):
    seen = version(made)

    def answer():
        with acting(Reach(actor="web", subjects=(made.subject_id,))):
            return cases.transition(made.case_id, transition, by=VISITOR, at=LATER, version=seen, **more)

    return answer


def one_of(outcomes):
    """Exactly one did it; the others were told, not broken."""
    assert sorted(type(found).__name__ for found in outcomes if not isinstance(found, Conflict | NotAllowed)) == [
        "Case"
    ], outcomes


def test_two_supervisors_confirm_and_return_one_proposal(town):
    sofia, malik, awa = (town.agent(*roles, name=name) for name, *roles in _PEOPLE)
    made = town.submit()
    mover(town, made, "take", sofia)()
    mover(town, made, "propose_accept", sofia)()
    one_of(
        together(
            mover(town, made, "confirm_accept", malik),
            mover(town, made, "return_proposal", awa, reason="Vérifiez l’horaire."),
            mover(town, made, "confirm_accept", awa),
        )
    )
    with town.inside():
        case = Case.objects.get()
        assert Decision.objects.count() == (1 if case.status == "accepted" else 0)
        assert not Turn.objects.filter(state="open").exists()


_PEOPLE = (("Sofia", "agent"), ("Malik", "supervisor"), ("Awa", "supervisor"))


def test_the_resident_withdraws_while_the_supervisor_confirms(town):
    sofia, malik, _awa = (town.agent(*roles, name=name) for name, *roles in _PEOPLE)
    made = town.submit()
    mover(town, made, "take", sofia)()
    mover(town, made, "propose_accept", sofia)()
    with _as_owner():  # residents may withdraw until it is decided
        offered = [move.id for move in cases.available(made.case_id, by=malik, at=LATER)]
    assert "confirm_accept" in offered
    withdraw = answerer(made, "withdraw")
    outcomes = together(mover(town, made, "confirm_accept", malik), withdraw)
    one_of(outcomes)
    with town.inside():
        case = Case.objects.get()
        assert (case.status == "accepted") == Decision.objects.filter(outcome="accepted").exists()
        assert not Turn.objects.filter(state="open").exists()


def test_a_visit_confirmed_moved_and_withdrawn_at_once(town):
    sofia = town.agent()
    made = town.submit()
    mover(town, made, "take", sofia)()
    said = {"slots": [{"at": slot} for slot in SLOTS], "minutes": 20, "place": "Mairie"}
    mover(town, made, "propose_visit", sofia, said=said)()
    one_of(
        together(
            answerer(made, "confirm_visit", given={"confirm_visit": SLOTS[0]}),
            answerer(made, "confirm_visit", given={"confirm_visit": SLOTS[1]}),
            answerer(made, "move_visit", reason="Plutôt le vendredi"),
        )
    )
    with town.inside():
        assert Turn.objects.count() == 1
        assert Turn.objects.get().state in ("confirmed", "moved")


def test_a_visit_is_noted_kept_while_the_person_moves_it(town):
    sofia = town.agent()
    made = town.submit()
    mover(town, made, "take", sofia)()
    on_the_day = {"slots": [{"at": "2026-05-05T13:00:00+02:00"}], "minutes": 20, "place": "Mairie"}
    mover(town, made, "propose_visit", sofia, said=on_the_day)()
    answerer(made, "confirm_visit", given={"confirm_visit": "2026-05-05T13:00:00+02:00"})()
    one_of(together(mover(town, made, "visit_kept", sofia), answerer(made, "move_visit", reason="Plutôt vendredi")))
    with town.inside():
        assert Turn.objects.get().state in ("kept", "moved")


@pytest.mark.parametrize("different", [False, True])
def test_two_tabs_mend_the_same_correction(transactional_db, different):
    """The same words twice are one mending; others come back to their tab with what was typed."""
    desk = make_desk()
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, flowing.definition(), at=clock.now())
    made = desk.submit()
    ask(desk, made)
    seen = held(made).version
    with _as_owner():
        turn = Turn.objects.get()
    places = ["Parc de la Marine", "Quai de la Citadelle" if different else "Parc de la Marine"]

    def mend(place):
        browser = resident(desk, made)
        data = {"version": seen, "turn": str(turn.id), "f-place": place, "note": f"Voici {place}"}
        return browser.post(own(made, "mend"), data).status_code

    answers = together(lambda: mend(places[0]), lambda: mend(places[1]))
    assert all(found in (302, 409) for found in answers), answers
    assert 302 in answers
    with _as_owner():
        case = Case.objects.get()
        assert (case.status, case.answers["place"] in places) == ("under_review", True)
        turn.refresh_from_db()
        assert turn.state == "answered"
        assert turn.answered["after"] == {"place": case.answers["place"]}
        assert Message.objects.filter(body__startswith="Voici").count() <= 1
