"""The face of the calendars."""

from parvis.calendars.data import Calendar, Days, Deadline, Holiday, Reckoning, Zone
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
from parvis.calendars.domain.holidays import easter, public_holidays, zone_of
from parvis.calendars.domain.silence import silence

__all__ = [
    "Calendar",
    "Days",
    "Deadline",
    "Holiday",
    "Reckoning",
    "Zone",
    "add_clear_days",
    "add_months",
    "add_working_days",
    "before_clear_days",
    "easter",
    "is_public_holiday",
    "is_working_day",
    "next_working_day",
    "public_holidays",
    "silence",
    "working_days_between",
    "zone_of",
]
