"""When everything happened: counted back from the day of filling, agents by office hours, residents in the evening."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from parvis.calendars.api import Calendar, add_working_days, is_working_day
from parvis.kernel.clock import PARIS
from parvis.procedures.demonstration.crowd.plots import Act, By, Plot

_EVERY_DAY = Calendar()

_DAY = dt.timedelta(days=1)


def moments(acts: Sequence[Act], last: dt.date, draw: random.Random) -> list[dt.datetime]:
    """The submission's moment and each act's, the last act on `last` or on the working day before it."""
    days = [last]
    for act in reversed(acts):
        days[0] = _worked(days[0], act)
        days.insert(0, days[0] - act.after * _DAY)
    return [
        dt.datetime.combine(day, _hour(act, place, draw), PARIS)
        for place, (day, act) in enumerate(zip(days, (None, *acts), strict=True))
    ]


def _worked(day: dt.date, act: Act) -> dt.date:
    while act.by not in (By.RESIDENT, By.TIMER) and not is_working_day(day, _EVERY_DAY):
        day -= _DAY
    return day


def _hour(act: Act | None, place: int, draw: random.Random) -> dt.time:
    """Residents by the evening, agents at their desks, timers before anybody. Seconds, so that no two acts meet."""
    low, high = (18, 21) if act is None or act.by is By.RESIDENT else (9, 16)
    hour = 7 if act is not None and act.by is By.TIMER else draw.randint(low, high)
    return dt.time(hour, draw.randrange(60), draw.randrange(60))


def lasts(plot: Plot, index: int, today: dt.date, promised: int) -> dt.date:
    """The day of a plot's last act, for the request of that place among those that take it."""
    if plot.due is not None:
        before = sum(act.after for act in plot.acts)
        return _asked_for(today, promised, plot.due) + before * _DAY
    near, far = plot.ago
    ago = near + (far - near) * index // max(1, plot.count - 1) if plot.count > 1 else near
    return today - ago * _DAY


def _asked_for(today: dt.date, promised: int, due: int) -> dt.date:
    """The last day on which one asked whose answer is due that many working days from today."""
    day = today
    while _left(day, promised, today) > due:
        day -= _DAY
    return day


def _left(asked: dt.date, promised: int, today: dt.date) -> int:
    """Working days from today to the day of the promise: negative once it is over."""
    end = add_working_days(asked, promised, _EVERY_DAY)
    step = 1 if end >= today else -1
    return step * sum(1 for day in _between(min(end, today), max(end, today)) if is_working_day(day, _EVERY_DAY))


def _between(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    while start < end:
        start += _DAY
        yield start
