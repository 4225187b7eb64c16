"""The face of the calendars."""

from parvis.calendars.data import Calendar, Days, Deadline, Holiday, Opening, Reckoning, Week, Zone
from parvis.calendars.domain.counting import (
    add_clear_days,
    add_months,
    add_working_days,
    before_clear_days,
    is_public_holiday,
    is_working_day,
    next_working_day,
    working_days_between,
)
from parvis.calendars.domain.holidays import easter, public_holidays, time_of, zone_of
from parvis.calendars.domain.hours import add_open_time, is_open, open_time_between, week_of
from parvis.calendars.domain.silence import silence

__all__ = [
    "Calendar",
    "Days",
    "Deadline",
    "Holiday",
    "Opening",
    "Reckoning",
    "Week",
    "Zone",
    "add_clear_days",
    "add_months",
    "add_open_time",
    "add_working_days",
    "before_clear_days",
    "easter",
    "is_open",
    "is_public_holiday",
    "is_working_day",
    "next_working_day",
    "open_time_between",
    "public_holidays",
    "silence",
    "time_of",
    "week_of",
    "working_days_between",
    "zone_of",
]
