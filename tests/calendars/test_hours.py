"""Promises in hours: tables worked by hand around nights, weekends and changes of clocks; a slow count agrees."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from parvis.calendars.api import (
    Calendar,
    Week,
    Zone,
    add_open_time,
    is_open,
    open_time_between,
    time_of,
    week_of,
)

OFFICE = ((time(8, 30), time(12)), (time(13, 30), time(17)))
HALL_SLOTS = (*(OFFICE,) * 5, ((time(9), time(12)),), ())
HALL = week_of(HALL_SLOTS)
ALWAYS = week_of((((time.min, time.max),),) * 7)
NIGHT = week_of((((time(1), time(4)),),) * 7)
PLAIN = Calendar()


def local(text: str, zone: str = "Europe/Paris", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23 09:00", 60, "2026-11-23 10:00"),
        ("2026-11-23 11:30", 60, "2026-11-23 14:00"),  # 30 before noon, 30 after half past one
        ("2026-11-23 16:45", 30, "2026-11-24 08:45"),
        ("2026-11-21 11:30", 60, "2026-11-23 09:00"),  # Saturday until noon, then Monday
        ("2026-11-22 15:00", 1, "2026-11-23 08:31"),  # from a Sunday
        ("2026-11-10 16:30", 60, "2026-11-12 09:00"),  # 11 November is a holiday
        ("2026-11-23 07:00", 0, "2026-11-23 08:30"),  # promised at once: when the doors open
        ("2026-11-23 09:00", 420, "2026-11-24 09:00"),  # seven hours are a day here
    ],
)
def test_by_hand(start: str, minutes: int, end: str) -> None:
    assert add_open_time(local(start), timedelta(minutes=minutes), HALL, PLAIN) == local(end)


def test_closings_of_the_organisation_are_closed() -> None:
    bridge = Calendar(closing_days=frozenset({date(2026, 5, 15)}))  # between Ascension and the weekend
    assert add_open_time(local("2026-05-13 16:30"), timedelta(hours=1), HALL, bridge) == local("2026-05-16 09:30")


def test_the_night_that_loses_an_hour_and_the_one_that_gains_one() -> None:
    # 29 March 2026: 2 h becomes 3 h. From 1 h to 4 h on the clock, two hours pass.
    assert add_open_time(local("2026-03-29 01:00"), timedelta(hours=2), NIGHT, PLAIN) == local("2026-03-29 04:00")
    # 25 October 2026: 3 h becomes 2 h: four hours pass.
    assert add_open_time(local("2026-10-25 01:00"), timedelta(hours=4), NIGHT, PLAIN) == local("2026-10-25 04:00")
    whole = open_time_between(local("2026-10-25 00:00"), local("2026-10-26 00:00"), ALWAYS, PLAIN)
    assert whole == timedelta(hours=25)
    whole = open_time_between(local("2026-03-29 00:00"), local("2026-03-30 00:00"), ALWAYS, PLAIN)
    assert whole == timedelta(hours=23)


def test_a_door_that_opens_in_the_hour_that_is_skipped_opens_when_it_is_skipped() -> None:
    week = week_of((((time(2, 30), time(4)),),) * 7)
    assert add_open_time(local("2026-03-29 00:00"), timedelta(minutes=1), week, PLAIN) == local("2026-03-29 03:01")
    gone = week_of((((time(2, 10), time(2, 50)),),) * 7)  # does not exist that night
    assert add_open_time(local("2026-03-29 00:00"), timedelta(minutes=1), gone, PLAIN) == local("2026-03-30 02:11")


def test_hours_that_come_twice_are_open_twice() -> None:
    week = week_of((((time(2), time(2, 30)),),) * 7)
    # half past two comes twice: the doors close at the second
    assert is_open(local("2026-10-25 02:15", fold=0), week, PLAIN)
    assert is_open(local("2026-10-25 02:15", fold=1), week, PLAIN)


def test_overseas_time() -> None:
    week = week_of(HALL_SLOTS, time_of(Zone.REUNION))
    there = local("2026-11-23 16:45", "Indian/Reunion")
    assert add_open_time(there, timedelta(minutes=30), week, Calendar(Zone.REUNION)) == local(
        "2026-11-24 08:45", "Indian/Reunion"
    )
    # Saint-Pierre-et-Miquelon changes its clocks on the American dates: 8 March 2026
    week = week_of((((time.min, time.max),),) * 7, time_of(Zone.SAINT_PIERRE_ET_MIQUELON))
    day = open_time_between(local("2026-03-08 00:00", week.zone), local("2026-03-09 00:00", week.zone), week, PLAIN)
    assert day == timedelta(hours=23)
    assert time_of(Zone.ALSACE_MOSELLE) == "Europe/Paris"


@pytest.mark.parametrize("zone", Zone)
def test_every_zone_has_its_time(zone: Zone) -> None:
    assert ZoneInfo(time_of(zone))


def test_what_can_not_be_counted_is_refused() -> None:
    with pytest.raises(ValueError):
        add_open_time(local("2026-11-23 09:00"), timedelta(minutes=-1), HALL, PLAIN)
    with pytest.raises(ValueError):
        add_open_time(datetime(2026, 11, 23, 9), timedelta(minutes=1), HALL, PLAIN)
    with pytest.raises(ValueError):
        add_open_time(local("2026-11-23 09:00"), timedelta(minutes=1), week_of(((),) * 7), PLAIN)
    with pytest.raises(ValueError):
        week_of((((time(12), time(8)),),) + ((),) * 6)
    with pytest.raises(ValueError):
        week_of(((),) * 6)


def _slow(start: datetime, minutes: int, week: Week, calendar: Calendar) -> datetime:
    """Minute by minute."""
    now, left = start, minutes
    while left:
        left -= is_open(now, week, calendar)
        now += timedelta(minutes=1)
    return now


moments = st.integers(0, 60 * 24 * 700).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
weeks = st.sampled_from([HALL, ALWAYS, NIGHT, week_of(HALL_SLOTS, "America/Miquelon")])


@settings(max_examples=40)
@given(moments, st.integers(1, 400), weeks)
def test_a_count_minute_by_minute_agrees(start: datetime, minutes: int, week: Week) -> None:
    assert add_open_time(start, timedelta(minutes=minutes), week, PLAIN) == _slow(start, minutes, week, PLAIN)


@given(moments, st.integers(0, 3000), weeks)
def test_what_was_added_lies_between(start: datetime, minutes: int, week: Week) -> None:
    end = add_open_time(start, timedelta(minutes=minutes), week, PLAIN)
    assert open_time_between(start, end, week, PLAIN) == timedelta(minutes=minutes)
