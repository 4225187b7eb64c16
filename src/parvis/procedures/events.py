"""What `procedures` tells the modules above it."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProcedurePublished:
    """An organisation offers a procedure, in its newest revision."""

    procedure_id: uuid.UUID
    organisation_id: uuid.UUID
    case_type_id: uuid.UUID
    revision: int
