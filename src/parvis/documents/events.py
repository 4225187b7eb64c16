"""News of documents."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentSealed:
    """A document has its file: told by the worker, behind the document's wall, in the transaction that stores it."""

    document_id: uuid.UUID
    wall_id: uuid.UUID
    subject_id: uuid.UUID | None
    case_id: uuid.UUID | None
    kind: str
    number: str
    sha256: str
    file_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class DocumentRevoked:
    """A document no longer has any effect; `replaced_by` is the one that stands in its place, if any."""

    document_id: uuid.UUID
    wall_id: uuid.UUID
    case_id: uuid.UUID | None
    replaced_by: uuid.UUID | None
    at: dt.datetime
