"""What the API says of cases: shapes, and how a case fills them."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from ninja import Schema
from pydantic import Field

from parvis.access.api import describe_wall
from parvis.cases.domain import attachments, listing, types
from parvis.cases.domain.revisions import Published
from parvis.cases.domain.streaming import Record
from parvis.cases.models import Attachment, Case, Decision, Message, TimelineEntry
from parvis.documents.api import DocumentView
from parvis.territory.api import departments, organisations


class Named(Schema):
    """Something by its id, and what it is called in the language of the call."""

    id: uuid.UUID
    name: str


class StatusOut(Schema):
    """Where a case stands: its status (an id of its workflow), and what that means everywhere."""

    id: str
    label: str
    kind: str = Field(description="open, waiting, decided or closed")


class RevisionOut(Schema):
    """The published form and workflow that the case keeps."""

    id: uuid.UUID
    number: int


class DeadlinesOut(Schema):
    """The dates of the law and of promises, as kept. last_day: the last one before no answer has its effect."""

    received_on: dt.date
    complete_on: dt.date | None
    due_on: dt.date | None
    last_day: dt.date | None
    silence_on: dt.date | None
    silence_effect: str | None = Field(description="acceptance or refusal")
    closed_at: dt.datetime | None


class DecisionOut(Schema):
    """How it was decided."""

    outcome: str = Field(description="accepted, refused or closed")
    number: str
    decided_at: dt.datetime
    decided_by: str
    grounds: list[str]
    text: str
    valid_from: dt.date | None
    valid_until: dt.date | None


class CaseLineOut(Schema):
    """A case in a list."""

    id: uuid.UUID
    reference: str
    title: str
    procedure: str = Field(description="Slug of its procedure")
    revision: RevisionOut
    organisation: Named
    department: Named
    assignee: str
    status: StatusOut
    channel: str
    tags: list[str]
    submitted_at: dt.datetime
    received_on: dt.date
    due_on: dt.date | None
    closed_at: dt.datetime | None
    version: int
    answers: dict[str, Any] | None = Field(None, description="Where they were asked for: by the schema of its revision")


class CaseOut(CaseLineOut):
    """A case."""

    sphere: str
    language: str
    standing: list[str] = Field(description="Where it stands, as the person concerned reads it")
    deadlines: DeadlinesOut
    decision: DecisionOut | None


class EntryOut(Schema):
    """Something that happened."""

    id: uuid.UUID
    at: dt.datetime
    kind: str
    audience: str = Field(description="all, or agents")
    actor_kind: str = Field(description="resident, agent or system")
    actor_name: str
    version: int
    data: dict[str, Any]


class MessageOut(Schema):
    """A message of the file, either way."""

    id: uuid.UUID
    at: dt.datetime
    direction: str = Field(description="to_resident or to_administration")
    author: str
    subject: str
    body: str
    read_at: dt.datetime | None


class FileOut(Schema):
    """A file of the case. origin: attached by the person, or issued by the administration."""

    id: uuid.UUID
    origin: str
    name: str
    size: int | None
    media_type: str | None
    sha256: str
    at: dt.datetime
    field: str | None = Field(None, description="The question that it answers")
    replaced: bool = False


class MoveOut(Schema):
    """A transition that the token may take now. decides: the outcome that it would give."""

    id: str
    label: str
    reason: str = Field(description="none, optional or required")
    decides: str | None
    said: dict[str, Any] | None = Field(description="JSON Schema of the answers that go with it")


def status_of(published: Published, status: str, kind: str) -> dict[str, Any]:
    words = published.definition.workflow.status(status).agent.into(listing.language())
    return {"id": status, "label": words, "kind": str(kind)}


def line(record: Record, slugs: Mapping[uuid.UUID, str], *, answers: bool) -> dict[str, Any]:
    """A case of a list. slugs: of case types, by id."""
    published = types.load(record.revision_id)
    return {
        "id": record.id,
        "reference": record.reference,
        "title": record.title,
        "procedure": slugs.get(published.case_type_id, ""),
        "revision": {"id": published.id, "number": published.number},
        "organisation": _organisation(record.organisation_id),
        "department": _department(record.department_id),
        "assignee": record.assignee_name,
        "status": status_of(published, record.status, record.kind),
        "channel": record.channel,
        "tags": list(record.tags),
        "submitted_at": record.submitted_at,
        "received_on": record.received_on,
        "due_on": record.due_on,
        "closed_at": record.closed_at,
        "version": record.version,
        "answers": record.answers if answers else None,
    }


def _organisation(organisation_id: uuid.UUID) -> dict[str, Any]:
    return {"id": organisation_id, "name": organisations.get(organisation_id).title}


def _department(department_id: uuid.UUID) -> dict[str, Any]:
    return {"id": department_id, "name": str(departments.get(department_id).name)}


def whole(file: listing.File, tags: list[str]) -> dict[str, Any]:
    """A case with what it was decided: two statements (its procedure, its wall)."""
    case, published = file.case, file.published
    return {
        "id": case.id,
        "reference": case.reference,
        "title": case.title,
        "procedure": types.slug(case.case_type_id),
        "revision": {"id": published.id, "number": published.number},
        "organisation": _organisation(case.organisation_id),
        "sphere": describe_wall(case.wall_id)[1],
        "department": _department(case.department_id),
        "assignee": case.assignee_name,
        "status": status_of(published, case.status, case.kind),
        "channel": str(case.channel),
        "tags": tags,
        "language": case.language,
        "submitted_at": case.submitted_at,
        "received_on": case.received_on,
        "due_on": case.due_on,
        "closed_at": case.closed_at,
        "version": case.version,
        "standing": file.standing.sentences(),
        "deadlines": deadlines(case),
        "decision": _decision(file.decision),
        "answers": case.answers,
    }


def deadlines(case: Case) -> dict[str, Any]:
    return {
        "received_on": case.received_on,
        "complete_on": case.complete_on,
        "due_on": case.due_on,
        "last_day": case.last_day,
        "silence_on": case.silence_on,
        "silence_effect": case.silence_effect or None,
        "closed_at": case.closed_at,
    }


def _decision(found: Decision | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "outcome": str(found.outcome),
        "number": found.label,
        "decided_at": found.decided_at,
        "decided_by": found.decider_name,
        "grounds": [str(one) for one in found.grounds],
        "text": found.text,
        "valid_from": found.valid_from,
        "valid_until": found.valid_until,
    }


def entry(found: TimelineEntry) -> dict[str, Any]:
    return {
        "id": found.id,
        "at": found.at,
        "kind": found.kind,
        "audience": str(found.audience),
        "actor_kind": str(found.actor_kind),
        "actor_name": found.actor_name,
        "version": found.version,
        "data": found.data,
    }


def message(found: Message) -> dict[str, Any]:
    return {
        "id": found.id,
        "at": found.at,
        "direction": str(found.direction),
        "author": found.author_name,
        "subject": found.subject,
        "body": found.body,
        "read_at": found.read_at,
    }


def attached(found: Attachment, published: Published, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": found.id,
        "origin": "attached",
        "name": found.name,
        "size": found.size,
        "media_type": found.media_type,
        "sha256": found.sha256,
        "at": found.added_at,
        "field": found.field.removeprefix("f-"),
        "replaced": str(found.id) not in attachments.in_answers(published.form, answers),
    }


def issued(found: DocumentView) -> dict[str, Any]:
    assert found.file_id is not None
    return {
        "id": found.file_id,
        "origin": "issued",
        "name": found.title,
        "size": None,
        "media_type": "application/pdf",
        "sha256": found.sha256,
        "at": found.requested_at,
    }
