"""The dates of many open cases derived anew, after a calendar changed or a rule was mended: what differs is written.

A case is looked at once, with the timeline that it has; its dates are pure functions of it, so that a run that was cut
short is simply run again. What differs is derived once more with the case locked, then written chunk by chunk, with an
entry in each timeline and its seal: nobody's date moves in silence.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from parvis.calendars.api import Calendar
from parvis.cases.domain import clocks, handling, revisions
from parvis.cases.domain.actors import system
from parvis.cases.domain.writing import TIMELINE, Writing
from parvis.cases.models import Case
from parvis.deadlines.data import Event
from parvis.kernel import rows
from parvis.ledger import api as ledger
from parvis.ledger.data import Seal
from parvis.territory.api import closing_days

#: cases that are looked at at once
CHUNK = 2_000
#: what an entry of the timeline says of it
RECOUNTED = "recounted"
_SILENCE = "silence"
_START = uuid.UUID(int=0)
_FIRST, _LAST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)
_LOOK = """
    select c.id, c.organisation_id, c.revision_id, c.received_on, c.law::text, c.due_on, c.last_day, c.silence_on,
           c.silence_effect, case when c.revision_id = any(%s) then c.answers::text end
      from cases_case c
"""
_NAMES = ("due_on", "last_day", "silence_on", "silence_effect")


@dataclass(frozen=True, slots=True)
class Change:
    """A case whose dates differ from those that it keeps."""

    case_id: uuid.UUID
    before: clocks.Clock
    after: clocks.Clock


@dataclass(slots=True)
class Looked:
    """One chunk: how many cases were looked at, up to which one, and what differs."""

    last: uuid.UUID
    cases: int
    changes: list[Change]
    left_alone: int


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    actor_kind: str
    data: Any
    at: dt.datetime


@dataclass(slots=True)
class Counting:
    """Derives dates; keeps the calendar of each organisation, so that a run asks for it once.

    day, closed: a day that is taken for a closing day of all (or for none), whatever their calendars say: what if?
    """

    day: dt.date | None = None
    closed: bool = True
    _calendars: dict[uuid.UUID, Calendar] = field(default_factory=dict)

    def calendar(self, organisation_id: uuid.UUID) -> Calendar:
        found = self._calendars.get(organisation_id)
        if found is None:
            closed = closing_days.between(organisation_id, _FIRST, _LAST)
            zone = handling.zone_of_organisation(organisation_id)
            days = {one.date for one in closed}
            if self.day is not None:
                (days.add if self.closed else days.discard)(self.day)
            found = self._calendars[organisation_id] = Calendar(zone, frozenset(days))
        return found

    def look(
        self,
        after: uuid.UUID,
        *,
        number: int = CHUNK,
        case_type_ids: Sequence[uuid.UUID] = (),
        organisation_ids: Sequence[uuid.UUID] = (),
        walls: Sequence[uuid.UUID] = (),
        on: dt.date | None = None,
    ) -> Looked:
        """The next open cases after one, by id: two statements. Of all types, organisations, walls, if none is named.

        on: of those alone that were received by this day and are due then or later: no others hang on what day it is.
        """
        conditions, values = "c.closed_at is null and c.id > %s", list[Any]([after])
        wanted_of = (("case_type_id", case_type_ids), ("organisation_id", organisation_ids), ("wall_id", walls))
        for column, wanted in wanted_of:
            if wanted:
                conditions += f" and c.{column} = any(%s)"
                values.append(list(wanted))
        if on is not None:
            conditions += " and c.received_on <= %s and c.due_on >= %s"
            values += [on, on]
        return self._looked(f"{conditions} order by c.id limit {int(number)}", values, after)

    def again(self, case_ids: Sequence[uuid.UUID]) -> Looked:
        """The same for cases by id, held until the transaction ends."""
        return self._looked("c.closed_at is null and c.id = any(%s) order by c.id for update", [list(case_ids)], _START)

    def _looked(self, clause: str, values: Sequence[Any], after: uuid.UUID) -> Looked:
        with connection.cursor() as cursor:
            cursor.execute(f"{_LOOK} where {clause}", [_reading_answers(), *values])
            found = cursor.fetchall()
            entries = _entries(cursor, [row[0] for row in found if _ruled(row[2])])
        changes, alone = [], 0
        for row in found:
            told = entries.get(row[0], [])
            kept = clocks.Clock(*row[5:9])
            # what silence did was told, and stands; dates of before laws were kept are nobody's to derive
            if any(entry.kind == _SILENCE for entry in told) or (row[4] is None and row[6] is not None):
                alone += 1
                continue
            derived = self._derived(row, told)
            if derived != kept:
                changes.append(Change(row[0], kept, derived))
        return Looked(found[-1][0] if found else after, len(found), changes, alone)

    def _derived(self, row: Sequence[Any], told: Sequence[_Entry]) -> clocks.Clock:
        _id, organisation_id, revision_id, received_on, law, *_dates, answers = row
        definition = revisions.load(revision_id).definition
        events = tuple(clocks.events_of(definition, received_on, told))
        calendar = self.calendar(organisation_id)
        if answers is None:
            return _counted(revision_id, law, events, calendar)
        return _count(revision_id, law, events, calendar, json.loads(answers))


def _entries(cursor: Any, case_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[_Entry]]:
    """What the clocks of cases read of their timelines, oldest first: one statement, none for no case."""
    found: dict[uuid.UUID, list[_Entry]] = defaultdict(list)
    if not case_ids:
        return found
    cursor.execute(
        "select case_id, kind, actor_kind, data, at from cases_timelineentry"
        " where case_id = any(%s) and kind = any(%s) order by case_id, id",
        [list(case_ids), [*clocks.KINDS, _SILENCE]],
    )
    for case_id, kind, actor, data, at in cursor.fetchall():
        found[case_id].append(_Entry(kind, actor, json.loads(data) if isinstance(data, str) else data, at))
    return found


def _ruled(revision_id: uuid.UUID) -> bool:
    """Whether anything that happens moves the dates of its cases."""
    return revisions.load(revision_id).definition.deadline.rules is not None


def _reading_answers() -> list[uuid.UUID]:
    """The revisions whose dates hang on an answer."""
    with connection.cursor() as cursor:
        cursor.execute("select id from cases_revision where definition -> 'deadline' ? 'before'")
        return [row[0] for row in cursor.fetchall()]


@lru_cache(maxsize=100_000)
def _counted(revision_id: uuid.UUID, law: str | None, events: tuple[Event, ...], calendar: Calendar) -> clocks.Clock:
    """Many cases of one day have one story."""
    return _count(revision_id, law, events, calendar, {})


def _count(
    revision_id: uuid.UUID, law: str | None, events: tuple[Event, ...], calendar: Calendar, answers: dict[str, Any]
) -> clocks.Clock:
    deadline = revisions.load(revision_id).definition.deadline
    known = clocks.law_of(json.loads(law) if law else None, deadline)
    return clocks.counted(deadline, known, answers, list(events), calendar)


def write(counting: Counting, case_ids: Sequence[uuid.UUID], *, at: dt.datetime) -> int:
    """Give these cases the dates that their timelines give, in one transaction; how many differed still.

    Six statements, however many cases. `at`: when it was counted anew.
    """
    with transaction.atomic():
        changes = counting.again(case_ids).changes
        if not changes:
            return 0
        cases = {case.id: case for case in Case.objects.filter(id__in=[one.case_id for one in changes])}
        writes = []
        for one in changes:
            one_write = Writing(cases[one.case_id], by=system(""), at=at)
            one_write.note(RECOUNTED, {"after": _said(one.after), "before": _said(one.before)})
            writes.append(one_write)
        _update(changes)
        entries = [entry for one in writes for entry in one.entries]
        rows.insert(entries)
        ledger.record(
            [Seal(TIMELINE, one.id, one.kind, one.at, one.payload(), bytes(one.salt)) for one in entries],
        )
    return len(changes)


def _said(found: clocks.Clock) -> dict[str, str]:
    return {name: str(getattr(found, name) or "") for name in _NAMES}


def _update(changes: Sequence[Change]) -> None:
    """A silence that moves is to be warned of anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_case c set due_on = v.due_on, last_day = v.last_day, silence_on = v.silence_on,"
            " silence_effect = v.silence_effect, version = c.version + 1, silence_told_on ="
            " case when v.silence_on is distinct from c.silence_on then null else c.silence_told_on end"
            " from unnest(%s::uuid[], %s::date[], %s::date[], %s::date[], %s::text[])"
            " as v (id, due_on, last_day, silence_on, silence_effect) where c.id = v.id",
            [
                [one.case_id for one in changes],
                *([getattr(one.after, name) for one in changes] for name in _NAMES),
            ],
        )


def walk(
    counting: Counting,
    *,
    after: uuid.UUID = _START,
    case_type_ids: Sequence[uuid.UUID] = (),
    organisation_ids: Sequence[uuid.UUID] = (),
) -> Iterator[Looked]:
    """Chunk after chunk of all open cases within reach."""
    while True:
        looked = counting.look(after, case_type_ids=case_type_ids, organisation_ids=organisation_ids)
        if not looked.cases:
            return
        yield looked
        after = looked.last
