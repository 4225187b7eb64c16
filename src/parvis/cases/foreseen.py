"""What an agent may do with one of many cases (`cases.data` gives it on)."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A transition that may be taken on many cases at once. reasoned: it needs words to the resident; decides, final:
    it gives a decision, ends the request; effects: the actions that it does, by type; approved: it does what was
    approved for each case, and nothing is said with it.
    """

    id: str
    label: str
    target: str
    reasoned: bool = False
    decides: bool = False
    final: bool = False
    effects: tuple[str, ...] = ()
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A case and what an agent may do with it now. lent: another organisation's; handles, assigns: by their rights;
    procedure: its name; revision_id: of its form; language: of its person.
    """

    id: uuid.UUID
    reference: str
    title: str
    organisation_id: uuid.UUID
    wall_id: uuid.UUID
    department_id: uuid.UUID
    assignee_id: uuid.UUID | None
    version: int
    closed: bool
    lent: bool
    status: str
    handles: bool
    assigns: bool
    steps: tuple[Step, ...] = ()
    procedure: str = ""
    revision_id: uuid.UUID | None = None
    language: str = "fr"
