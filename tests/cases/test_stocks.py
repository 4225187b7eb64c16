"""What is counted: claims, taking within the capacity, freeing, and what agents see before they decide."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Full, Outcome
from parvis.cases.definition_resources import KeyPart, Resource
from parvis.cases.domain import allotting, revisions, stocks
from parvis.cases.models import Allotment, Case, Decision, Stock, TimelineEntry
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import AT, VISITOR
from tests.cases.counted import KERB, PLACES, publish, raw


def accepted(town, agent, metres=None, **changes):
    made = town.submit(**changes)
    with town.inside():
        cases.transition(made.case_id, "take", by=agent, at=AT, version=1)
        said = {"metres": metres} if metres else {}
        cases.transition(made.case_id, "accept", by=agent, at=AT, version=2, said=said)
    return made.case_id


def set_capacity(town, label, capacity, resource="places"):
    with town.inside():
        Stock.objects.create(
            wall_id=town.wall_id,
            organisation_id=town.organisation_id,
            resource=resource,
            key=stocks.key_of([label]),
            label=label,
            capacity=capacity,
        )


@pytest.mark.parametrize(
    ("written", "street"),
    [
        ("14 rue de la Marine", "rue de la Marine"),
        ("14 bis, rue de la Marine", "rue de la Marine"),
        ("12-16 rue de la Marine", "rue de la Marine"),
        ("12 à 16 rue de la Marine", "rue de la Marine"),
        ("3B quai des Hollandais", "quai des Hollandais"),
        ("rue du 8 mai 1945", "rue du 8 mai 1945"),
        ("Place Jean-Bart", "Place Jean-Bart"),
        ("", ""),
    ],
)
def test_a_street_is_read_without_its_house_numbers(written, street):
    part = KeyPart.model_validate(KERB["key"][0])
    assert stocks.read_part(part, written) == street


@pytest.mark.parametrize("written", ["Rue de l’Église", "rue de l'eglise", "RUE  DE L EGLISE", "rue de l’Église."])
def test_two_ways_of_writing_one_street_are_one_key(written):
    assert stocks.key_of([written]) == "rue de l eglise"


def test_what_is_said_goes_before_the_answers_and_a_last_date_counts_whole():
    resource = Resource.model_validate(KERB | {"key": [PLACES["key"][0]], "period": {"start": "from", "end": "to"}})
    answers = {"event_name": "A", "from": "2026-06-24", "to": "2026-06-24", "metres": 5}
    found = stocks.claim(resource, answers, {"event_name": "B"}, {"event_name": "A"})
    assert (found.label, found.amount) == ("B", 5)
    assert found.ends_at - found.starts_at == dt.timedelta(days=1)


@pytest.mark.parametrize("gone", ["event_name", "from", "to", "metres"])
def test_a_claim_without_an_answer_names_it(gone):
    resource = Resource.model_validate(KERB | {"key": [PLACES["key"][0]], "period": {"start": "from", "end": "to"}})
    answers = {"event_name": "A", "from": "2026-06-24", "to": "2026-06-24", "metres": 5}
    with pytest.raises(stocks.Unclaimed) as caught:
        stocks.claim(resource, {key: value for key, value in answers.items() if key != gone}, {}, {})
    assert caught.value.paths == [gone]


class TestPlaces:
    def test_taken_named_in_the_order_and_full(self, town):
        publish(town, PLACES)
        set_capacity(town, "Fête de la Saint-Jean", 1)
        malik = town.agent("supervisor")
        first = accepted(town, malik)
        with town.inside():
            decision = Decision.objects.get(case_id=first)
            assert decision.said == {"allotted": {"places": "Fête de la Saint-Jean"}}
            assert TimelineEntry.objects.filter(case_id=first, kind="allotted").count() == 1
        with pytest.raises(Full) as caught:
            accepted(town, malik)
        assert (caught.value.used, caught.value.capacity, caught.value.left) == (1, 1, 0)
        with town.inside():
            assert Decision.objects.count() == 1  # no number was taken
            assert cases.counters.take(town.organisation_id, decision.series, 2026) == 2

    def test_nothing_can_be_taken_before_a_capacity_was_set(self, town):
        publish(town, PLACES)
        with pytest.raises(Full) as caught:
            accepted(town, town.agent("supervisor"))
        assert caught.value.capacity is None

    @pytest.mark.parametrize("end", ["cancel", "erase"])
    def test_a_cancelled_case_gives_back_what_it_took(self, town, end):
        publish(town, PLACES)
        set_capacity(town, "Fête de la Saint-Jean", 1)
        malik = town.agent("supervisor")
        first = accepted(town, malik)
        with town.inside():
            if end == "cancel":
                cases.transition(first, "cancel", by=malik, at=AT, version=3, reason="Orage.")
                assert Allotment.objects.get().freed_at == AT
                assert TimelineEntry.objects.filter(case_id=first, kind="freed").count() == 1
            else:
                cases.erase_case(first, at=AT)
        accepted(town, malik)

    @pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.CLOSED])
    def test_refused_or_closed(self, town, outcome):
        definition = raw(PLACES)
        transitions = definition["workflow"]["transitions"]
        take = next(move for move in transitions if move["id"] == "take")
        accept = next(move for move in transitions if move["id"] == "accept")
        take["actions"].append(accept["actions"].pop(0))
        cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(definition), at=AT)
        town.case_type.refresh_from_db()
        set_capacity(town, "Fête de la Saint-Jean", 1)
        malik = town.agent("supervisor")
        made = town.submit()
        with town.inside():
            cases.transition(made.case_id, "take", by=malik, at=AT, version=1)
            assert Allotment.objects.get().freed_at is None
            grounds = [revisions.load(town.case_type.published_id).definition.decisions.grounds[0].id]
            cases.decide(made.case_id, outcome, by=malik, at=AT, version=2, reason="Non.", grounds=grounds)
            assert Allotment.objects.get().freed_at == AT

    def test_withdrawn_by_the_resident(self, town):
        definition = raw(PLACES)
        transitions = definition["workflow"]["transitions"]
        take = next(move for move in transitions if move["id"] == "take")
        take["actions"].append(next(move for move in transitions if move["id"] == "accept")["actions"].pop(0))
        cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(definition), at=AT)
        town.case_type.refresh_from_db()
        set_capacity(town, "Fête de la Saint-Jean", 1)
        made = town.submit()
        with town.inside():
            cases.transition(made.case_id, "take", by=town.agent("supervisor"), at=AT, version=1)
        with acting(Reach(subjects=(made.subject_id,))):
            cases.transition(made.case_id, "withdraw", by=VISITOR, at=AT, version=2)
        with town.inside():
            assert Allotment.objects.get().freed_at == AT


NEXT_DAY = {"opens_at": "2026-06-27T18:00:00+02:00", "closes_at": "2026-06-27T23:00:00+02:00"}


class TestKerb:
    def test_the_metres_taken_at_once_stay_within_the_street(self, town):
        publish(town, KERB)
        malik = town.agent("supervisor")
        accepted(town, malik, 40, place="12 rue de la Marine")
        accepted(town, malik, 20, place="Rue de la marine")
        with pytest.raises(Full) as caught:
            accepted(town, malik, 1, place="40 rue de la Marine")
        assert (caught.value.used, caught.value.capacity) == (60, 60)
        accepted(
            town,
            malik,
            60,
            place="40 rue de la Marine",
            opens_at="2026-06-25T01:00:00+02:00",
            closes_at="2026-06-25T03:00:00+02:00",
        )

    def test_the_agent_sees_overlaps_and_what_is_left_before_deciding(self, town, django_assert_num_queries):
        publish(town, KERB)
        malik = town.agent("supervisor")
        first = accepted(town, malik, 40, place="12 rue de la Marine")
        waiting = town.submit(place="1 bis, rue de la Marine")
        for elsewhere in ({"place": "3 rue Royer"}, {"place": "3 rue de la Marine", **NEXT_DAY}):
            town.submit(**elsewhere)
        made = town.submit(place="14 rue de la Marine")
        with town.inside():
            case = Case.objects.get(id=made.case_id)
            reference = Case.objects.get(id=first).reference
            published = revisions.load(case.revision_id)
            with django_assert_num_queries(2):
                (state,) = allotting.states(case, published, {"metres": 30})
            assert (state.used, state.capacity, state.left, state.fits) == (40, 60, 20, False)
            assert [(one.reference, one.amount, one.pending) for one in state.overlaps] == [
                (reference, 40, False),
                (waiting.reference, 0, True),
            ]
            assert allotting.states(case, published) == []  # how many metres is not said yet

    def test_the_peak_counts_what_overlaps_and_not_what_follows(self, town):
        publish(town, KERB)
        malik = town.agent("supervisor")
        for hours in ("18:00", "19:00"), ("19:00", "20:00"), ("20:00", "21:00"):
            opens, closes = (f"2026-06-24T{hour}:00+02:00" for hour in hours)
            accepted(town, malik, 50, place="rue A", opens_at=opens, closes_at=closes)
        late = {"opens_at": "2026-06-24T18:30:00+02:00", "closes_at": "2026-06-24T20:30:00+02:00"}
        accepted(town, malik, 10, place="rue A", **late)
        with pytest.raises(Full) as caught:
            accepted(town, malik, 1, place="rue A", **late)
        assert caught.value.used == 60


def test_a_type_that_counts_nothing_pays_no_statement(town, django_assert_num_queries):
    made = town.submit()
    with town.inside():
        case = Case.objects.get(id=made.case_id)
        with django_assert_num_queries(0):
            assert allotting.states(case, revisions.load(case.revision_id)) == []


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(1, 8), st.integers(0, 9), st.integers(1, 6)),
        st.tuples(st.just("free"), st.integers(0, 9), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS, timed=st.booleans())
def test_whatever_is_taken_and_freed_the_sum_is_never_over_the_capacity(town, steps, timed):
    """Against a model: an amount is taken exactly if at no moment the sum passes the capacity."""
    resource = Resource.model_validate((KERB if timed else PLACES) | {"default": 10, "amount": 1})
    made = [town.submit() for _ in range(6)]
    with town.inside():
        rows = list(Case.objects.filter(id__in=[one.case_id for one in made]))
        Allotment.objects.filter(freed_at=None).update(freed_at=AT)
        model: dict[int, tuple[int, int, int]] = {}
        for step, (kind, first, start, length) in enumerate(steps):
            which = step % len(rows) if kind == "take" else first % len(rows)
            case = rows[which]
            if kind == "free":
                stocks.free(case, at=AT)
                model.pop(which, None)
                continue
            begins = AT + dt.timedelta(hours=start) if timed else None
            ends = AT + dt.timedelta(hours=start + length) if timed else None
            found = stocks.Claim(resource, "x", "x", first, begins, ends)
            others = [held for other, held in model.items() if other != which]
            hours = range(start, start + length) if timed else [0]
            fits = all(sum(a for a, s, e in others if not timed or s <= hour < e) + first <= 10 for hour in hours)
            try:
                stocks.allot(case, found, at=AT)
                model[which] = (first, start, start + length)
                assert fits
            except Full:
                model.pop(which, None)  # the domain's transaction rolls this back; here it was given back
                assert not fits
        for hour in range(16) if timed else [0]:
            assert sum(a for a, s, e in model.values() if not timed or s <= hour < e) <= 10
        held = Allotment.objects.filter(freed_at=None)
        assert sorted(row.amount for row in held) == sorted(amount for amount, _, _ in model.values())


def test_stocks_are_locked_in_one_order_whatever_order_they_are_taken_in(town, monkeypatch):
    publish(town, PLACES, KERB)
    malik = town.agent("supervisor")
    locked = []
    real = stocks.lock

    def noting(case, found):
        locked.append(found.resource.id)
        return real(case, found)

    monkeypatch.setattr(stocks, "lock", noting)
    with pytest.raises(Full):  # no places were set
        accepted(town, malik, 10)
    assert locked[:2] == ["kerb", "places"]
    assert locked[2] == "places"
