"""Open requests and drafts brought to another revision of what was asked: what that would change, and doing it.

Looking is pure over what was read and writes nothing. Moving derives it anew with the row locked, and does nothing
where that differs from what somebody looked at. No answer is dropped (`adapting`, and the doors of the database).
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from parvis.cases.data import Actor, Audience, NotAllowed, NotFound, TurnState
from parvis.cases.domain import clocks, recomputing, revisions, zones
from parvis.cases.domain.adapting import Adapted, adapt
from parvis.cases.domain.answers import answers_digest, title_of
from parvis.cases.domain.revisions import Published
from parvis.cases.domain.tracking import second_elements
from parvis.cases.domain.writing import writing
from parvis.cases.events import CaseRevised
from parvis.cases.models import Case, Draft, Handling, TimelineEntry, Turn
from parvis.kernel.clock import PARIS
from parvis.workflows.data import Kind, Timer

#: the entry of a history
REVISED = "revised"
#: a draft that was saved since is being written: it is left to its person
QUIET = dt.timedelta(minutes=30)
#: kinds of effects beside those of `adapting`: the status is none of the other workflow's (a mapping says which), it
#: means something else there; dates; what keeps a request from being moved
STATUS, MEANS, TIMER, UNTIMED, SOONER, LATER, UNDATED, WAITS, PROPOSED = (
    "status",
    "means",
    "timer",
    "untimed",
    "sooner",
    "later",
    "undated",
    "waits",
    "proposed",
)
#: these keep a request where it is
HOLDING = frozenset({WAITS, PROPOSED})


@dataclass(frozen=True, slots=True)
class Change:
    """What moving one request or draft would do. effects: "kind:id"; due: before and after, for who looks at one."""

    id: uuid.UUID
    wall_id: uuid.UUID | None
    version: int
    revision_id: uuid.UUID
    effects: tuple[str, ...]
    adapted: Adapted
    status: str = ""
    reference: str = ""
    dates: clocks.Clock | None = None
    due: tuple[dt.date | None, dt.date | None] = (None, None)
    quiet: bool = True


@dataclass(slots=True)
class Looking:
    """Looks at many; keeps calendars, so that a run asks for each once. mapping: statuses of before to those of now."""

    to: Published
    mapping: Mapping[str, str] = field(default_factory=dict)
    _counting: recomputing.Counting = field(default_factory=recomputing.Counting)

    def cases(self, after: uuid.UUID, number: int) -> list[Change]:
        """The next open requests of other revisions, by id, within the acting walls: three statements."""
        rows = Case.objects.filter(case_type=self.to.case_type_id, closed_at=None, id__gt=after)
        found = list(rows.exclude(revision=self.to.id).order_by("id")[:number])
        return self._changes(found)

    def case(self, case: Case) -> Change:
        """One request at hand."""
        return self._changes([case])[0]

    def _changes(self, found: Sequence[Case]) -> list[Change]:
        ids = [case.id for case in found]
        open_turns = set(Turn.objects.filter(case_id__in=ids, state=TurnState.OPEN).values_list("case_id", flat=True))
        told: dict[uuid.UUID, list[TimelineEntry]] = defaultdict(list)
        if self.to.definition.deadline.rules is not None or self.to.definition.deadline.promise_working_days:
            for entry in TimelineEntry.objects.filter(case_id__in=ids, kind__in=clocks.KINDS).order_by("case_id", "id"):
                told[entry.case_id].append(entry)
        return [self._change(case, told[case.id], waits=case.id in open_turns) for case in found]

    def _change(self, case: Case, told: list[TimelineEntry], *, waits: bool) -> Change:
        old = revisions.load(case.revision_id)
        context = zones.context(case.organisation_id, case.received_on.isoformat())
        adapted = adapt(old, self.to, case.answers, case.former, context)
        dates = self._dates(case, adapted, told)
        effects = [
            *adapted.effects,
            *self._standing(case),
            *self._timed(case, old),
            *_moved(case.due_on, dates.due_on, "due"),
        ]
        effects += _moved(case.last_day, dates.last_day, "law")
        if waits:
            effects.append(f"{WAITS}:")
        if case.proposed:
            effects.append(f"{PROPOSED}:")
        return Change(
            case.id,
            case.wall_id,
            case.version,
            case.revision_id,
            tuple(effects),
            adapted,
            self.mapping.get(case.status, case.status),
            case.reference,
            dates,
            (case.due_on, dates.due_on),
        )

    def _standing(self, case: Case) -> Iterator[str]:
        """Where it stands, in the other workflow."""
        known = {one.id: one.kind for one in self.to.definition.workflow.statuses if not one.kind.is_final}
        if case.status not in known:
            yield f"{STATUS}:{case.status}"
        elif known[case.status] != case.kind:
            yield f"{MEANS}:{case.status}"

    def _timed(self, case: Case, old: Published) -> Iterator[str]:
        """Steps that would be taken by themselves where it stands: "timer:days:counted:transition" for one that is new
        or counts otherwise, "untimed:transition" for one that is taken so no more.
        """
        was, now = (
            {one.id: one for one in published.definition.workflow.timers if one.status == case.status}
            for published in (old, self.to)
        )
        for name, one in now.items():
            before = was.pop(name, None)
            if before is None or _pace(before) != _pace(one):
                yield f"{TIMER}:{one.days}:{one.counted}:{one.transition}"
        for one in was.values():
            yield f"{UNTIMED}:{one.transition}"

    def _dates(self, case: Case, adapted: Adapted, told: list[TimelineEntry]) -> clocks.Clock:
        """Its dates by the other definition; the law's délai is that of its receipt (`clocks.pinned`)."""
        definition = self.to.definition
        if case.law is None and case.last_day is not None:  # of before laws were kept: nobody's to derive
            return clocks.Clock(case.due_on, case.last_day, case.silence_on, case.silence_effect)
        law = clocks.law_of(case.law, definition.deadline)
        events = clocks.events_of(definition, case.received_on, told)
        calendar = self._counting.calendar(case.organisation_id)
        return clocks.counted(definition.deadline, law, adapted.answers, events, calendar)

    def drafts(self, after: uuid.UUID, number: int, today: dt.date, quiet: dt.datetime) -> list[Change]:
        """The next drafts of other revisions, by id: one statement. Within the reach of the reviser alone."""
        rows = Draft.objects.filter(case_type=self.to.case_type_id, case_id=None, id__gt=after)
        found = list(rows.exclude(revision=self.to.id).order_by("id")[:number])
        return [self.draft(row, today, quiet) for row in found]

    def draft(self, draft: Draft, today: dt.date, quiet: dt.datetime) -> Change:
        """One draft at hand. quiet: nothing may have been saved since then for it to be moved."""
        day = draft.received_on or today
        context = zones.context(draft.organisation_id, day.isoformat())
        adapted = adapt(revisions.load(draft.revision_id), self.to, draft.answers, draft.former, context, draft=True)
        return Change(
            draft.id, None, draft.version, draft.revision_id, adapted.effects, adapted, quiet=draft.saved_at < quiet
        )


def _pace(timer: Timer) -> tuple[str, int, str]:
    return timer.transition, timer.days, timer.counted


def _moved(before: dt.date | None, after: dt.date | None, what: str) -> Iterator[str]:
    if before == after:
        return
    if before is None or after is None:
        yield f"{UNDATED if after is None else SOONER}:{what}"
    else:
        yield f"{SOONER if after < before else LATER}:{what}"


def group(effects: Collection[str]) -> tuple[str, ...]:
    """What makes requests one group: the same effects, whatever their order."""
    return tuple(sorted(set(effects)))


def left(case_type_id: uuid.UUID, to: uuid.UUID) -> tuple[int, int]:
    """Open requests and drafts of other revisions, within reach: two statements."""
    cases = Case.objects.filter(case_type=case_type_id, closed_at=None).exclude(revision=to).count()
    drafts = Draft.objects.filter(case_type=case_type_id, case_id=None).exclude(revision=to).count()
    return cases, drafts


def walls_of(case_type_id: uuid.UUID) -> list[uuid.UUID]:
    """The walls behind which its requests lie: one statement."""
    return list(Handling.objects.filter(case_type=case_type_id).order_by("wall_id").values_list("wall_id", flat=True))


@dataclass(frozen=True, slots=True)
class Closely:
    """One request before and after. rows: label, answer as it is, answer as it would be ("": none, or kept aside)."""

    change: Change
    old: Published
    reference: str
    rows: tuple[tuple[str, str, str], ...]
    status: tuple[str, str]


def closely(case_id: uuid.UUID, to: Published, language: str) -> Closely | None:
    """What moving one request would do to each of its answers; None for one out of reach, or that has ended."""
    case = Case.objects.filter(id=case_id, closed_at=None).first()
    if case is None:
        return None
    change, old = Looking(to).case(case), revisions.load(case.revision_id)
    texts: list[dict[str, tuple[str, str]]] = []
    for published, answers in ((old, case.answers), (to, change.adapted.answers)):
        context = zones.context(case.organisation_id, case.received_on.isoformat())
        listed = published.form.answered(published.form.evaluate(answers, context), language)
        texts.append({one.id: (one.label, one.text) for one in listed})
    before, after = texts
    rows = []
    for name in dict.fromkeys([*after, *before]):
        label = after.get(name, before.get(name, ("", "")))[0]
        was, is_now = before.get(name, ("", ""))[1], after.get(name, ("", ""))[1]
        if was != is_now or name not in before or name not in after:
            rows.append((label, was, is_now))
    stands, known = case.status, {one.id: one.agent.into(language) for one in to.definition.workflow.statuses}
    status = (revisions.status_of(old, stands).agent.into(language), known.get(stands, ""))
    return Closely(change, old, case.reference, tuple(rows), status)


def stands(case_id: uuid.UUID) -> str:
    """The status of a request within reach, held until the transaction ends. Raises NotFound."""
    found = Case.objects.select_for_update().filter(id=case_id).values_list("status", flat=True).first()
    if found is None:
        raise NotFound(f"case {case_id}")
    return str(found)


def move(
    case_id: uuid.UUID, looking: Looking, expected: Collection[str] | None, *, by: Actor, at: dt.datetime, **noted: Any
) -> bool:
    """Bring an open request to `looking.to`; False where it is there already. expected: the effects that were looked
    at; None: whatever they are (on the way back). noted: what its history says of it beside.

    Its person is told nothing: nothing is asked of them by it. Raises NotAllowed for one that ended, that waits for
    its person or for a confirmation, whose status has no place there, or on which the move now does something else.
    """
    with writing(case_id, by=by, at=at, version=None) as write:
        case = write.case
        if case.revision_id == looking.to.id:
            write.cancel()
            return False
        if case.closed_at is not None:
            raise NotAllowed("closed")
        change = looking.case(case)
        if expected is not None and group(change.effects) != group(expected):
            raise NotAllowed("differs")
        kinds = {one.partition(":")[0] for one in change.effects}
        status = next((one for one in looking.to.definition.workflow.statuses if one.id == change.status), None)
        if kinds & HOLDING or status is None or Kind(status.kind).is_final:
            raise NotAllowed("holds")
        before, source = case.status, case.revision_id
        assert change.dates is not None
        moved = change.dates.silence_on != case.silence_on
        _write(case, change, looking.to)
        write.change(
            status=status.id,
            kind=status.kind,
            due_on=change.dates.due_on,
            last_day=change.dates.last_day,
            silence_on=change.dates.silence_on,
            silence_effect=change.dates.silence_effect,
        )
        if moved:  # a silence that moves is to be warned of anew
            write.change(silence_told_on=None)
        write.note(
            REVISED,
            {
                "answers": case.answers_digest,
                "effects": list(change.effects),
                "from": str(source),
                "status": [before, status.id],
                "to": str(looking.to.id),
                **noted,
            },
            audience=Audience.AGENTS,
        )
        write.publish(CaseRevised(case.id, case.wall_id, case.organisation_id, at))
    return True


def _write(case: Case, change: Change, to: Published) -> None:
    """Its answers and what is kept aside, through the door. Raises NotAllowed where it went on meanwhile."""
    answers = change.adapted.answers
    digest = answers_digest(answers, bytes(case.answers_salt))
    title = title_of(answers, to.definition.title) or case.title
    contact = to.definition.contact
    named = [path for path in (contact.email, contact.phone) if path and answers.get(path.partition(".")[0])]
    if case.holder:  # whoever had it before opens it no more by what they gave
        named = []
    elements = sorted({*case.second_elements, *(second_elements(contact, answers) if named else ())})
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_revise(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                case.id,
                case.version,
                to.id,
                json.dumps(answers),
                digest,
                json.dumps(change.adapted.former),
                title,
                elements,
            ],
        )
        if not cursor.fetchone()[0]:
            raise NotAllowed("holds")
    case.revision_id, case.answers, case.answers_digest = to.id, answers, digest
    case.former, case.title, case.second_elements = change.adapted.former, title, elements


def move_draft(draft_id: uuid.UUID, looking: Looking, expected: Collection[str] | None, *, at: dt.datetime) -> bool:
    """Bring a draft to `looking.to`; False where it is there already, or was sent. expected: as for `move`.

    Its pages tell its person what is asked anew. Raises NotAllowed for one that is being written at this moment, or on
    which the move now does something else; NotFound.
    """
    draft = Draft.objects.filter(id=draft_id, case_id=None).first()
    if draft is None:
        raise NotFound(f"draft {draft_id}")
    if draft.revision_id == looking.to.id:
        return False
    quiet = at - QUIET
    change = looking.draft(draft, at.astimezone(PARIS).date(), quiet)
    if not change.quiet:
        raise NotAllowed("written")
    if expected is not None and group(change.effects) != group(expected):
        raise NotAllowed("differs")
    said = {"at": at.isoformat(), "effects": list(change.effects), "from": str(draft.revision_id)}
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_draft_revise(%s, %s, %s, %s, %s, %s, %s)",
            [
                draft.id,
                draft.version,
                looking.to.id,
                json.dumps(change.adapted.answers),
                json.dumps(change.adapted.former),
                json.dumps(said),
                quiet,
            ],
        )
        if not cursor.fetchone()[0]:
            raise NotAllowed("written")
    return True
