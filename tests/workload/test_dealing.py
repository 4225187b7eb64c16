"""Handing out in turn, and who stands in for whom: the rules, as tables and properties."""

import datetime as dt
import uuid

import pytest
from hypothesis import given, strategies as st

from parvis.workload.data import Away, Hand
from parvis.workload.domain import dealing, standing_in

WALL, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
MONDAY = dt.date(2026, 11, 23)
A, B, C, D = (uuid.UUID(int=number) for number in range(10, 14))


def hand(number, load=0, walls=(WALL,)):
    return Hand(uuid.UUID(int=100 + number), f"Agent {number}", load, frozenset(walls))


def cases(count, wall=WALL):
    return [(uuid.UUID(int=1000 + number), wall) for number in range(count)]


def got(dealt, hands):
    return {one.id: sum(1 for to in dealt.values() if to.id == one.id) for one in hands}


@pytest.mark.parametrize(
    ("loads", "count", "expected"),
    [
        ([0, 0], 1, [1, 0]),
        ([0, 0, 0], 7, [3, 2, 2]),
        ([5, 0], 3, [0, 3]),
        ([5, 0], 8, [2, 6]),
        ([1, 1, 9], 0, [0, 0, 0]),
        ([4], 3, [3]),
    ],
)
def test_whoever_has_the_fewest_gets_the_next(loads, count, expected):
    hands = [hand(number, load) for number, load in enumerate(loads)]
    assert list(got(dealing.deal(cases(count), hands), hands).values()) == expected


def test_a_case_behind_a_wall_where_nobody_works_is_left_out():
    assert dealing.deal([*cases(1), (D, OTHER)], [hand(1)]).keys() == {cases(1)[0][0]}
    assert dealing.deal(cases(3), []) == {}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.integers(0, 120), st.randoms())
def test_it_is_balanced_to_one_and_always_the_same(loads, count, random):
    hands = [hand(number, load) for number, load in enumerate(loads)]
    dealt = dealing.deal(cases(count), hands)
    assert len(dealt) == count
    more = got(dealt, hands)
    least = min(one.load + more[one.id] for one in hands)
    for one in hands:
        if more[one.id]:
            assert one.load + more[one.id] <= least + 1
    shuffled = list(hands)
    random.shuffle(shuffled)
    assert dealing.deal(cases(count), shuffled) == dealt


def away(person, replacement, first=0, last=0, ident=None):
    days = [MONDAY + dt.timedelta(days=number) for number in (first, last)]
    return Away(ident or uuid.uuid4(), person, replacement, *days)


@pytest.mark.parametrize(
    ("absences", "person", "expected"),
    [
        ([], A, A),
        ([away(A, B)], A, B),
        ([away(A, B)], B, B),
        ([away(A, None)], A, None),
        ([away(A, B), away(B, C)], A, C),
        ([away(A, B), away(B, None)], A, None),
        ([away(A, B), away(B, A)], A, None),
        ([away(A, B), away(B, C), away(C, B)], A, None),
        ([away(A, B, 1, 2)], A, A),
    ],
)
def test_the_one_who_stands_in_is_found_down_the_chain(absences, person, expected):
    assert standing_in.stand_in(person, standing_in.on(absences, MONDAY)) == expected


PEOPLE = st.sampled_from([A, B, C, D])
AWAY = st.dictionaries(PEOPLE, st.none() | PEOPLE, max_size=4).map(
    lambda found: {one: to for one, to in found.items() if to != one}
)


@given(AWAY, PEOPLE)
def test_nobody_away_ever_stands_in_and_both_readings_agree(found, person):
    assert standing_in.stand_in(person, found) not in found
    for one in found:
        assert (standing_in.stand_in(one, found) == person) == (one in standing_in.stood_for(person, found))


@pytest.mark.parametrize(
    ("known", "new", "expected"),
    [
        ([], away(A, B), False),
        ([away(B, C)], away(A, B), False),
        ([away(B, A)], away(A, B), True),
        ([away(B, A, 5, 9)], away(A, B, 0, 4), False),
        ([away(B, A, 4, 9)], away(A, B, 0, 4), True),
        ([away(B, C), away(C, A)], away(A, B), True),
        ([away(B, C, 0, 1), away(C, A, 2, 3)], away(A, B, 0, 3), False),
        ([away(C, D), away(D, C)], away(A, C), False),
    ],
)
def test_a_circle_of_replacements_is_seen_where_days_meet(known, new, expected):
    assert standing_in.comes_round(new, known) is expected
