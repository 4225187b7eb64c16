"""Counting days and months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from parvis.calendars.data import Calendar, Days, Holiday, Zone
from parvis.calendars.domain.holidays import public_holidays

_ONE: Final = timedelta(days=1)
_SATURDAY, _SUNDAY = 6, 7
#: Some forty years of working days: no legal délai comes near, and a mistyped number must not hang.
MOST_DAYS: Final = 10_000


def is_public_holiday(day: date, calendar: Calendar) -> bool:
    """Whether a day is a public holiday in the calendar's zone."""
    holiday = public_holidays(day.year, calendar.zone).get(day)
    if holiday is Holiday.GOOD_FRIDAY and calendar.zone is Zone.ALSACE_MOSELLE:
        return calendar.good_friday
    return holiday is not None


def is_working_day(day: date, calendar: Calendar, days: Days = Days.WORKED) -> bool:
    """Whether a day counts: not a Sunday nor a public holiday; if WORKED, not a Saturday nor a closing day either."""
    weekday = day.isoweekday()
    if weekday == _SUNDAY or is_public_holiday(day, calendar):
        return False
    return days is Days.WORKABLE or (weekday != _SATURDAY and day not in calendar.closing_days)


def add_working_days(start: date, count: int, calendar: Calendar, days: Days = Days.WORKED) -> date:
    """The day ``count`` working days after ``start`` (before it, if negative); ``start`` itself is not counted.

    Zero gives ``start``. Raises ValueError beyond ``MOST_DAYS``, OverflowError outside years 1 to 9999.
    """
    if abs(count) > MOST_DAYS:
        raise ValueError(f"at most {MOST_DAYS} days")
    step = _ONE if count >= 0 else -_ONE
    day, left = start, abs(count)
    while left:
        day += step
        left -= is_working_day(day, calendar, days)
    return day


def next_working_day(day: date, calendar: Calendar, days: Days = Days.WORKED) -> date:
    """``day`` itself if it counts, otherwise the first one after it that does: how a délai is extended."""
    while not is_working_day(day, calendar, days):
        day += _ONE
    return day


def working_days_between(start: date, end: date, calendar: Calendar, days: Days = Days.WORKED) -> int:
    """Working days after ``start`` up to and with ``end``; none if ``end`` is earlier. Raises ValueError if too far."""
    span = (end - start).days
    if span > 2 * MOST_DAYS:
        raise ValueError(f"at most {2 * MOST_DAYS} days")
    return sum(is_working_day(start + timedelta(days=n), calendar, days) for n in range(1, span + 1))


def add_clear_days(start: date, count: int) -> date:
    """The first day that leaves ``count`` clear days (*jours francs*) after ``start``: neither end is counted.

    Saturdays, Sundays and holidays count (CGCT L2121-11: sent on Monday, a meeting on Friday has three).
    """
    return start + timedelta(days=count + 1)


def before_clear_days(end: date, count: int) -> date:
    """The last day that leaves ``count`` clear days before ``end``."""
    return end - timedelta(days=count + 1)


def add_months(start: date, months: int) -> date:
    """The same day of the month, ``months`` later (or earlier); its last day where that day does not exist.

    Months run from date to date whatever their length (code de procédure civile art. 641 al. 2). Raises ValueError
    outside years 1 to 9999.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError("outside years 1 to 9999")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
