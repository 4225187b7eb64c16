"""Periods of whole months: read from an address, proposed, walked through."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from parvis.calendars.api import add_months
from parvis.figures.data import BadPeriod, Period

#: months; more than that no page shows in one plot
LONGEST = 60


def current(today: dt.date) -> dt.date:
    """The month of today, as its first day."""
    return today.replace(day=1)


def last_year(today: dt.date) -> Period:
    """The twelve months up to the current one, which it includes: a year of work, as fresh as it can be."""
    return Period(add_months(current(today), -11), current(today))


def presets(today: dt.date) -> list[tuple[str, Period]]:
    """What is proposed, each with its words."""
    this = current(today)
    return [
        (_("Last 12 months"), last_year(today)),
        (_("Last 3 months"), Period(add_months(this, -2), this)),
        (_("This year"), Period(this.replace(month=1), this)),
        (_("Last year"), Period(dt.date(this.year - 1, 1, 1), dt.date(this.year - 1, 12, 1))),
    ]


def read(params: Mapping[str, str], today: dt.date) -> Period:
    """The period of an address: `from` and `to`, months like 2026-03; the last twelve without them. Raises BadPeriod
    with a message for each part that is wrong.
    """
    usual, problems = last_year(today), {}
    found = {"from": usual.first, "to": usual.last}
    for name in found:
        text = params.get(name, "")
        if not text:
            continue
        try:
            found[name] = _month(text)
        except ValueError:
            problems[name] = _("Write a month like 2026-03")
    if problems:
        raise BadPeriod(problems)
    if not params.get("from") and found["to"] < usual.first:
        found["from"] = add_months(found["to"], -11)
    if found["to"] > current(today):
        raise BadPeriod({"to": _("The last month can’t be in the future")})
    if found["from"] > found["to"]:
        raise BadPeriod({"from": _("The first month comes after the last one")})
    period = Period(found["from"], found["to"])
    if len(months(period)) > LONGEST:
        raise BadPeriod({"from": _("Choose at most %(num)s months") % {"num": LONGEST}})
    return period


def _month(text: str) -> dt.date:
    year, _dash, number = text.partition("-")
    if not (len(year) == 4 and len(number) == 2 and (year + number).isascii() and (year + number).isdigit()):
        raise ValueError(text)
    found = dt.date(int(year), int(number), 1)
    if found.year < 1990:
        raise ValueError(text)
    return found


def months(period: Period) -> list[dt.date]:
    """Its months, in order."""
    count = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month
    return [add_months(period.first, number) for number in range(count + 1)]


def earliest(today: dt.date) -> dt.date:
    """The first month that is proposed."""
    return add_months(current(today), 1 - LONGEST)
