"""The law's clock of a procedure tried on a story: when it was sent, what happened since, what comes of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from parvis.calendars.api import Calendar, is_public_holiday
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import (
    Answered,
    Asked,
    Completed,
    Consulted,
    Course,
    Event,
    Extended,
    Favour,
    Opinion,
    Received,
    Rules,
    Says,
    Transmitted,
    Waived,
)
from parvis.studio.forms import language

#: lines of a story that one may fill in
LINES = 4
#: months that are drawn at most
MONTHS = 15


@dataclass(frozen=True, slots=True)
class Line:
    """What happened, as the page sends it: a kind (`asked`, `extended:abf`), a day, and by when, for a request."""

    kind: str = ""
    on: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar. mark: "start", "still", "due", "end", "silence", "event" or none; off: nobody works on
    it; words: all of it for who does not see colours.
    """

    number: int
    mark: str = ""
    off: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """weeks from Monday; None for days of other months."""

    label: str
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What comes of a story: the course, in words; when an answer is due by law or promise; its months."""

    course: Course | None
    due_on: dt.date | None
    months: tuple[Month, ...]


def kinds(definition: CaseTypeDefinition) -> list[tuple[str, str]]:
    """What may happen in this procedure: kinds and their words."""
    rules, spoken = definition.deadline.rules or Rules(), language()
    found = [
        ("asked", _("Documents or corrections are asked for")),
        ("answered", _("What was asked for comes")),
        ("waived", _("The review goes on without it")),
        ("complete", _("The file is declared complete")),
        ("transmitted", _("It came from another administration on the first day; here it came on this one")),
    ]
    found += [
        (f"extended:{longer.id}", _("Longer: %(what)s") % {"what": longer.label.into(spoken)})
        for longer in rules.extensions
    ]
    for one in rules.consultations:
        who = {"who": one.label.into(spoken)}
        found.append((f"consulted:{one.id}", _("Opinion asked of: %(who)s") % who))
        for favour in (Favour.FAVOURABLE, Favour.RESERVED, Favour.UNFAVOURABLE):
            said = {**who, "favour": deadlines.favour_words(favour)}
            found.append((f"{favour.value}:{one.id}", _("%(who)s: opinion %(favour)s") % said))
    return found


def story(sent: str, lines: Sequence[Line], known: Sequence[str]) -> tuple[list[Event], dict[int, str]]:
    """The events of a story, and what is wrong with it, by line (-1: the day of sending)."""
    errors: dict[int, str] = {}
    received = _day(sent)
    if received is None:
        return [], {-1: _("Give the day on which the request is sent, between 2000 and 2090")}
    events: list[Event] = [Received(received)]
    for index, line in enumerate(lines):
        if not line.kind:
            continue
        on, by = _day(line.on), _day(line.by)
        if line.kind not in known or on is None or (line.by and by is None):
            errors[index] = _("Give a day, between 2000 and 2090")
        elif on < received:
            errors[index] = _("Nothing happens before the request is sent")
        else:
            events.append(_event(line.kind, on, by))
    return events, errors


def _day(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2090 else None


def _event(kind: str, on: dt.date, by: dt.date | None) -> Event:
    name, _colon, rule = kind.partition(":")
    if name == "asked":
        return Asked(on, by=by)
    if name in ("extended", "consulted"):
        return Extended(on, rule) if name == "extended" else Consulted(on, rule)
    simple: Mapping[str, type[Answered] | type[Waived] | type[Completed] | type[Transmitted]] = {
        "answered": Answered,
        "waived": Waived,
        "complete": Completed,
        "transmitted": Transmitted,
    }
    return simple[name](on) if name in simple else Opinion(on, rule, Favour(name))


def tell(definition: CaseTypeDefinition, events: Sequence[Event], calendar: Calendar) -> Told:
    """What comes of it. calendar: the organisation's, with its closings."""
    deadline = definition.deadline
    law = cases.clocks.law_of(cases.clocks.pinned(deadline.silence), deadline)
    course = cases.clocks.course(deadline, law, events, Calendar(calendar.zone)) if law else None
    free = deadline.model_copy(update={"before": None})
    due = cases.clocks.counted(free, law, {}, events, calendar).due_on
    received = next(event.on for event in events if isinstance(event, Received))
    waits = [last for _first, last in _still(course)] if course else []
    ends = [day for day in (course and course.effect_on, due, *waits, *(event.on for event in events)) if day]
    return Told(
        course, due, _months(received, max(ends), course, due, frozenset(event.on for event in events), calendar)
    )


def _months(
    first: dt.date,
    last: dt.date,
    course: Course | None,
    due: dt.date | None,
    told: frozenset[dt.date],
    calendar: Calendar,
) -> tuple[Month, ...]:
    found: list[Month] = []
    month = first.replace(day=1)
    while month <= last and len(found) < MONTHS:
        following = (month + dt.timedelta(days=32)).replace(day=1)
        days: list[Day | None] = [None] * month.weekday()
        days += [
            _drawn(month + dt.timedelta(days=n), course, due, told, calendar) for n in range((following - month).days)
        ]
        days += [None] * (-len(days) % 7)
        weeks = tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7))
        found.append(Month(formats.date_format(month, "F Y", use_l10n=False), weeks))
        month = following
    return tuple(found)


#: after these it stands still no more, or for good
_GOES_ON = frozenset({Says.RESTARTED, Says.RESUMED, Says.NOTHING_CAME, Says.WAIVED, Says.LAPSED, Says.ENDED})


def _still(course: Course) -> list[tuple[dt.date, dt.date]]:
    """The days on which time stands still: pauses, and what a clock that starts anew waits for before it does."""
    found, since = list(course.pauses), None
    for step in course.steps:
        if step.says is Says.SUSPENDED:
            since = step
        elif since and step.says in _GOES_ON:
            if step.says is Says.RESTARTED:
                found.append((since.on, step.on - dt.timedelta(days=1)))
            since = None
    if since and since.until:
        found.append((since.on, since.until))
    return found


def _drawn(
    day: dt.date, course: Course | None, due: dt.date | None, told: frozenset[dt.date], calendar: Calendar
) -> Day:
    said, mark = [], ""
    if course is not None:
        if any(first <= day <= last for first, last in _still(course)):
            mark, said = "still", [_("time stands still")]
        marks = ((course.started_on, "start", _("start")), (course.last_day, "end", _("last day to answer")))
        for on, name, words in (*marks, (course.effect_on, "silence", _("silence has its effect"))):
            if on == day:
                mark, said = name, [*said, words]
    if due == day and mark != "end":
        mark, said = mark or "due", [*said, _("answer due")]
    if day in told:
        mark, said = mark or "event", [*said, _("something happens")]
    off = is_public_holiday(day, calendar) or day in calendar.closing_days
    if off:
        said.append(_("closing day") if day in calendar.closing_days else _("public holiday"))
    return Day(day.day, mark, off, ", ".join(said))
