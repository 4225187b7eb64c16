"""What crosses the border of `cases`."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from parvis.cases.definition import (
    CaseTypeDefinition,
    Contact,
    Deadline,
    LawReading,
    Limit,
    Renewal,
    Retention,
    RoutingRule,
    Silence,
    SilenceEffect,
    Zone,
)
from parvis.cases.definition_decisions import (
    CardText,
    CertificateText,
    Decisions,
    Ground,
    OrderText,
    OutcomeText,
    PublicText,
    RefusalText,
    Validity,
)
from parvis.cases.definition_examples import MOST_EXAMPLES, Example
from parvis.cases.definition_opinions import OpinionRule, YesNo
from parvis.cases.definition_resources import Resource
from parvis.cases.foreseen import Foreseen, Step
from parvis.workflows.data import Kind

__all__ = [
    "Actor",
    "ActorKind",
    "Audience",
    "CardText",
    "CaseLine",
    "CaseTypeDefinition",
    "CertificateText",
    "Channel",
    "Conflict",
    "Contact",
    "Deadline",
    "OpinionRule",
    "OrderText",
    "RefusalText",
    "Retention",
    "Decisions",
    "Direction",
    "Example",
    "Foreseen",
    "Full",
    "Ground",
    "Incomplete",
    "Kind",
    "Lent",
    "LawReading",
    "Limit",
    "LimitReached",
    "LinkKind",
    "ListedCase",
    "Material",
    "Elsewhere",
    "MOST_EXAMPLES",
    "NotAllowed",
    "NotFound",
    "Office",
    "Outcome",
    "OutcomeText",
    "PublicText",
    "Overlap",
    "Remaining",
    "Renewal",
    "Resource",
    "ResourceState",
    "RoutingRule",
    "Silence",
    "SilenceEffect",
    "Standing",
    "Step",
    "Submitted",
    "TurnKind",
    "TurnState",
    "YesNo",
    "Zone",
    "Validity",
]


class ActorKind(StrEnum):
    """On whose behalf something is written."""

    RESIDENT = "resident"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Office:
    """In which quality somebody signs (CRPA L212-1), and whether in the place of the authority that the act names."""

    quality: str = ""
    by_delegation: bool = False


@dataclass(frozen=True, slots=True)
class Lent:
    """One case of another organisation's wall that is lent to an agent's; decides: whether they may decide it too."""

    case_id: uuid.UUID
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes. `name` is shown in the timeline (CRPA L111-2: whom one deals with).

    roles: what an agent is, by wall; offices: in which quality they sign there. Nobody else has either. lent: the one
    case that is lent to them behind a wall that is not theirs: their roles there are for that case alone.
    """

    kind: ActorKind
    name: str = ""
    person_id: uuid.UUID | None = None
    roles: Mapping[uuid.UUID, frozenset[str]] = field(default_factory=dict)
    offices: Mapping[uuid.UUID, Office] = field(default_factory=dict)
    lent: Mapping[uuid.UUID, Lent] = field(default_factory=dict)

    def office_in(self, wall_id: uuid.UUID) -> Office:
        """In which quality one signs what is decided behind that wall."""
        return self.offices.get(wall_id, Office())

    def roles_in(self, wall_id: uuid.UUID) -> frozenset[str]:
        """The roles that count for a case behind that wall."""
        if self.kind is ActorKind.AGENT:
            return self.roles.get(wall_id, frozenset())
        return frozenset({str(self.kind)})


class Channel(StrEnum):
    """How a request came."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    POST = "post"
    MAIL = "mail"
    API = "api"


class Audience(StrEnum):
    """Who reads a timeline entry."""

    ALL = "all"
    AGENTS = "agents"


class TurnKind(StrEnum):
    """What one side of a case asks or proposes."""

    CORRECTION = "correction"  # answers to mend, or what is missing
    VISIT = "visit"
    AMENDMENT = "amendment"  # answers that the person changes of their own accord
    PROPOSAL = "proposal"  # a decision that somebody else confirms


class TurnState(StrEnum):
    """What came of it."""

    OPEN = "open"
    ANSWERED = "answered"  # corrections: mended; a proposal: decided as proposed
    CONFIRMED = "confirmed"  # a visit: its moment is chosen
    KEPT = "kept"
    MISSED = "missed"
    MOVED = "moved"  # a visit: the person asked for another day
    RETURNED = "returned"  # a proposal: back to who made it
    WITHDRAWN = "withdrawn"  # overtaken by something else

    @classmethod
    def chosen(cls) -> tuple["TurnState", ...]:
        """The states of a visit that has, or had, its moment."""
        return (cls.CONFIRMED, cls.KEPT, cls.MISSED, cls.MOVED, cls.WITHDRAWN)


class Direction(StrEnum):
    """Which way a message goes."""

    TO_RESIDENT = "to_resident"
    TO_ADMINISTRATION = "to_administration"


class Outcome(StrEnum):
    """How a case was decided; `CLOSED` is an end without an answer on the merits (classement sans suite)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    CLOSED = "closed"


class LinkKind(StrEnum):
    """What a case has to do with another."""

    SAME_EVENT = "same_event"
    FOLLOWS = "follows"
    DUPLICATE = "duplicate"
    RENEWS = "renews"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A case as its submission left it. `created` is False when the same submission had already made it."""

    case_id: uuid.UUID
    reference: str
    subject_id: uuid.UUID
    created: bool


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a yearly limit for one association."""

    limit: Limit
    year: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.limit.count - self.used)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another permit on the same stock at the same time, or a request for one that nobody decided yet (`pending`).

    amount: 0 where it was not said yet.
    reference: empty where the agent may not see that case.
    """

    reference: str
    amount: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    pending: bool = False


@dataclass(frozen=True, slots=True)
class ResourceState:
    """What others hold of what a case asks, at the moment when they hold most. capacity: None where none was set.

    held: the case already holds its own part.
    """

    resource: Resource
    label: str
    amount: int
    used: int
    capacity: int | None
    held: bool = False
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    overlaps: tuple[Overlap, ...] = ()

    @property
    def left(self) -> int:
        return max(0, (self.capacity or 0) - self.used)

    @property
    def fits(self) -> bool:
        return self.amount <= self.left


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in an agents' list."""

    id: uuid.UUID
    reference: str
    title: str
    type_name: str
    organisation_id: uuid.UUID
    department_id: uuid.UUID
    assignee_name: str
    status: str
    kind: Kind
    submitted_at: dt.datetime
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in a list that shows more of it. texts: what people read at these paths of the answers.

    version: grows with every write. unread: it has a message that no agent has read yet.
    """

    line: CaseLine
    wall_id: uuid.UUID
    version: int
    unread: bool
    channel: Channel
    received_on: dt.date
    closed_at: dt.datetime | None
    tags: tuple[str, ...]
    texts: Callable[[Sequence[str]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Material:
    """What lists and search are made from. messages: subjects and bodies, oldest first. rule: of routing, its name."""

    id: uuid.UUID
    wall_id: uuid.UUID
    procedure: str
    revision_id: uuid.UUID
    reference: str
    title: str
    reference_key: str
    answers: Mapping[str, Any]
    open: bool
    messages: tuple[str, ...] = ()
    rule: str = ""
    former: Sequence[Mapping[str, Any]] = ()
    receipt_by: dt.date | None = None  #: `acknowledging.missed`


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands, for the person concerned: each a whole sentence, empty when it does not apply."""

    where: str
    who: str
    by_when: str
    silence: str

    def sentences(self) -> list[str]:
        return [sentence for sentence in (self.where, self.who, self.by_when, self.silence) if sentence]


class NotFound(Exception):
    """No such thing within the acting person's reach; missing and forbidden answer alike."""


class NotAllowed(Exception):
    """The thing is there, but this may not be done with it by this person, or not now."""


class Elsewhere(NotAllowed):
    """Its answers lead to an organisation for which this person does not act."""


class Incomplete(Exception):
    """A form that may not be submitted: `errors` by page, then by HTML id."""

    def __init__(self, errors: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__("the answers are not complete")
        self.errors = errors


class LimitReached(Exception):
    """Deciding this would go over a yearly limit."""

    def __init__(self, remaining: Remaining) -> None:
        super().__init__(f"limit {remaining.limit.id} reached in {remaining.year}")
        self.remaining = remaining


class Full(Exception):
    """Allotting this would take more of a stock than there is; `capacity` is None where no agent has set one."""

    def __init__(self, resource: Resource, label: str, *, amount: int, used: int, capacity: int | None) -> None:
        super().__init__(f"{resource.id} {label}: {used} of {capacity} taken, {amount} more asked")
        self.resource = resource
        self.label = label
        self.amount = amount
        self.used = used
        self.capacity = capacity

    @property
    def left(self) -> int:
        return max(0, (self.capacity or 0) - self.used)


class Conflict(Exception):
    """Someone else wrote first. `mine` is what was being written, `theirs` what stands now: neither is lost."""

    def __init__(self, *, mine: Any, theirs: Any, version: int) -> None:
        super().__init__("the record was changed in the meantime")
        self.mine = mine
        self.theirs = theirs
        self.version = version
