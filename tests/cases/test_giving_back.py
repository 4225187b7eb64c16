"""What a case counted against a yearly limit is given back when its acceptance is repealed, also by two at once."""

import pytest

from parvis.cases import api as cases
from parvis.cases.data import Conflict, LimitReached, Outcome
from parvis.cases.models import Case, Licence, TimelineEntry
from tests.cases.conftest import AT, make_town
from tests.concurrency.test_races import taken_case, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(transactional_db):
    """The five licences of the year are given; a sixth request waits."""
    town = make_town()
    malik = town.agent("supervisor")
    given = [taken_case(town, malik) for _ in range(5)]
    for case_id in given:
        accept(town, malik, case_id)
    return town, malik, given, taken_case(town, malik)


def accept(town, malik, case_id):
    with town.inside():
        return cases.decide(case_id, Outcome.ACCEPTED, by=malik, at=AT, version=2)


def revoke(town, malik, case_id):
    with town.inside():
        return cases.transition(case_id, "revoke", by=malik, at=AT, version=3, reason="Annulée.")


def test_a_repealed_licence_makes_room_for_the_next(full):
    town, malik, given, waiting = full
    with pytest.raises(LimitReached):
        accept(town, malik, waiting)
    revoke(town, malik, given[0])
    accept(town, malik, waiting)
    with town.inside():
        assert Licence.objects.filter(freed_at=None).count() == 5
        entry = TimelineEntry.objects.get(case_id=given[0], kind="freed")
        assert entry.data == {"limit": "own_events"}


def test_erased_makes_room_too(full):
    town, malik, given, waiting = full
    with town.inside():
        cases.erase_case(given[0], at=AT)
    accept(town, malik, waiting)


def test_two_repeal_one_and_two_accept_at_once(full):
    """One repeal of two does it; of two requests at most one gets the place that it frees."""
    town, malik, given, waiting = full
    other = taken_case(town, malik)
    outcomes = together(
        lambda: revoke(town, malik, given[0]),
        lambda: revoke(town, malik, given[0]),
        lambda: accept(town, malik, waiting),
        lambda: accept(town, malik, other),
    )
    assert sorted(isinstance(found, Conflict) for found in outcomes[:2]) == [False, True], outcomes
    assert all(isinstance(found, Case | LimitReached) for found in outcomes[2:]), outcomes
    with town.inside():
        held = Licence.objects.filter(freed_at=None).count()
        assert Licence.objects.exclude(freed_at=None).count() == 1
    assert held == 4 + sum(isinstance(found, Case) for found in outcomes[2:]) <= 5
