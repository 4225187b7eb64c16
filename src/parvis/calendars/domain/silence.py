"""The effect of silence (CRPA L231-1, L231-4): from when an answer that did not come is one."""

from __future__ import annotations

from datetime import date, timedelta

from parvis.calendars.data import Deadline, Reckoning
from parvis.calendars.domain.counting import add_months


def silence(
    received: date,
    *,
    months: int = 0,
    days: int = 0,
    suspended_days: int = 0,
    reckoning: Reckoning = Reckoning.DATE_TO_DATE,
) -> Deadline:
    """The last day to answer a request and the day from which silence has its effect, always the day after.

    ``received``: the day on which the request (complete, where the law wants it so) reached the administration; it is
    not counted. ``months`` run from date to date, then ``days`` and ``suspended_days`` (days during which the clock
    stood still, CRPA L114-5) are added. Neither weekends nor holidays move it. Raises ValueError on a délai that is
    not positive or on negative suspension.
    """
    if months < 0 or days < 0 or suspended_days < 0 or not (months or days):
        raise ValueError("a délai is a positive number of months or days")
    further = timedelta(days=days + suspended_days)
    one = timedelta(days=1)
    if reckoning is Reckoning.FROM_NEXT_DAY:
        effect = add_months(received + one, months) + further
    else:
        effect = add_months(received, months) + further + one
    return Deadline(last_day=effect - one, effect=effect)
