"""The person changes their request at the very moment at which an agent takes it on, or decides it: one comes first."""

import datetime as dt

import pytest

from parvis.cases import api as cases
from parvis.cases.data import Conflict, NotAllowed
from parvis.cases.models import Case, Decision, TimelineEntry, Turn
from tests.cases.conftest import AT, make_town
from tests.cases.test_amending import begin, definition, send
from tests.concurrency.test_races import together
from tests.conftest import _as_owner

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + dt.timedelta(days=10)


@pytest.mark.parametrize("clock", ["keep", "restart"])
def test_one_of_them_is_first_and_the_other_reads_so(transactional_db, clock):
    town = make_town()
    with _as_owner():
        cases.types.publish(town.case_type.id, definition(clock=clock), at=AT)
    made, sofia = town.submit(), town.agent()
    begin(made, "place")

    def close():
        with town.inside():
            return cases.transition(made.case_id, "close", by=sofia, at=LATER, version=1, reason="Hors délai")

    outcomes = together(lambda: send(made, place="Parc de la Marine"), close)
    assert sum(isinstance(found, Case) for found in outcomes) == 1, outcomes
    assert all(isinstance(found, Case | Conflict | NotAllowed) for found in outcomes), outcomes
    with _as_owner():
        case, turn = Case.objects.get(), Turn.objects.get()
        ended = Decision.objects.exists()
        mended = TimelineEntry.objects.filter(kind="mended").exists()
    assert (case.closed_at is not None) == ended == (not mended)
    assert case.answers["place"] == ("Place Jean-Bart" if ended else "Parc de la Marine")
    assert turn.state == ("withdrawn" if ended else "answered")
