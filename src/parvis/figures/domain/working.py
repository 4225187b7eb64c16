"""Working days between two days, for a million pairs of them."""

import datetime as dt
import uuid
from functools import lru_cache

from parvis.calendars.api import Calendar, is_working_day, zone_of
from parvis.territory.api import closing_days, organisations


@lru_cache(maxsize=2_000)
def _year(calendar: Calendar, year: int) -> tuple[int, ...]:
    """How many working days the year has up to and with each of its days."""
    found, count = [], 0
    day, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    while day <= end:
        count += is_working_day(day, calendar)
        found.append(count)
        day += dt.timedelta(days=1)
    return tuple(found)


def between(calendar: Calendar, start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and with `end`, none if `end` is earlier: `calendars.working_days_between`,
    whose days are counted once a year and not once a pair.
    """
    if end <= start:
        return 0
    first, last = start.timetuple().tm_yday - 1, end.timetuple().tm_yday - 1
    if start.year == end.year:
        counts = _year(calendar, start.year)
        return counts[last] - counts[first]
    counts = _year(calendar, start.year)
    whole = sum(_year(calendar, year)[-1] for year in range(start.year + 1, end.year))
    return counts[-1] - counts[first] + whole + _year(calendar, end.year)[last]


def calendar_of(organisation_id: uuid.UUID, first: dt.date, last: dt.date) -> Calendar:
    """The working days of an organisation from `first` to `last`: its closing days and the territory's are read, one
    statement.
    """
    organisation = organisations.get(organisation_id)
    closed = closing_days.between(organisation_id, first, last)
    return Calendar(zone_of(organisation.insee or organisation.county), frozenset(day.date for day in closed))
