"""Legal dates of a case: pure functions of its definition, its answers, its receipt and what happened since."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from parvis.calendars import api as calendars
from parvis.cases.data import ActorKind, Deadline
from parvis.cases.definition import CaseTypeDefinition, Silence, SilenceEffect
from parvis.cases.domain.answers import value_at
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import (
    Amended,
    Answered,
    Asked,
    Completed,
    Consulted,
    Course,
    Ended,
    Event,
    Extended,
    Favour,
    Law,
    Length,
    Opinion,
    Pause,
    Pieces,
    Received,
    Released,
    Rules,
    Start,
    Transmitted,
    Unit,
    Waived,
)
from parvis.kernel.clock import PARIS
from parvis.workflows.data import Kind


@dataclass(frozen=True, slots=True)
class Clock:
    """due_on: by when agents must answer, the nearest of promise, law and event. last_day: the last day before no
    answer has its effect; silence_on: the day from which it has it (CRPA L231-1). All three None where nobody can say:
    time stands still, or has not begun to run.
    """

    due_on: dt.date | None
    last_day: dt.date | None
    silence_on: dt.date | None
    silence_effect: str


class Happening(Protocol):
    """What a clock reads of an entry of the timeline."""

    @property
    def kind(self) -> str: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def at(self) -> dt.datetime: ...


#: what a change of the person's own may do to the clock; else it runs on
RESTART = "restart"
#: entries of the timeline that a clock reads
KINDS = (
    "moved",
    "corrections_asked",
    "came",
    "mended",
    "complete",
    "extended",
    "transmitted",
    "opinion_asked",
    "opinion_given",
    "opinion_declined",
    "opinion_released",
)


def pinned(silence: Silence | None) -> dict[str, Any] | None:
    """The délai and its effect as a case keeps them from its receipt on: an authority may read the law otherwise
    later, for requests that come then.
    """
    if silence is None:
        return None
    return {"months": silence.months or 0, "days": silence.days or 0, "effect": str(silence.effect)}


def law_of(found: Mapping[str, Any] | None, deadline: Deadline) -> Law | None:
    """What `pinned` kept, with the text that says so; none of a case of before it was kept, or that no law limits."""
    if not found:
        return None
    base = deadline.silence.legal_base if deadline.silence else None
    return Law(Length(months=found["months"], days=found["days"]), SilenceEffect(found["effect"]), base)


def events_of(
    definition: CaseTypeDefinition, received_on: dt.date, entries: Iterable[Happening], ended_on: dt.date | None = None
) -> list[Event]:
    """What the timeline of a case tells its clock. ended_on: when it was decided or withdrawn.

    What was asked for once and is asked for again is not a new request: the file lacks it still. Only the person's own
    answer, or papers of which an agent recorded the arrival, are an answer: an agent who goes on without gives none.
    """
    events: list[Event] = [Received(received_on)]
    asked: set[str] = set()
    waiting = False
    for entry in entries:
        on, data = entry.at.astimezone(PARIS).date(), entry.data
        if entry.kind == "corrections_asked":
            fields = set(data["fields"])
            by = dt.date.fromisoformat(data["by"]) if data["by"] else None
            essential = data.get("essential", True)
            events.append(Asked(on, by=by, essential=essential, again=bool(fields) and fields <= asked))
            asked |= fields
            waiting = waiting or essential
        elif entry.kind == "moved":
            if data["transition"] in definition.deadline.asks:
                events.append(Asked(on, again=waiting))
                waiting = True
            elif waiting and not _waits(definition, data["to"]):
                events.append(Answered(on) if entry.actor_kind == ActorKind.RESIDENT else Waived(on))
                waiting = False
        elif entry.kind == "mended":
            if data.get("clock") == RESTART:
                events.append(Amended(on))
        elif entry.kind in ("came", "complete"):  # said with the move that goes on: that one waived nothing
            if isinstance(events[-1], Waived):
                events.pop()
            said = Answered if entry.kind == "came" else Completed
            events.append(said(dt.date.fromisoformat(data["on"])))
        elif entry.kind == "transmitted":  # the first receipt, where it came from elsewhere
            if data.get("first"):
                events[0] = Received(min(received_on, dt.date.fromisoformat(data["first"])))
            events.append(Transmitted(dt.date.fromisoformat(data["here"])))
        elif entry.kind == "extended":
            events.append(Extended(on, data["rule"]))
        elif entry.kind.startswith("opinion_"):
            events += _of_opinion(entry.kind, on, data)
    if ended_on is not None:
        events.append(Ended(ended_on))
    return events


def _waits(definition: CaseTypeDefinition, status_id: str) -> bool:
    """Whether the person has to act there. A status of an earlier revision alone is none in which anybody waits now."""
    return any(one.id == status_id and one.kind is Kind.WAITING for one in definition.workflow.statuses)


def _of_opinion(kind: str, on: dt.date, data: Mapping[str, Any]) -> Iterable[Event]:
    """What an entry about an opinion tells a clock: nothing unless it was asked by a rule of the clock."""
    rule = data.get("clock", "")
    if not rule:
        return
    if kind == "opinion_asked":
        yield Consulted(on, rule)
    elif kind in ("opinion_given", "opinion_declined"):
        yield Opinion(on, rule, Favour(data["favour"]) if data.get("favour") else Favour.NONE)
    elif kind == "opinion_released":
        yield Released(on, rule)


def course(deadline: Deadline, law: Law | None, events: Sequence[Event], calendar: calendars.Calendar) -> Course:
    """The course of the law's clock: its dates and their explanation.

    When a town hall is closed moves what it promised, never what the law gives: its own closing days don't count here.
    """
    public = calendars.Calendar(calendar.zone, good_friday=calendar.good_friday)
    return deadlines.reckon(deadline.rules or Rules(), law, events, public)


#: what is promised stands still while something is missing, and never starts again
_PROMISED = Pieces(pause=Pause.SUSPEND)


def stops(deadline: Deadline) -> bool:
    """Whether asking the person for something moves a date of the law's clock."""
    rules = deadline.rules
    return rules is not None and (rules.pieces.pause is not Pause.NONE or rules.start is not Start.RECEIPT)


def _promised(deadline: Deadline, events: Sequence[Event], calendar: calendars.Calendar) -> dt.date | None:
    rules, days = deadline.rules, deadline.promise_working_days or 0
    here = [event.on for event in events if isinstance(event, Transmitted)]
    if here:  # what one promises runs from one's own receipt
        others = [event for event in events if not isinstance(event, Transmitted | Received)]
        events = [Received(here[-1]), *others]
    if rules is None:
        received = next(event.on for event in events if isinstance(event, Received))
        return calendars.add_working_days(received, days, calendar)
    rules = Rules(pieces=_PROMISED, completeness=rules.completeness) if stops(deadline) else Rules()
    law = Law(Length(days=days, unit=Unit.WORKED))
    return deadlines.reckon(rules, law, events, calendar).last_day


def counted(
    deadline: Deadline,
    law: Law | None,
    answers: Mapping[str, Any],
    events: Sequence[Event],
    calendar: calendars.Calendar,
) -> Clock:
    """The dates of a request to which `events` happened. calendar: the organisation's, for a promise in working days;
    a legal silence runs over every day.
    """
    found = course(deadline, law, events, calendar) if law else None
    last_day = found.last_day if found and found.effect_on else None
    days = [last_day]
    if deadline.promise_working_days:
        days.append(_promised(deadline, events, calendar))
    if deadline.before:
        event = value_at(answers, deadline.before)
        received = next(one.on for one in events if isinstance(one, Received))
        if isinstance(event, str):
            # An answer after the event is none; one that comes with less notice is due at once.
            days.append(max(received, dt.date.fromisoformat(event[:10]) - dt.timedelta(days=1)))
    return Clock(
        due_on=min((day for day in days if day), default=None),
        last_day=last_day,
        silence_on=found.effect_on if found else None,
        silence_effect=str(found.effect) if found and found.effect else "",
    )


def clock(
    deadline: Deadline,
    silence: Silence | None,
    answers: Mapping[str, Any],
    received_on: dt.date,
    calendar: calendars.Calendar,
) -> Clock:
    """The dates of a request as it is received on `received_on`.

    silence: as this organisation has confirmed it, or as the definition reads the law.
    """
    law = law_of(pinned(silence), deadline)
    return counted(deadline, law, answers, [Received(received_on)], calendar)
