"""Opening hours: read, kept, said."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from parvis.territory.data import OpeningHours, Slot
from parvis.territory.domain import hours, national

DUNKERQUE = [["lundi", "vendredi", [["08:30:00", "17:30:00"]]], ["samedi", "samedi", [["08:30:00", "12:30:00"]]]]


def test_days_with_the_same_hours_are_said_together() -> None:
    week = hours.from_national(DUNKERQUE)
    assert hours.sentence(week, "fr") == (
        "lundi au vendredi, 8\u00a0h\u00a030\u00a0–\u00a017\u00a0h\u00a030\u202f; "
        "samedi, 8\u00a0h\u00a030\u00a0–\u00a012\u00a0h\u00a030"
    )
    assert (
        hours.sentence(week, "en")
        == "Monday to Friday, 8:30\u00a0am\u00a0–\u00a05:30\u00a0pm; Saturday, 8:30\u00a0am\u00a0–\u00a012:30\u00a0pm"
    )


@pytest.mark.parametrize(
    ("ranges", "lines"),
    [
        ([], []),
        ([["mardi", "", [["09:00:00", "12:00:00"]]]], [("mardi", "9\u00a0h\u00a0–\u00a012\u00a0h")]),
        ([["lundi", "mardi", [["09:00:00", "12:00:00"]]]], [("lundi et mardi", "9\u00a0h\u00a0–\u00a012\u00a0h")]),
        # overlapping slots are one
        (
            [["lundi", "lundi", [["09:00:00", "12:00:00"], ["11:00:00", "13:00:00"]]]],
            [("lundi", "9\u00a0h\u00a0–\u00a013\u00a0h")],
        ),
        # a day said twice
        (
            [["lundi", "lundi", [["14:00:00", "17:00:00"]]], ["lundi", "lundi", [["09:00:00", "12:00:00"]]]],
            [("lundi", "9\u00a0h\u00a0–\u00a012\u00a0h, 14\u00a0h\u00a0–\u00a017\u00a0h")],
        ),
        # from Saturday over the week's end to Monday
        (
            [["samedi", "lundi", [["09:00:00", "12:00:00"]]]],
            [("lundi", "9\u00a0h\u00a0–\u00a012\u00a0h"), ("samedi et dimanche", "9\u00a0h\u00a0–\u00a012\u00a0h")],
        ),
        ([["lundi", "lundi", [["12:00:00", "09:00:00"]]]], []),
    ],
)
def test_ranges_of_the_national_data(ranges: list[list[object]], lines: list[tuple[str, str]]) -> None:
    assert hours.lines(hours.from_national(ranges), "fr") == lines


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="not a day"):
        hours.from_national([["Monday", "Monday", []]])


def test_noon_and_midnight_in_english() -> None:
    week = OpeningHours((((Slot(dt.time(0), dt.time(12))),), (), (), (), (), (), ()))
    assert hours.sentence(week, "en") == "Monday, 12\u00a0am\u00a0–\u00a012\u00a0pm"


_slots = st.tuples(st.integers(0, 1438), st.integers(1, 600)).map(
    lambda pair: [
        f"{pair[0] // 60:02d}:{pair[0] % 60:02d}:00",
        f"{min(pair[0] + pair[1], 1439) // 60:02d}:{min(pair[0] + pair[1], 1439) % 60:02d}:00",
    ]
)
_days = st.sampled_from(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"])


@given(st.lists(st.tuples(_days, _days, st.lists(_slots, max_size=4)), max_size=8))
def test_what_is_kept_reads_back_the_same_and_never_overlaps(ranges: list[tuple[str, str, list[list[str]]]]) -> None:
    week = hours.from_national(ranges)
    assert hours.from_json(hours.to_json(week)) == week
    for day in week.week:
        for earlier, later in zip(day, day[1:], strict=False):
            assert earlier.closes < later.opens
        assert all(slot.opens < slot.closes for slot in day)


@pytest.mark.parametrize(
    "stored", [[[]], [[["12:00", "09:00"]], [], [], [], [], [], []], [[["x", "y"]], [], [], [], [], [], []]]
)
def test_nonsense_is_not_kept(stored: list[list[list[str]]]) -> None:
    with pytest.raises(ValueError):
        hours.from_json(stored)


def test_the_hours_of_every_town_hall_of_france_can_be_read() -> None:
    codes = [facts.insee for facts in national.communes() if facts.kind == "commune"]
    halls = national.town_halls(codes)
    assert len(halls) > 34_000
    read = [hours.from_national(hall.hours) for hall in halls.values()]
    assert sum(map(bool, read)) > 34_000


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("", []), ("  ", []),
        ("8:30-12:00", ["08:30-12:00"]), ("8h30-12h, 13h30 - 17h", ["08:30-12:00", "13:30-17:00"]),
        ("9h – 12h ; 14h – 17h", ["09:00-12:00", "14:00-17:00"]), ("8h30 à 12h", ["08:30-12:00"]),
        ("14h-17h, 9h-12h", ["09:00-12:00", "14:00-17:00"]), ("9h-12h, 11h-13h", ["09:00-13:00"]),
    ],
)  # fmt: skip
def test_hours_as_people_type_them(text: str, slots: list[str]) -> None:
    assert [f"{slot.opens:%H:%M}-{slot.closes:%H:%M}" for slot in hours.typed(text)] == slots


@pytest.mark.parametrize("text", ["demain", "12h-8h", "8h", "25h-26h", "8h-8h", "8h60-9h"])
def test_hours_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError):
        hours.typed(text)
