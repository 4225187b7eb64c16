"""Where a délai ends: its length, what it stood still, the days that count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from parvis.calendars.api import Calendar, Days, Reckoning, add_working_days, is_working_day, next_working_day, silence
from parvis.deadlines.data import Length, Unit

_ONE = dt.timedelta(days=1)
_WORKING = {Unit.WORKED: Days.WORKED, Unit.WORKABLE: Days.WORKABLE}


def total(lengths: Iterable[Length]) -> Length:
    """One length for several that run one after the other: months are added before they are counted.

    Raises ValueError for units that can't be added (working days to months).
    """
    found = list(lengths)
    units = {one.unit for one in found if one.unit is not Unit.CALENDAR}
    if len(units) > 1:
        raise ValueError("délais in several units can't be added")
    unit = units.pop() if units else Unit.CALENDAR
    if unit in _WORKING and any(one.unit is Unit.CALENDAR for one in found):
        raise ValueError("délais in several units can't be added")
    return Length(months=sum(one.months for one in found), days=sum(one.days for one in found), unit=unit)


def end_of(
    length: Length,
    start: dt.date,
    calendar: Calendar,
    *,
    pauses: Sequence[tuple[dt.date, dt.date]] = (),
    reckoning: Reckoning = Reckoning.DATE_TO_DATE,
) -> dt.date:
    """The last day of a délai that runs from `start`, which is not counted.

    pauses: first and last day of each time during which it stood still, apart and in order; those that begin after the
    délai has ended change nothing. Raises ValueError or OverflowError outside of what calendars know.
    """
    if length.unit in _WORKING:
        return _working_end(length.days, start, calendar, _WORKING[length.unit], pauses)
    end = silence(start, months=length.months, days=length.days, reckoning=reckoning).last_day
    if length.unit is Unit.CLEAR:
        end += _ONE
    for first, last in pauses:
        if first > end:
            break
        end += dt.timedelta(days=max(0, (last - max(first, start + _ONE)).days + 1))
    return end


def _working_end(
    count: int, start: dt.date, calendar: Calendar, days: Days, pauses: Sequence[tuple[dt.date, dt.date]]
) -> dt.date:
    """As many working days after `start`, none of which lies in a pause."""
    left, day = count, start
    for first, last in pauses:
        if last <= day:
            continue
        while left and day + _ONE < first:
            day += _ONE
            left -= is_working_day(day, calendar, days)
        if not left:
            return day
        day = last
    return add_working_days(day, left, calendar, days)


def rolled(day: dt.date, calendar: Calendar) -> dt.date:
    """A last day that is a Saturday, Sunday or holiday, moved to the next that is none (code de procédure civile
    art. 642). An organisation's own closings move nothing.
    """
    return next_working_day(day, Calendar(calendar.zone, good_friday=calendar.good_friday), Days.WORKED)


def merged(pauses: Iterable[tuple[dt.date, dt.date]]) -> tuple[tuple[dt.date, dt.date], ...]:
    """Pauses in order, those that meet as one: a day stands still once."""
    found: list[tuple[dt.date, dt.date]] = []
    for first, last in sorted(pauses):
        if last < first:
            continue
        if found and first <= found[-1][1] + _ONE:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)
