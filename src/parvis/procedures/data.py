"""What crosses the border of `procedures`."""

import uuid
from dataclasses import dataclass

from parvis.forms.data import Definition, LocalizedText


class Face(Definition):
    """How a procedure is found and understood: the same words in every organisation that offers it."""

    title: LocalizedText
    summary: LocalizedText
    subject: LocalizedText
    subject_order: int = 100
    audience: LocalizedText
    words: tuple[str, ...] = ()
    often: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure in the catalogue, in one language."""

    id: uuid.UUID
    case_type_id: uuid.UUID
    organisation_id: uuid.UUID
    slug: str
    title: str
    summary: str
    subject: str
    subject_order: int
    audience: str
    words: tuple[str, ...]
    often: int
    source: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Offering:
    """A case type as one organisation offers it, in both languages."""

    case_type_id: uuid.UUID
    organisation_id: uuid.UUID
    is_open: bool
    face: Face


class NotOffered(Exception):
    """No such procedure on this site, or it is closed."""
