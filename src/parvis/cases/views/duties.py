"""What else an agent has to do by a day beside deciding: the receipt, asking for what is missing, hearing others."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.cases.domain import acknowledging
from parvis.cases.domain.desk import DeskFile
from parvis.cases.domain.due import due
from parvis.cases.views.explaining import Explained
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Duty, Limit
from parvis.kernel.ui.formats import date_long


@dataclass(frozen=True, slots=True)
class Line:
    """One of them: a sentence, the text that asks it, and how late it is ("2 days late"), if it is."""

    words: str
    base: str = ""
    late: str = ""


def of(file: DeskFile, course: Explained | None, today: dt.date) -> list[Line]:
    """What is still to be done, and a receipt that left too late; nothing of a case that has ended. No statement."""
    if file.case.closed_at:
        return []
    return [line for limit in _limits(file, course) if (line := _line(limit, today))]


def _limits(file: DeskFile, course: Explained | None) -> Iterable[Limit]:
    yield acknowledging.limit(file.case, file.published, file.timeline)
    if course is not None:
        yield from (limit for limit in course.limits if limit.duty is not Duty.ACKNOWLEDGE)


def _line(limit: Limit, today: dt.date) -> Line | None:
    receipt = limit.duty is Duty.ACKNOWLEDGE
    base = _base() if receipt else ""
    if limit.met_on is None:
        if limit.duty is Duty.CHECK_PIECES and limit.last_day < today:
            return None  # over: then the file counts as complete, as its course says
        near = due(limit.last_day, today)
        return Line(deadlines.limit_words(limit), base, near.words if near.late else "")
    if receipt and limit.late:
        said = {"on": date_long(limit.met_on), "last": date_long(limit.last_day)}
        words = _("The receipt left on %(on)s: it was due by %(last)s.") % said
        return Line(words, base, due(limit.last_day, limit.met_on).words)
    return None


def _base() -> str:
    base = acknowledging.LAW.base
    return deadlines.text(base) if base else ""
