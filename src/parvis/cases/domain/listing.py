"""Reading cases: lists by keyset, one case with all that belongs to it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from parvis.access.api import log_consultation
from parvis.cases.data import Actor, ActorKind, CaseLine, Channel, Direction, Kind, ListedCase, Standing
from parvis.cases.domain import former, revisions, tagging
from parvis.cases.domain.standing import Facts, standing
from parvis.cases.domain.writing import reachable
from parvis.cases.models import Case, Decision, Message, TimelineEntry
from parvis.kernel.reach import current
from parvis.territory.api import departments, organisations
from parvis.territory.data import Department

PAGE = 50


@dataclass(frozen=True, slots=True)
class File:
    """One case as its page shows it."""

    case: Case
    published: revisions.Published
    timeline: list[TimelineEntry]
    messages: list[Message]
    decision: Decision | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list; `after` continues it, None at its end."""

    lines: list[CaseLine]
    after: str | None


def language() -> str:
    """The page's language."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def standing_of(
    case: Case, published: revisions.Published, today: dt.date, *, holder: Department | None = None
) -> Standing:
    """Where a case stands, for its resident. No statement: names come from the directory of the process.

    holder: the department of another organisation that handles it for now.
    """
    department = holder or departments.get(case.department_id)
    status = published.definition.workflow.status(case.status)
    return standing(
        Facts(
            words=status.resident.into(language()),
            kind=Kind(case.kind),
            department=str(department.name),
            holder=organisations.get(department.organisation_id).title,
            assignee=case.assignee_name,
            due_on=case.due_on,
            last_day=case.last_day,
            silence_on=case.silence_on,
            silence_effect=case.silence_effect,
        ),
        today,
    )


def open_case(case_id: uuid.UUID, *, by: Actor, at: dt.datetime) -> File:
    """One case with its timeline, messages and decision: four statements, one more that logs an agent's consultation.

    Raises NotFound.
    """
    case = reachable(case_id, by=by)
    published = revisions.load(case.revision_id)
    if by.kind is ActorKind.AGENT:
        log_consultation(kind="case", object_id=case.id, wall_id=case.wall_id)
    return File(
        case=case,
        published=published,
        timeline=list(TimelineEntry.objects.filter(case=case).order_by("id")),
        messages=list(Message.objects.filter(case=case).order_by("id")),
        decision=Decision.objects.filter(case=case).first(),
        standing=standing_of(case, published, today=revisions.day(at)),
    )


def list_for_agents(
    walls: Sequence[uuid.UUID],
    *,
    after: str | None = None,
    open_only: bool = True,
    department_id: uuid.UUID | None = None,
    assignee_id: uuid.UUID | None = None,
    size: int = PAGE,
) -> Listed:
    """Cases behind `walls` (the acting agent's), newest first: one statement, whatever their number.

    The walls are said again in the query: the planner can't estimate the session's.
    """
    rows: QuerySet[Case] = Case.objects.filter(wall_id__in=walls)
    if open_only:
        rows = rows.filter(kind__in=[Kind.OPEN, Kind.WAITING])
    if department_id:
        rows = rows.filter(department_id=department_id)
    if assignee_id:
        rows = rows.filter(assignee_id=assignee_id)
    if after:
        rows = rows.filter(id__lt=uuid.UUID(after))
    found = list(rows.order_by("-id")[: size + 1])
    lines = [line(case) for case in found[:size]]
    return Listed(lines, str(found[size - 1].id) if len(found) > size else None)


def list_due(walls: Sequence[uuid.UUID], *, after: tuple[dt.date, uuid.UUID] | None = None, size: int = PAGE) -> Listed:
    """Open cases with a due date behind `walls`, the most urgent first. `after`: day and id of the last line seen."""
    rows = Case.objects.filter(wall_id__in=walls, kind__in=[Kind.OPEN, Kind.WAITING], due_on__isnull=False)
    if after:
        day, last = after
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, id__gt=last))
    found = list(rows.order_by("due_on", "id")[: size + 1])
    more = len(found) > size
    last_line = found[size - 1] if more else None
    return Listed([line(case) for case in found[:size]], f"{last_line.due_on}:{last_line.id}" if last_line else None)


def list_for_resident(*, at: dt.datetime) -> list[tuple[Case, Standing]]:
    """The requests of the acting subjects, newest first, each with its sentences: one statement."""
    reach = current()
    mine = Case.objects.filter(subject_id__in=reach.subjects if reach else ()).order_by("-id")[:200]
    today = revisions.day(at)
    return [(case, standing_of(case, revisions.load(case.revision_id), today)) for case in mine]


def line(case: Case) -> CaseLine:
    """A case as lists show it, in the words of agents."""
    definition = revisions.load(case.revision_id).definition
    status = definition.workflow.status(case.status)
    return CaseLine(
        id=case.id,
        reference=case.reference,
        title=case.title,
        type_name=definition.name.into(language()),
        organisation_id=case.organisation_id,
        department_id=case.department_id,
        assignee_name=case.assignee_name,
        status=status.agent.into(language()),
        kind=Kind(case.kind),
        submitted_at=case.submitted_at,
        due_on=case.due_on,
    )


#: messages to the administration that no agent has read, of the case that is looked at
_UNREAD = Message.objects.filter(case=OuterRef("id"), direction=Direction.TO_ADMINISTRATION, read_at=None)


def states_of(case_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, bool]]:
    """Version, and whether a message waits unread, of the cases of these ids within reach: one small statement."""
    rows = Case.objects.filter(id__in=case_ids).annotate(unread=Exists(_UNREAD))
    return {ident: (version, unread) for ident, version, unread in rows.values_list("id", "version", "unread")}


def lines_of(case_ids: Sequence[uuid.UUID], *, answers: bool = False) -> list[ListedCase]:
    """The cases of these ids within reach, in no order: one statement. answers: whether their texts will be asked."""
    rows = Case.objects.filter(id__in=case_ids).annotate(unread=Exists(_UNREAD), tags=tagging.of_each())
    if not answers:
        rows = rows.defer("answers")
    return [
        ListedCase(
            line=line(case),
            wall_id=case.wall_id,
            version=case.version,
            unread=case.unread,
            channel=Channel(case.channel),
            received_on=case.received_on,
            closed_at=case.closed_at,
            tags=tuple(case.tags),
            texts=partial(_texts, case),
        )
        for case in rows
    ]


def _texts(case: Case, paths: Sequence[str]) -> dict[str, str]:
    found = revisions.load(case.revision_id).form.texts(case.answers, paths, language())
    return found | former.texts(case.former, case.answers, paths, language()) if case.former else found
