"""One case as its agents' page shows it, and what a write of theirs means when another came first."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.access.api import Present, log_consultation
from parvis.access.data import RIGHTS, Right, Role
from parvis.cases.data import Actor, Conflict, Direction, LawReading, Remaining, ResourceState, Silence
from parvis.cases.domain import allotting, attachments, counting, handling, kept_values, offering, revisions, turns
from parvis.cases.models import Attachment, Case, Decision, Handling, Message, TimelineEntry, Turn
from parvis.documents import api as documents
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import current
from parvis.workflows.data import Transition


@dataclass(frozen=True, slots=True)
class DeskFile:
    """A case with all that its page shows. offered: what the agent may do now; remaining: what is left of the yearly
    limits that concern it; silence: the effect of no answer as this organisation reads the law; readings: others that
    it has still to confirm; others: who opened it in the last minutes.
    """

    case: Case
    published: revisions.Published
    offered: list[Transition]
    timeline: list[TimelineEntry]
    messages: list[Message]
    decision: Decision | None
    remaining: list[Remaining]
    silence: Silence | None
    readings: tuple[LawReading, ...]
    documents: list[documents.DocumentView]
    turns: list[Turn]
    counted: list[ResourceState]
    others: list[Present]
    attachments: list[Attachment]


def rights_in(by: Actor, wall_id: uuid.UUID) -> frozenset[Right]:
    """What the roles of `by` allow behind a wall."""
    return frozenset(right for role in by.roles_in(wall_id) if role in set(Role) for right in RIGHTS[Role(role)])


def offered(case: Case, *, by: Actor, at: dt.datetime) -> list[Transition]:
    """What `by` may do with a case that was already fetched within their reach. One statement where
    steps keep values, none else.
    """
    published = revisions.load(case.revision_id)
    return offering.offered(case, published, kept_values.facts(case, published, revisions.day(at)), by=by)


def consulted(case: Case) -> list[Present]:
    """Write down that the acting agent saw the case, on both sides of the wall if it is lent to them; who else opened
    it in the last minutes. One statement.
    """
    reach = current()
    walls = reach.walls if reach else ()
    also = () if case.wall_id in walls else walls
    return log_consultation(kind="case", object_id=case.id, wall_id=case.wall_id, also=also)


def open_desk_file(case: Case, *, by: Actor, at: dt.datetime) -> DeskFile:
    """Everything around a case that the gate gave to an agent; their consultation is logged, and the resident's
    messages count as read. Some eight statements, whatever there is to show.
    """
    others = consulted(case)
    published = revisions.load(case.revision_id)
    messages = list(Message.objects.filter(case=case).order_by("id"))
    _read(messages, case, by, at)
    silence, readings = None, tuple[LawReading, ...]()
    if case.silence_on or handling.readings_of(published.definition):
        silence, readings = _silence(case, published)
    asked = turns.of_case(case, published)
    return DeskFile(
        case=case,
        published=published,
        offered=_offered_today(case, asked, by=by, at=at),
        timeline=list(TimelineEntry.objects.filter(case=case).order_by("id")),
        messages=messages,
        decision=Decision.objects.filter(case=case).first() if case.closed_at else None,
        remaining=counting.remaining(case.organisation_id, published.definition, case.answers, at=at),
        silence=silence,
        readings=readings,
        documents=documents.of_case(case.id),
        turns=asked,
        counted=allotting.states(case, published),
        others=others,
        attachments=attachments.of_case(case),
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """A case as it is seen beside a list. written: the last messages, oldest first; attachments, others: as in
    `DeskFile`.
    """

    case: Case
    published: revisions.Published
    offered: list[Transition]
    written: list[Message]
    silence: Silence | None
    attachments: list[Attachment]
    others: list[Present]


def glance(case: Case, *, by: Actor, at: dt.datetime, most: int) -> Glance:
    """What is seen of a case beside a list: as much of a consultation as its page, and the resident's messages among
    the last `most` count as read. Some five statements, whatever there is to show.
    """
    others = consulted(case)
    published = revisions.load(case.revision_id)
    written = list(Message.objects.filter(case=case).order_by("-id")[:most])[::-1]
    _read(written, case, by, at)
    return Glance(
        case=case,
        published=published,
        offered=_offered_today(case, turns.of_case(case, published), by=by, at=at),
        written=written,
        silence=_silence(case, published)[0] if case.silence_on else None,
        attachments=attachments.of_case(case),
        others=others,
    )


def _read(messages: Sequence[Message], case: Case, by: Actor, at: dt.datetime) -> None:
    """Note that who may answer them has read these messages of the resident's."""
    unread = [found.id for found in messages if found.direction == Direction.TO_ADMINISTRATION and not found.read_at]
    if unread and Right.HANDLE_CASES in rights_in(by, case.wall_id):
        Message.objects.filter(id__in=unread).update(read_at=at)


def _silence(case: Case, published: revisions.Published) -> tuple[Silence | None, tuple[LawReading, ...]]:
    """The effect of no answer, and the readings that this organisation has still to confirm."""
    handled = Handling.objects.get(case_type=case.case_type_id, organisation_id=case.organisation_id)
    silence = handling.silence_of(published.definition, handled) if case.silence_on else None
    return silence, handling.unconfirmed(published.definition, handled)


def _offered_today(case: Case, asked: list[Turn], *, by: Actor, at: dt.datetime) -> list[Transition]:
    """What `by` may do now, but for what becomes of a visit that is still to come."""
    today = at.astimezone(PARIS).date()
    return [move for move in offered(case, by=by, at=at) if not turns.early(move, asked, today)]


def _mine(conflict: Conflict, by: Actor, version: int) -> list[TimelineEntry]:
    """What `by` wrote right after the version that they saw: a second click's first one."""
    entries: Sequence[TimelineEntry] = conflict.theirs
    return [entry for entry in entries if entry.version == version + 1 and entry.actor_id == by.person_id]


def moved_already(conflict: Conflict, transition_id: str, reason: str | None, *, by: Actor, version: int) -> bool:
    """Whether what came first was this very transition by the same agent: a double click, a retry, the back key.
    reason: None where its words were approved before, and stand whatever is sent.
    """
    return any(
        entry.kind == "moved"
        and entry.data.get("transition") == transition_id
        and (reason is None or entry.data.get("reason", "") == reason.strip())
        for entry in _mine(conflict, by, version)
    )


def said_already(conflict: Conflict, body: str, *, by: Actor, version: int) -> bool:
    """Whether what came first was this very message by the same agent."""
    ids = [entry.data["message"] for entry in _mine(conflict, by, version) if entry.kind == "message"]
    return Message.objects.filter(id__in=ids, body=body.strip()).exists() if ids else False


def assigned_already(
    conflict: Conflict, assignee_id: uuid.UUID | None, department_id: uuid.UUID, *, by: Actor, version: int
) -> bool:
    """Whether what came first was this very assignment by the same agent."""
    given = (str(assignee_id) if assignee_id else None, str(department_id))
    return any(
        entry.kind == "assigned" and (entry.data.get("assignee"), entry.data.get("department")) == given
        for entry in _mine(conflict, by, version)
    )
