"""Legal dates of a case: pure functions of its definition, its answers and the day on which it was received."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.calendars import api as calendars
from parvis.cases.data import Deadline
from parvis.cases.definition import Silence
from parvis.cases.domain.answers import value_at


@dataclass(frozen=True, slots=True)
class Clock:
    """due_on: by when agents must answer, the nearest of promise, law and event. last_day: the last day before no
    answer has its effect; silence_on: the day from which it has it (CRPA L231-1).
    """

    due_on: dt.date | None
    last_day: dt.date | None
    silence_on: dt.date | None
    silence_effect: str


def clock(
    deadline: Deadline,
    silence: Silence | None,
    answers: Mapping[str, Any],
    received_on: dt.date,
    calendar: calendars.Calendar,
) -> Clock:
    """The dates of a complete request received on `received_on`.

    silence: as this organisation has confirmed it, or as the definition reads the law. calendar: the
    organisation's, for a promise in working days; a legal silence runs over every day.
    """
    last_day = silence_on = None
    if silence is not None:
        ends = calendars.silence(received_on, months=silence.months or 0, days=silence.days or 0)
        last_day, silence_on = ends.last_day, ends.effect
    days = [last_day]
    if deadline.promise_working_days:
        days.append(calendars.add_working_days(received_on, deadline.promise_working_days, calendar))
    if deadline.before:
        event = value_at(answers, deadline.before)
        if isinstance(event, str):
            # An answer after the event is none; one that comes with less notice is due at once.
            days.append(max(received_on, dt.date.fromisoformat(event[:10]) - dt.timedelta(days=1)))
    return Clock(
        due_on=min((day for day in days if day), default=None),
        last_day=last_day,
        silence_on=silence_on,
        silence_effect=str(silence.effect) if silence else "",
    )
