"""Two agents accept at once, and there is room for one: shown without the lock of the stock, then closed by it."""

import pytest
from django.db import OperationalError

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Full
from parvis.cases.domain import stocks
from parvis.cases.models import Allotment, Case, CaseType, Decision, Stock
from parvis.kernel.ids import new_id
from tests.cases.conftest import AT, make_town
from tests.cases.counted import KERB, PLACES, publish, raw
from tests.concurrency.test_races import Meeting, taken_case, together
from tests.conftest import _as_owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db):
    return make_town()


def stock(town, resource, label, capacity):
    with town.inside():
        Stock.objects.create(
            wall_id=town.wall_id,
            organisation_id=town.organisation_id,
            resource=resource,
            key=stocks.key_of([label]),
            label=label,
            capacity=capacity,
        )


def accept(town, case_id, **said):
    with town.inside():
        return cases.transition(case_id, "accept", by=town.agent("supervisor"), at=AT, version=2, said={**said})


@pytest.fixture(params=["places", "kerb"])
def race(town, request):
    """Two cases that each want the last of it, and what accepts them."""
    if request.param == "places":
        publish(town, PLACES)
        stock(town, "places", "Fête de la Saint-Jean", 1)
        said = {}
    else:
        publish(town, KERB)
        stock(town, "kerb", "Place Jean-Bart", 60)
        said = {"metres": 40}
    malik = town.agent("supervisor")
    ids = [taken_case(town, malik) for _ in range(2)]
    return [lambda case_id=case_id: accept(town, case_id, **said) for case_id in ids]


def meet_after_the_lock(monkeypatch, lock):
    meeting = Meeting(2)

    def slowly(case, found):
        held = lock(case, found)
        meeting.wait()
        return held

    monkeypatch.setattr(stocks, "lock", slowly)


def test_shown_without_the_lock(town, race, monkeypatch):
    """Each counts before the other's is written: both fit, and more is taken than there is."""

    def read(case, found):
        return Stock.objects.values_list("id", "capacity").get(wall_id=case.wall_id, key=found.key)

    meet_after_the_lock(monkeypatch, read)
    monkeypatch.setattr("parvis.cases.domain.counting.take", lambda organisation_id, series, year: new_id().int % 10**9)
    outcomes = together(*race)
    assert not any(isinstance(outcome, Full) for outcome in outcomes), outcomes
    with town.inside():
        assert Allotment.objects.filter(freed_at=None).count() == 2


def test_closed_by_the_lock(town, race, monkeypatch):
    meet_after_the_lock(monkeypatch, stocks.lock)
    outcomes = together(*race)
    assert sorted(isinstance(outcome, Full) for outcome in outcomes) == [False, True], outcomes
    with town.inside():
        assert Allotment.objects.filter(freed_at=None).count() == 1
        assert Decision.objects.count() == 1


def test_a_capacity_is_not_lowered_below_what_is_being_taken(town, race, monkeypatch):
    """Setting the capacity waits for whoever takes, and then sees what was taken."""
    from parvis.cases.domain import capacities

    with town.inside():
        found = Stock.objects.get()
    meet_after_the_lock(monkeypatch, stocks.lock)

    def lower():
        with town.inside():
            return capacities.set_capacity(found.id, 0, walls=[town.wall_id], at=AT)

    outcomes = together(race[0], lower)
    with town.inside():
        taken = Allotment.objects.filter(freed_at=None).count()
        assert (taken, Stock.objects.get().capacity == 0) in [(1, False), (0, True)], outcomes


@pytest.mark.parametrize("guarded", [False, True])
def test_two_stocks_in_opposite_orders(town, monkeypatch, guarded):
    """One transition takes places, then metres; the other metres, then places: each holds what the other wants, and
    the database ends one of them. Closed by locking all stocks first, in one order.
    """
    if not guarded:
        monkeypatch.setattr(stocks, "lock_in_order", lambda case, claims: None)
    publish(town, PLACES, KERB)
    stock(town, "places", "Fête de la Saint-Jean", 5)
    stock(town, "kerb", "Place Jean-Bart", 60)
    malik = town.agent("supervisor")
    first, second = [taken_case(town, malik) for _ in range(2)]
    turned = raw(PLACES, KERB)
    accept = next(move for move in turned["workflow"]["transitions"] if move["id"] == "accept")
    accept["actions"][:2] = reversed(accept["actions"][:2])
    cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(turned), at=AT)
    with _as_owner():
        Case.objects.filter(id=second).update(revision_id=CaseType.objects.get(id=town.case_type.id).published_id)
    meeting, allot, met = Meeting(2), stocks.allot, set()

    def slowly(case, found, *, at):
        allot(case, found, at=at)
        if case.id not in met:  # each has taken its first
            met.add(case.id)
            meeting.wait()

    monkeypatch.setattr(stocks, "allot", slowly)
    race = [lambda one=one: accept_with_metres(town, one) for one in (first, second)]
    outcomes = together(*race)
    assert sum(isinstance(found, OperationalError) for found in outcomes) == (0 if guarded else 1), outcomes
    with town.inside():
        assert Allotment.objects.filter(freed_at=None).count() == (4 if guarded else 2)


def accept_with_metres(town, case_id):
    return accept(town, case_id, metres=20)


def test_two_tables_brought_in_at_once_wait_in_one_order(town):
    from parvis.cases.domain import capacities

    publish(town, PLACES)
    with town.inside():
        one = capacities.counted([town.wall_id])[0]
    names = [f"Fête {number}" for number in range(60)]

    def bring(rows):
        text = "Manifestation;Places\n" + "".join(f"{name};{len(rows)}\n" for name in rows)
        with town.inside():
            return capacities.bring(one, text.encode(), at=AT)

    for _again in range(3):
        assert together(lambda: bring(names), lambda: bring(names[::-1])) == [60, 60]
