"""What `cases` tells the modules above it, in the transaction in which it happened."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened to a case: ids alone, listeners read the rest within their own reach."""

    case_id: uuid.UUID
    wall_id: uuid.UUID
    organisation_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class CaseSubmitted(CaseEvent):
    """A request was made: it has its reference, its department and its legal dates."""


@dataclass(frozen=True, slots=True)
class AnswersMended(CaseEvent):
    """The answers of a case are others now: the person mended them, as they were asked to."""


@dataclass(frozen=True, slots=True)
class CaseRevised(CaseEvent):
    """A case is handled by another revision of its definition now: other questions, another workflow."""


@dataclass(frozen=True, slots=True)
class CaseMoved(CaseEvent):
    """A case went from one status to another."""

    transition: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class CaseWithdrawn(CaseEvent):
    """The person concerned gave the request up: what was kept for it (a place, a stretch of kerb) is free again."""


@dataclass(frozen=True, slots=True)
class CaseAssigned(CaseEvent):
    """A case was given to a department, or to an agent of it (None: to nobody yet). by_id: who did so, if a person."""

    department_id: uuid.UUID
    assignee_id: uuid.UUID | None
    by_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class AgentConcerned(CaseEvent):
    """Something happened to a case that the agent who follows it should learn of ("withdrawn"). Told by a worker,
    behind the case's wall.
    """

    person_id: uuid.UUID
    what: str


@dataclass(frozen=True, slots=True)
class CaseLent(CaseEvent):
    """A case was opened to another organisation for some days."""

    grant_id: uuid.UUID
    to_organisation_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class CaseReturned(CaseEvent):
    """A case that was lent is at home again."""

    grant_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class MessageWritten(CaseEvent):
    """The administration wrote to the resident, or the other way round."""

    message_id: uuid.UUID
    to_resident: bool


@dataclass(frozen=True, slots=True)
class ReceiptTold(CaseEvent):
    """Something was noted by which one knows whether the receipt left: it was made, came back, was posted."""


@dataclass(frozen=True, slots=True)
class CaseDecided(CaseEvent):
    """A case was decided: accepted, refused or closed."""

    decision_id: uuid.UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class RevisionPublished:
    """A case type has a new revision; open cases and drafts keep theirs."""

    case_type_id: uuid.UUID
    revision_id: uuid.UUID
    number: int
