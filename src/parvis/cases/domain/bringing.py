"""Cases that are brought in together: the rows that the operations would have written, as the text that COPY reads.

What is asked of whoever brings them: the place of each request, what was answered, what happened when, and the numbers
that must be unique. `bringing_rows` makes rows of it, `bringing_places` reads where.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from parvis.calendars.api import Calendar
from parvis.cases.data import OutcomeText
from parvis.cases.definition import Silence
from parvis.cases.domain import clocks, handling, revisions
from parvis.cases.domain.reference import ALPHABET, RANDOM, check_character, fold
from parvis.cases.models import Handling
from parvis.workflows.data import Transition

#: how many references an organisation has in a year
CODES = len(ALPHABET) ** RANDOM


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts for the administration. `id`: of an account, or of one that is no more."""

    id: str
    name: str
    quality: str = ""


@dataclass(frozen=True)
class Place:
    """One case type in one organisation: all that its cases have in common. Ids as text: they are only written.

    silence: what the organisation has confirmed of the effect of no answer, as JSON.
    """

    slug: str
    case_type_id: str
    revision_id: str
    organisation_id: str
    wall_id: str
    department_id: str
    prefix: str
    calendar: Calendar
    silence: str
    agents: tuple[Hand, ...]
    supervisor: Hand


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens to a case: a transition's id, or "message", "reply" (the resident's), "note".

    hours: since the one before. words: the reason, message or note.
    """

    do: str
    by: str
    hours: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One request and what happened to it. code: of its reference; number: of its decision's series; place: of its
    first entry in the record.
    """

    place: Place
    at: dt.datetime
    acts: Sequence[tuple[Act, dt.datetime]]
    answers: dict[str, Any]
    resident: str
    channel: str
    code: int
    number: int | None
    first: int


@lru_cache(maxsize=64)
def published(revision_id: str) -> revisions.Published:
    """The revision of that id."""
    return revisions.load(uuid.UUID(revision_id))


@lru_cache(maxsize=64)
def transitions(revision_id: str) -> dict[str, Transition]:
    workflow = published(revision_id).definition.workflow
    return {one.id: one for one in workflow.transitions}


def series(revision_id: str, acts: Sequence[Act]) -> str:
    """The series whose next number the decision among these acts takes; nothing if it takes none."""
    decisions = published(revision_id).definition.decisions
    for act in acts:
        move = transitions(revision_id).get(act.do)
        for use in move.actions if move else ():
            if use.type in ("decide", "confirm"):
                if use.options["outcome"] == "refused" and decisions.refused:
                    return decisions.refused.series
                accepted = decisions.accepted
                if use.options["outcome"] == "accepted" and accepted and not isinstance(accepted, OutcomeText):
                    return accepted.series
    return ""


#: entries of the record that an action makes, beside its transition's own
_SEALED = {"assign": 1, "message": 1, "decide": 2, "confirm": 2, "post": 1}


def entries(revision_id: str, acts: Sequence[Act]) -> int:
    """How many entries of the record such a case has."""
    known = transitions(revision_id)
    found = 2
    for act in acts:
        found += 1
        if act.do in known:
            found += sum(_SEALED.get(use.type, 0) for use in known[act.do].actions)
    return found


def reference_of(prefix: str, year: int, code: int) -> tuple[str, str]:
    """The reference with that code, and its key."""
    letters = ""
    for _place in range(RANDOM):
        code, value = divmod(code, len(ALPHABET))
        letters += ALPHABET[value]
    start = f"{fold(prefix)}{year % 100:02}{letters}"
    check = check_character(start)
    return f"{prefix}-{year % 100:02}-{letters}-{check}", start + check


@lru_cache(maxsize=512)
def _handled(revision_id: str, silence: str) -> Silence | None:
    """The effect of no answer there. silence: as JSON, what the organisation has confirmed of it."""
    return handling.silence_of(published(revision_id).definition, Handling(silence=json.loads(silence)))


@lru_cache(maxsize=100_000)
def _dates(revision_id: str, silence: str, day: dt.date, calendar: Calendar) -> clocks.Clock:
    """The dates of a request whose answers do not matter for them."""
    definition = published(revision_id).definition
    return clocks.clock(definition.deadline, _handled(revision_id, silence), {}, day, calendar)


def dates(place: Place, answers: Mapping[str, Any], day: dt.date) -> clocks.Clock:
    """The dates of a request received that day, as its submission would have computed them."""
    definition = published(place.revision_id).definition
    silence = _handled(place.revision_id, place.silence)
    if definition.deadline.before is None and (silence is None or silence.when is None):
        return _dates(place.revision_id, place.silence, day, place.calendar)
    found = handling.concerning(silence, answers, day)
    return clocks.clock(definition.deadline, found, answers, day, place.calendar)


def law(place: Place, answers: Mapping[str, Any], day: dt.date) -> dict[str, Any] | None:
    """The délai and its effect as such a request keeps them."""
    return clocks.pinned(handling.concerning(_handled(place.revision_id, place.silence), answers, day))


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of the timeline as a clock reads it."""

    kind: str
    data: Mapping[str, Any]
    at: dt.datetime
    actor_kind: str


def dates_since(
    place: Place, answers: Mapping[str, Any], day: dt.date, law: Mapping[str, Any] | None, found: Sequence[Happening]
) -> clocks.Clock:
    """The dates of such a request to which that happened, as its moves would have derived them."""
    definition = published(place.revision_id).definition
    events = clocks.events_of(definition, day, found)
    known = clocks.law_of(law, definition.deadline)
    return clocks.counted(definition.deadline, known, answers, events, place.calendar)
