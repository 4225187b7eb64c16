"""The door of searches over thousands of cases behind several walls: every page of it, both ways, by every stretch."""

import uuid

import pytest
from django.db import connection

from parvis.finding.domain import searching
from parvis.kernel.reach import Reach, acting

WALLS = [uuid.UUID(int=(number << 100) | (number * 7 + 3)) for number in (1, 2, 3, 4)]
#: behind each wall: how many cases, milliseconds between two; the fourth is empty, the third lies long ago
HELD = [(2400, 3_600_000), (500, 90 * 3_600_000), (20, 1)]
#: by how many cases a word comes
EVERY = {"partout": 1, "souvent": 3, "parfois": 40, "rarement": 331, "nuit": 7}
NOW = 1_780_000_000_000


@pytest.fixture
def crowd(db, as_owner):
    """(moment first) every case with its words and its state, newest first."""
    found = []
    for wall, (many, apart) in zip(WALLS, HELD, strict=False):
        for number in range(many):
            begun = NOW - number * apart - (10**11 if apart == 1 else 0)
            ident = uuid.UUID(int=(begun << 80) | (7 << 76) | (8 << 60) | (wall.int >> 100 << 32) | number)
            words = [word for word, every in EVERY.items() if (number * 13 + 5) % every == 0]
            found.append((ident, wall, number % 20 == 0, words))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "insert into finding_search (case_id, wall_id, open, vector)"
            " select a, b, c, finding_vector(b, a, c, string_to_array(d, ' '))"
            " from unnest(%s::uuid[], %s::uuid[], %s::bool[], %s::text[]) as made (a, b, c, d)",
            [list(column) for column in zip(*((*one[:3], " ".join(one[3])) for one in found), strict=True)],
        )
        # as `finding_keep` would have learnt them
        words = [(wall, word) for wall in WALLS[:3] for word in EVERY]
        cursor.execute(
            "insert into finding_word (wall_id, word) select * from unnest(%s::uuid[], %s::text[])",
            [list(column) for column in zip(*words, strict=True)],
        )
    return sorted(found, reverse=True)


def page(search, walls, most, beyond=None, *, backwards=False, state=None):
    sql, params = searching.newest(
        search, walls="%s::uuid[]", most=most, beyond=beyond, backwards=backwards, open_alone=state
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {sql}", [list(walls), *params])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("typed", ["partout", "souvent", "parfois", "rarement", "souvent nuit", "parfois rarement"])
def test_every_page_both_ways(crowd, typed):
    with acting(Reach(actor="web", walls=tuple(WALLS))):
        for walls, state in ((WALLS, None), (WALLS[::-1], True), (WALLS[1:], False), (WALLS[2:3], None)):
            search = searching.understand(typed, walls)
            right = [
                ident
                for ident, wall, open_, words in crowd
                if wall in walls and (state is None or open_ == state) and set(typed.split()) <= set(words)
            ]
            assert page(search, walls, 5000, state=state) == right
            size, steps = 51, range(0, min(len(right), 51 * 9), 51)
            for at in steps:
                beyond = right[at - 1] if at else None
                assert page(search, walls, size, beyond, state=state) == right[at : at + size]
                if at:
                    before = page(search, walls, size, right[at], backwards=True, state=state)
                    assert before == right[max(0, at - size) : at][::-1]


def test_other_walls_are_named_in_vain(crowd):
    """The walls of the reach hold whatever walls the caller names, in whatever order and however often."""
    with acting(Reach(actor="web", walls=(WALLS[1],))):
        search = searching.understand("partout", WALLS)
        own = [ident for ident, wall, _, _ in crowd if wall == WALLS[1]]
        assert page(search, [*WALLS, *WALLS], 5000) == own
        assert page(search, [WALLS[0], WALLS[2]], 5000) == []
        assert page(search, [], 5000) == []
        assert searching.fitting(search).ids is None  # common here
        rare = searching.understand("rarement", WALLS)
        assert set(searching.fitting(rare).ids) == {
            ident for ident, wall, _, w in crowd if wall == WALLS[1] and "rarement" in w
        }
    with acting(Reach(actor="web")):
        assert page(search, WALLS, 5000) == []


def test_a_wall_that_comes_or_goes_between_two_pages(crowd):
    """The place in a list is a case, not a number: nothing comes twice, nothing of what stays is passed over."""
    with acting(Reach(actor="web", walls=tuple(WALLS[:2]))):
        first = page(searching.understand("souvent", WALLS[:2]), WALLS[:2], 51)
    with acting(Reach(actor="web", walls=tuple(WALLS[1:]))):
        second = page(searching.understand("souvent", WALLS[1:]), WALLS[1:], 51, first[-1])
    right = [ident for ident, wall, _, words in crowd if wall in WALLS[1:] and "souvent" in words and ident < first[-1]]
    assert second == right[:51]
    assert not set(first) & set(second)
