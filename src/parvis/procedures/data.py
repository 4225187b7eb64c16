"""What crosses the border of `procedures`."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import Field as Constrained, StringConstraints

from parvis.forms.data import Definition, Identifier, LocalizedText


class Face(Definition):
    """How a procedure is found and understood: the same words in every organisation that offers it.

    events: the moments of life in which it is looked for (`life_events.LIFE_EVENTS`).
    """

    title: LocalizedText
    summary: LocalizedText
    subject: LocalizedText
    subject_order: int = Constrained(default=100, ge=0, le=30_000)
    audience: LocalizedText
    words: tuple[Annotated[str, StringConstraints(max_length=500)], ...] = Constrained(default=(), max_length=100)
    often: int = Constrained(default=0, ge=0, le=30_000)
    source: str = Constrained(default="", max_length=20)
    events: tuple[Identifier, ...] = Constrained(default=(), max_length=20)


class Stage(StrEnum):
    """What may be asked of a procedure at a moment."""

    OPEN = "open"
    BEFORE = "before"
    AFTER = "after"
    FULL = "full"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Availability:
    """When a procedure takes requests. is_open: what was set by hand; opens_at, closes_at: from when and until when
    (that moment left out); quota: how many requests, of which `taken` were sent; said: what people read while it is
    not open, by stage and language.
    """

    is_open: bool
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    quota: int | None = None
    taken: int = 0
    said: Mapping[Stage, Mapping[str, str]] = field(default_factory=dict)


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
    events: tuple[str, ...]
    stage: Stage
    availability: Availability

    @property
    def is_open(self) -> bool:
        """Whether it takes requests now."""
        return self.stage is Stage.OPEN


@dataclass(frozen=True, slots=True)
class Offering:
    """A case type as one organisation offers it, in both languages."""

    case_type_id: uuid.UUID
    organisation_id: uuid.UUID
    is_open: bool
    face: Face


class NotOffered(Exception):
    """No such procedure on this site, or it is closed."""


class NotOpen(Exception):
    """The procedure takes no requests: nothing was sent, the draft stays. stage: why."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.value)
        self.stage = stage
