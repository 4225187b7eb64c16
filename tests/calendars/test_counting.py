"""Working days, clear days, months: tables worked by hand, then properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from parvis.calendars.api import (
    Calendar,
    Days,
    Zone,
    add_clear_days,
    add_months,
    add_working_days,
    before_clear_days,
    is_working_day,
    next_working_day,
    working_days_between,
)

PLAIN = Calendar()
days_of_our_time = st.dates(date(1990, 1, 1), date(2090, 12, 31))
closings = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20)
calendars = st.builds(Calendar, st.sampled_from(Zone), closings, st.booleans())
kinds = st.sampled_from(Days)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-03", 5, "2026-11-10"),  # Tuesday: 4, 5, 6, 9, 10
        ("2026-11-06", 5, "2026-11-16"),  # Friday: 9, 10, 12, 13, 16; the 11th is a holiday
        ("2026-11-07", 1, "2026-11-09"),  # from a Saturday
        ("2026-11-10", 1, "2026-11-12"),
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-04-30", 1, "2026-05-04"),
        ("2026-11-16", -5, "2026-11-06"),
        ("2026-11-12", -1, "2026-11-10"),
        ("2026-11-11", 0, "2026-11-11"),
    ],
)
def test_working_days(start: str, count: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), count, PLAIN).isoformat() == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [("2026-11-06", 1, "2026-11-07"), ("2026-11-06", 5, "2026-11-13"), ("2026-11-07", 1, "2026-11-09")],
)
def test_workable_days_have_saturdays(start: str, count: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), count, PLAIN, Days.WORKABLE).isoformat() == end


def test_closing_days_are_not_worked_but_workable() -> None:
    bridge = Calendar(closing_days=frozenset({date(2026, 5, 15)}))
    assert add_working_days(date(2026, 5, 13), 1, bridge) == date(2026, 5, 18)
    assert add_working_days(date(2026, 5, 13), 1, PLAIN) == date(2026, 5, 15)
    assert add_working_days(date(2026, 5, 13), 1, bridge, Days.WORKABLE) == date(2026, 5, 15)


def test_zones_count_their_own_holidays() -> None:
    assert add_working_days(date(2026, 4, 2), 1, Calendar(Zone.ALSACE_MOSELLE)) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 2), 1, PLAIN) == date(2026, 4, 3)
    assert add_working_days(date(2027, 12, 17), 1, Calendar(Zone.REUNION)) == date(2027, 12, 21)


def test_too_many_days_are_refused() -> None:
    with pytest.raises(ValueError):
        add_working_days(date(2026, 1, 1), 10**9, PLAIN)
    with pytest.raises(ValueError):
        working_days_between(date(1, 1, 1), date(9999, 1, 1), PLAIN)


@pytest.mark.parametrize(
    ("sent", "count", "meeting"),
    [("2026-11-02", 3, "2026-11-06"), ("2026-11-03", 5, "2026-11-09"), ("2026-11-05", 1, "2026-11-07")],
)
def test_clear_days_count_neither_end(sent: str, count: int, meeting: str) -> None:
    assert add_clear_days(date.fromisoformat(sent), count).isoformat() == meeting
    assert before_clear_days(date.fromisoformat(meeting), count).isoformat() == sent


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-03-03", 2, "2026-05-03"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -13, "2024-12-15"),
        ("2026-05-04", 0, "2026-05-04"),
    ],
)
def test_months_run_from_date_to_date(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months).isoformat() == end


def test_months_out_of_the_calendar_are_refused() -> None:
    with pytest.raises(ValueError):
        add_months(date(9999, 12, 1), 1)
    with pytest.raises(ValueError):
        add_months(date(1, 1, 1), -1)


@given(days_of_our_time, st.integers(1, 60), calendars, kinds)
def test_a_working_day_is_reached_after_as_many_as_asked(
    start: date, count: int, calendar: Calendar, days: Days
) -> None:
    end = add_working_days(start, count, calendar, days)
    assert is_working_day(end, calendar, days)
    assert working_days_between(start, end, calendar, days) == count
    back = add_working_days(end, -count, calendar, days)
    assert back <= start
    assert working_days_between(back, start, calendar, days) == 0


@given(days_of_our_time, calendars, kinds)
def test_the_next_working_day_is_the_first(day: date, calendar: Calendar, days: Days) -> None:
    found = next_working_day(day, calendar, days)
    assert found >= day
    assert is_working_day(found, calendar, days)
    assert working_days_between(day - timedelta(days=1), found, calendar, days) == 1


@given(days_of_our_time, st.integers(-600, 600))
def test_months_keep_the_day_or_take_the_last(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(days_of_our_time, days_of_our_time, st.integers(0, 60))
def test_months_keep_the_order(first: date, second: date, months: int) -> None:
    low, high = sorted((first, second))
    assert add_months(low, months) <= add_months(high, months)


@given(days_of_our_time, st.integers(0, 60))
def test_clear_days_lie_between(start: date, count: int) -> None:
    end = add_clear_days(start, count)
    assert (end - start).days - 1 == count
    assert before_clear_days(end, count) == start
