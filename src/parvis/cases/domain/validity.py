"""For how long a decision holds: pure."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from parvis.calendars.api import add_months
from parvis.cases.definition_decisions import Validity
from parvis.cases.domain.answers import value_at
from parvis.kernel.clock import PARIS


def day_at(path: str, *sources: Mapping[str, Any]) -> dt.date | None:
    """The day that the first of `sources` gives at `path` (a date, or a moment as seen in Paris); None if none does."""
    for source in sources:
        found = value_at(source, path)
        if isinstance(found, str) and found:
            if len(found) == 10:
                return dt.date.fromisoformat(found)
            moment = dt.datetime.fromisoformat(found)
            return (moment.astimezone(PARIS) if moment.tzinfo else moment).date()
    return None


def period(
    valid: Validity | None, first: dt.date, *sources: Mapping[str, Any]
) -> tuple[dt.date, dt.date] | tuple[None, None]:
    """The first and the last day on which an acceptance holds, both included; of none, or of no end, nothing.

    A year from 4 May ends on 3 May. first: its first day where nobody says one. sources: what the agent said, then the
    answers. An end before its start is none.
    """
    if valid is None:
        return None, None
    start = (day_at(valid.start, *sources) if valid.start else None) or first
    months = valid.months if valid.months is not None else 12 * valid.years if valid.years is not None else None
    ends = [add_months(start, months) - dt.timedelta(days=1)] if months else []
    if valid.until and (said := day_at(valid.until, *sources)):
        ends.append(said)
    if not ends or min(ends) < start:
        return None, None
    return start, min(ends)
