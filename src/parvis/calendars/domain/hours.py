"""Opening hours: promises in hours ("an answer within four hours of opening").

Time is counted as it passes, in UTC, between the moments at which the doors open and close on the local clock. So a
night that the change of clocks makes an hour longer or shorter counts for what it lasts, and only if one is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from parvis.calendars.data import Calendar, Opening, Week
from parvis.calendars.domain.counting import MOST_DAYS, is_public_holiday

_DAY: Final = timedelta(days=1)


def _moment(day: date, at: time, zone: ZoneInfo, *, last: bool) -> datetime:
    """When the local clock shows `at` that day. A time that comes twice: the first of them for opening, the last for
    closing; one that the clocks skip: the moment at which they skip it. `time.max` is the midnight after.
    """
    if at == time.max:
        day, at = day + _DAY, time.min
    local = datetime.combine(day, at, zone).replace(fold=int(last))
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        # skipped: with `fold` 0 the offset before the change holds, and the change itself lies in between
        moment = _change(local.replace(fold=1).astimezone(UTC), local.replace(fold=0).astimezone(UTC), zone)
    return moment


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The change of clocks between two moments, to the second."""
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def _of_day(day: date, week: Week, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of opening of one local day, in UTC, in order. Saturdays and Sundays are as the week says;
    holidays and the organisation's closings never open.
    """
    if day in calendar.closing_days or is_public_holiday(day, calendar):
        return
    zone = ZoneInfo(week.zone)
    for one in week.days[day.weekday()]:
        opens, closes = _moment(day, one.opens, zone, last=False), _moment(day, one.closes, zone, last=True)
        if opens < closes:  # an hour that the clocks skip altogether is none
            yield opens, closes


def _stretches(first: date, week: Week, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of opening from a local day on, for `MOST_DAYS`."""
    for number in range(MOST_DAYS):
        yield from _of_day(first + timedelta(days=number), week, calendar)


def is_open(moment: datetime, week: Week, calendar: Calendar) -> bool:
    """Whether the service is open at an aware moment."""
    local = moment.astimezone(ZoneInfo(week.zone)).date()
    return any(opens <= moment < closes for opens, closes in _of_day(local, week, calendar))


def add_open_time(start: datetime, length: timedelta, week: Week, calendar: Calendar) -> datetime:
    """The moment at which the service has been open for `length` since `start` (aware), in UTC.

    Raises ValueError for a negative length, a naive moment, or a service that is hardly ever open.
    """
    if start.tzinfo is None or length < timedelta():
        raise ValueError("an aware moment and a length that is not negative")
    left, now = length, start.astimezone(UTC)
    for opens, closes in _stretches(now.astimezone(ZoneInfo(week.zone)).date(), week, calendar):
        begins = max(opens, now)
        if begins >= closes:
            continue
        if closes - begins >= left:
            return begins + left
        left -= closes - begins
    raise ValueError(f"not open enough in {MOST_DAYS} days")


def open_time_between(start: datetime, end: datetime, week: Week, calendar: Calendar) -> timedelta:
    """For how long the service is open between two aware moments; nothing if the end comes first."""
    total = timedelta()
    if end <= start:
        return total
    for opens, closes in _stretches(start.astimezone(ZoneInfo(week.zone)).date(), week, calendar):
        if opens >= end:
            return total
        total += max(timedelta(), min(closes, end) - max(opens, start.astimezone(UTC)))
    return total


def week_of(days: tuple[tuple[tuple[time, time], ...], ...], zone: str = "Europe/Paris") -> Week:
    """A week from seven tuples of (opens, closes), Monday first. Raises ValueError unless they are in order."""
    if len(days) != 7:
        raise ValueError("a week has seven days, Monday first")
    for slots in days:
        ends = [moment for slot in slots for moment in slot]
        if ends != sorted(ends) or len(set(ends)) != len(ends):
            raise ValueError("stretches of opening follow each other and close after they open")
    return Week(tuple(tuple(Opening(opens, closes) for opens, closes in slots) for slots in days), zone)
