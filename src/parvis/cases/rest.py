"""Cases through the API: the list, one of them, its timeline, messages, files and dates. See docs/develop/api.md."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from parvis.access.api import log_consultations
from parvis.apiplatform.api import READ_REFUSALS, REFUSALS, Token, caller
from parvis.apiplatform.data import Mistake, Problem, Scope
from parvis.cases import rest_shapes as shapes
from parvis.cases.data import Actor, ActorKind, NotFound
from parvis.cases.domain import attachments, changing, desk, listing, revisions, streaming, tagging, types
from parvis.cases.domain.writing import reachable
from parvis.cases.models import Case, Message, TimelineEntry
from parvis.cases.registry import FINDERS, Asked, BadList
from parvis.documents import api as documents
from parvis.files import api as files
from parvis.kernel import clock

router = Router()
_READS = Token(Scope.CASES_READ)


def actor(request: HttpRequest) -> Actor:
    """The programme that calls, as the spine knows it: an agent of no more than its token's walls, under its name."""
    found = caller(request)
    roles = {wall: frozenset({"agent"}) for wall in found.walls}
    return Actor(ActorKind.AGENT, name=found.name, person_id=found.id, roles=roles)


def case_of(request: HttpRequest, case_id: uuid.UUID) -> Case:
    """The case, whose opening is written down: three statements. Raises Problem."""
    try:
        case = reachable(case_id, by=actor(request))
    except NotFound:
        raise Problem("missing") from None
    desk.consulted(case)
    request.version = case.version  # type: ignore[attr-defined]
    return case


class ListIn(Schema):
    """What may be asked of the list."""

    model_config = ConfigDict(extra="forbid")

    procedure: str = Field("", max_length=80, description="Slug of a procedure")
    status: str = Field("", max_length=60, description="A status of its workflow")
    state: Literal["open", "closed", "all"] = "all"
    q: str = Field("", max_length=200, description="Words to search in answers, messages and references")
    reference: str = Field("", max_length=30)
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    changed_since: dt.datetime | None = Field(
        None, description="Cases to which something happened since, in that order; with procedure and status alone"
    )
    answers: bool = Field(False, description="Whether the answers come along")
    limit: int = Field(50, ge=1, le=100)
    cursor: str = Field("", max_length=300, description="`next` of the page before, with the same other parts")


class ListOut(Schema):
    """A page of the list."""

    items: list[shapes.CaseLineOut]
    next: str | None = Field(description="Cursor of the page that follows; none at the end")
    complete_until: dt.datetime | None = Field(
        None, description="With changed_since: nothing of before comes later. At the end, begin the next walk here"
    )


@router.get("/cases", response={200: ListOut, **READ_REFUSALS}, summary="The list of cases", auth=_READS)
def read_cases(request: HttpRequest, asked: Query[ListIn]) -> Any:
    """Received last comes first. With `changed_since`, what changed first comes first, a page may hold fewer than
    `limit`, and a case that changes again comes again.
    """
    walls = caller(request).walls
    if unknown := sorted(set(request.GET) - set(ListIn.model_fields)):
        # what is spelt wrong would ask for everything
        raise Problem("invalid", errors=[Mistake(_("There is nothing of that name"), parameter=one) for one in unknown])
    until = None
    if asked.changed_since:
        ids, after, until = _changed(asked, walls)
    else:
        ids, after = _found(asked, walls)
    slugs = {one.case_type_id: one.slug for one in types.handled(walls)}
    found = {one.id: one for one in streaming.records(ids, answers=asked.answers) if one.wall_id in walls}
    if asked.answers and found:  # who reads a hundred files at once has opened each of them
        log_consultations(kind="case", found=[(one.id, one.wall_id) for one in found.values()])
    lines = [shapes.line(found[ident], slugs, answers=asked.answers) for ident in ids if ident in found]
    if asked.changed_since:
        lines = [
            one
            for one in lines
            if asked.procedure in ("", one["procedure"]) and asked.status in ("", one["status"]["id"])
        ]
    return {"items": lines, "next": after or None, "complete_until": until}


def _found(asked: ListIn, walls: tuple[uuid.UUID, ...]) -> tuple[list[uuid.UUID], str]:
    said = Asked(
        procedure=asked.procedure,
        status=asked.status,
        state=asked.state,
        words=asked.q,
        reference=asked.reference,
        received_from=asked.received_from.isoformat() if asked.received_from else "",
        received_to=asked.received_to.isoformat() if asked.received_to else "",
        cursor=asked.cursor,
        size=asked.limit,
    )
    for finder in FINDERS:
        try:
            ids, after = finder.find(said, walls, clock.today())
        except BadList as error:
            mistakes = [Mistake(words, parameter=_NAMES.get(part, part)) for part, words in error.problems.items()]
            raise Problem("invalid", errors=mistakes) from error
        return list(ids), after
    raise Problem("missing")


_NAMES = {"words": "q"}


def _changed(asked: ListIn, walls: tuple[uuid.UUID, ...]) -> tuple[list[uuid.UUID], str, dt.datetime]:
    assert asked.changed_since is not None
    given = asked.model_fields_set - {"changed_since", "procedure", "status", "limit", "cursor", "answers"}
    if given:
        words = _("This does not go with changed_since")
        raise Problem("invalid", errors=[Mistake(words, parameter=name) for name in sorted(given)])
    moment = asked.changed_since
    if moment.tzinfo is None or not 1970 <= moment.year < 3000:
        words = _("Give a moment with its zone, like 2026-11-22T09:00:00Z")
        raise Problem("invalid", errors=[Mistake(words, parameter="changed_since")])
    try:
        after = uuid.UUID(asked.cursor) if asked.cursor else changing.since(moment)
    except ValueError:
        raise Problem("invalid", errors=[Mistake(_("This is no cursor of ours"), parameter="cursor")]) from None
    found = changing.changed(walls, after=after, size=asked.limit)
    return list(found.ids), str(found.after) if found.after else "", found.until


@router.get("/cases/{uuid:case_id}", response={200: shapes.CaseOut, **REFUSALS}, summary="A case", auth=_READS)
def read_case(request: HttpRequest, case_id: uuid.UUID) -> Any:
    """With its answers, which the schema of its revision describes."""
    try:
        file = listing.open_case(case_id, by=actor(request), at=clock.now())
    except NotFound:
        raise Problem("missing") from None
    request.version = file.case.version  # type: ignore[attr-defined]
    return shapes.whole(file, tagging.of_case(file.case.id))


@router.get(
    "/cases/{uuid:case_id}/timeline",
    response={200: list[shapes.EntryOut], **REFUSALS},
    summary="Its timeline",
    auth=_READS,
)
def read_timeline(request: HttpRequest, case_id: uuid.UUID) -> Any:
    """What happened to it, the oldest first."""
    case = case_of(request, case_id)
    return [shapes.entry(one) for one in TimelineEntry.objects.filter(case=case).order_by("id")]


@router.get(
    "/cases/{uuid:case_id}/messages",
    response={200: list[shapes.MessageOut], **REFUSALS},
    summary="Its messages",
    auth=_READS,
)
def read_messages(request: HttpRequest, case_id: uuid.UUID) -> Any:
    """Either way, the oldest first. Reading them here marks none as read."""
    case = case_of(request, case_id)
    return [shapes.message(one) for one in Message.objects.filter(case=case).order_by("id")]


@router.get(
    "/cases/{uuid:case_id}/deadlines", response={200: shapes.DeadlinesOut, **REFUSALS}, summary="Its dates", auth=_READS
)
def read_deadlines(request: HttpRequest, case_id: uuid.UUID) -> Any:
    """The dates of the law and of promises."""
    return shapes.deadlines(case_of(request, case_id))


@router.get(
    "/cases/{uuid:case_id}/files", response={200: list[shapes.FileOut], **REFUSALS}, summary="Its files", auth=_READS
)
def read_files(request: HttpRequest, case_id: uuid.UUID) -> Any:
    """What was attached, and what the administration issued and has sealed."""
    case = case_of(request, case_id)
    published = revisions.load(case.revision_id)
    found = [shapes.attached(one, published, case.answers) for one in attachments.shared(case)]
    return found + [shapes.issued(one) for one in documents.of_case(case.id) if one.ready]


@router.get(
    "/cases/{uuid:case_id}/files/{uuid:file_id}",
    response={200: bytes, **REFUSALS},
    summary="One of its files",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}}},
    auth=_READS,
)
def read_file(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponseBase:
    """Its bytes. Their type is said where it is one that is harmless to show."""
    case = case_of(request, case_id)
    own = {one.id for one in attachments.shared(case)}
    own |= {one.file_id for one in documents.of_case(case.id) if one.file_id}
    if file_id not in own:
        raise Problem("missing")
    try:
        return files.download(files.fetch(file_id))
    except (files.FileNotFound, files.FileDamaged):
        raise Problem("missing") from None
