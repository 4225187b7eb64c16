"""The dates of a case after something happened to it: derived anew from definition and timeline, never moved."""

import datetime as dt
from typing import TYPE_CHECKING

from parvis.calendars.api import Calendar
from parvis.cases.data import Kind
from parvis.cases.domain import clocks, handling
from parvis.cases.domain.revisions import Published
from parvis.cases.models import Case, TimelineEntry
from parvis.deadlines.data import Course
from parvis.kernel.clock import PARIS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parvis.cases.domain.writing import Writing


def settle(write: "Writing", source: str) -> None:
    """After a transition from the status `source`: the dates that the timeline gives now, this write's entries too.

    No statement unless the procedure says how its clock runs and something happened that it reads: one for the
    timeline, one for closing days where something is promised. What has ended keeps the dates that it had.
    """
    definition, case = write.published.definition, write.case
    if definition.deadline.rules is None or case.closed_at is not None or not _concerned(write, source):
        return
    apply(write)


def apply(write: "Writing") -> None:
    """Give the case of a write the dates that its timeline gives, this write's entries too: one statement, two where
    something is promised.
    """
    case = write.case
    before = TimelineEntry.objects.filter(case=case, kind__in=clocks.KINDS).order_by("id")
    dates = counted(case, write.published, [*before, *write.entries], write.at)
    found = {
        "due_on": dates.due_on,
        "last_day": dates.last_day,
        "silence_on": dates.silence_on,
        "silence_effect": dates.silence_effect,
    }
    changed: dict[str, object] = {name: value for name, value in found.items() if getattr(case, name) != value}
    if "silence_on" in changed and case.silence_told_on is not None:
        changed["silence_told_on"] = None
    if changed:
        write.change(**changed)


def _concerned(write: "Writing", source: str) -> bool:
    definition = write.published.definition
    if any(entry.kind in clocks.KINDS and entry.kind != "moved" for entry in write.entries):
        return True
    moves = [entry.data for entry in write.entries if entry.kind == "moved"]
    if any(move["transition"] in definition.deadline.asks for move in moves):
        return True
    return definition.workflow.status(source).kind is Kind.WAITING


def counted(case: Case, published: Published, entries: "Iterable[clocks.Happening]", at: dt.datetime) -> clocks.Clock:
    """The dates that these entries give a case."""
    definition = published.definition
    day = at.astimezone(PARIS).date()
    calendar = handling.calendar_of(definition, case.organisation_id, case.received_on, until=day)
    law = clocks.law_of(case.law, definition.deadline)
    events = clocks.events_of(definition, case.received_on, entries)
    return clocks.counted(definition.deadline, law, case.answers, events, calendar)


def explained(case: Case, published: Published, entries: "Iterable[clocks.Happening]") -> Course | None:
    """The course of a case's legal clock, for who looks at it: no statement. None where no law limits it, or where the
    case is of before its law was kept.
    """
    law = clocks.law_of(case.law, published.definition.deadline)
    if law is None:
        return None
    ended = case.closed_at.astimezone(PARIS).date() if case.closed_at else None
    events = clocks.events_of(published.definition, case.received_on, entries, ended)
    calendar = Calendar(handling.zone_of_organisation(case.organisation_id))
    return clocks.course(published.definition.deadline, law, events, calendar)
