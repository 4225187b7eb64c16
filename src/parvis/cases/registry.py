"""The seams of `cases`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from parvis.cases.data import NotAllowed
from parvis.kernel.registry import Registry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from parvis.cases.data import Actor
    from parvis.cases.domain.revisions import Published
    from parvis.cases.models import Case


@dataclass(frozen=True, slots=True)
class DraftDoors:
    """Where a draft goes on, and where it is thrown away: the pages of the module in which requests are filled in."""

    name: str
    resume: Callable[[uuid.UUID], str]
    discard: Callable[[uuid.UUID], str]


draft_doors: Registry[DraftDoors] = Registry("draft doors", key=lambda doors: doors.name)


@dataclass(frozen=True, slots=True)
class Brought:
    """A case that is brought in with many others: what was just written of it, for those who keep rows beside it.

    ids as text. values: the columns of the case by name (days and `submitted_at` as such, `closed_at` as text);
    messages: their bodies. outcome, decided_on: of its decision, if it has one.
    """

    id: str
    wall_id: str
    procedure: str
    published: Published
    values: Mapping[str, Any]
    messages: Sequence[str]
    outcome: str = ""
    decided_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows that another module keeps beside each case: written with it when many are brought in at once.

    tables: their columns in order; rows: (table, COPY's text) of some cases. It runs in processes of their own,
    which see nothing of the load: what they need of it `prepare` reads before, given the (procedure's slug, revision)
    of the cases that come.
    staged: tables that exist in the load alone: `begin` makes them and `end` makes of them what is kept, both with the
    cursor of the load; `filled` are the tables that `end` writes to.
    """

    name: str
    tables: Mapping[str, tuple[str, ...]]
    rows: Callable[[Sequence[Brought]], Iterable[tuple[str, str]]]
    prepare: Callable[[Iterable[tuple[str, uuid.UUID]]], None] = lambda revisions: None
    staged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    begin: Callable[[Any], None] = lambda cursor: None
    end: Callable[[Any], None] = lambda cursor: None


BESIDE: Registry[Beside] = Registry("rows beside cases", key=lambda beside: beside.name)


@dataclass(frozen=True, slots=True)
class Lists:
    """The module that draws the lists from which agents open cases. A page of a case has in its own address the list
    that it was opened from; what it says there is read by this module alone, which trusts none of it.

    title, address: of that list; neighbour: the reference of the case after (True: before) one in it, None at its end.
    """

    name: str
    title: Callable[[HttpRequest], str]
    address: Callable[[HttpRequest], str]
    neighbour: Callable[[HttpRequest, uuid.UUID, bool], str | None]


LISTS: Registry[Lists] = Registry("lists of cases", key=lambda lists: lists.name)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A case that came to a status, by a step or as it was made; within the transaction in which it did."""

    case: Case
    published: Published
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """What another module does when a case comes to a status: writes rows, defers jobs, asks nothing that is not
    needed.
    """

    name: str
    came: Callable[[Arrived], None]


ARRIVALS: Registry[Arrival] = Registry("arrivals of cases", key=lambda arrival: arrival.name)


@dataclass(frozen=True, slots=True)
class Story:
    """How the history of a case tells, to agents, an entry that another module wrote. kind: of the entry; words: of its
    data, in the active language.
    """

    kind: str
    words: Callable[[Mapping[str, Any], Published], str]


STORIES: Registry[Story] = Registry("entries of histories", key=lambda story: story.kind)


@dataclass(frozen=True, slots=True)
class StandIns:
    """Who does the work of whom. of: (organisation, wall, person) → who gets what is meant for that person today, with
    their name; None where it is they themselves. One statement at most.
    """

    name: str
    of: Callable[[uuid.UUID, uuid.UUID, uuid.UUID], tuple[uuid.UUID, str] | None]


STAND_INS: Registry[StandIns] = Registry("who stands in", key=lambda found: found.name)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is said with a step that has to be approved, kept as it was asked: words to the resident, grounds of a
    refusal, answers to its questions, and what else its actions are given, by the name of their type. Plain JSON.
    """

    reason: str = ""
    grounds: tuple[str, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As it is written down."""
        return {
            "reason": self.reason,
            "grounds": list(self.grounds),
            "said": dict(self.said),
            "given": dict(self.given),
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Proposal:
        """What was written down."""
        return cls(kept["reason"], tuple(kept["grounds"]), kept["said"], kept["given"]) if kept else cls()

    @property
    def digest(self) -> str:
        """What tells a page's proposal from another one: hexadecimal."""
        text = json.dumps(self.kept(), sort_keys=True, ensure_ascii=False)
        return hashlib.blake2s(text.encode(), digest_size=16).hexdigest()


class NotAsApproved(NotAllowed):
    """What is said with a step is not what was approved, or what was approved can no longer be done as it stands."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """Who keeps what was approved. approved: (case) → the transitions that all their levels have approved, as the case
    stands, each with what was approved to be said with it. One statement, asked only where a transition needs an
    approval. Without any, none of these is offered.
    """

    name: str
    approved: Callable[[uuid.UUID], Mapping[str, Proposal]]


APPROVALS: Registry[Approvals] = Registry("approvals of transitions", key=lambda found: found.name)


@dataclass(frozen=True, slots=True)
class Copied:
    """What another module adds to the copy that a person has of their own request, within their reach: paragraphs in
    the active language, which is the second argument.
    """

    name: str
    lines: Callable[[Case, str], Sequence[str]]


COPIES: Registry[Copied] = Registry("what copies of requests hold more", key=lambda found: found.name)


@dataclass(frozen=True, slots=True)
class Panel:
    """What another module shows of a case on its agents' page. template: drawn with what `parts` gives, None: nothing;
    it is told which kinds of entries the timeline holds, so as to ask for nothing that is not there.

    aside: beside the request, among what to do next; else in the body. tab: the label of the part among those of the
    page, with its anchor, from the same parts.
    """

    name: str
    order: int
    template: str
    parts: Callable[[HttpRequest, Case, Actor, frozenset[str]], Mapping[str, Any] | None]
    aside: bool = False
    tab: Callable[[Mapping[str, Any]], tuple[str, str] | None] | None = None


PANELS: Registry[Panel] = Registry("panels of a case", key=lambda panel: f"{panel.order:03} {panel.name}")


@dataclass(frozen=True, slots=True)
class Told:
    """What passages speak of: a case, in one language, and the agent who writes."""

    case: Case
    published: Published
    language: str
    by: Actor


#: where passages stand: in what agents write, in the names of files
TEXT, NAME = "text", "name"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of texts and names that agents write, `{reference}`: it stands for something of a case.

    key: as texts are kept, never renamed; fr, en: its names, any of which may be typed; label: what it stands for;
    of: its words in a text, in the active language ("" where the case says nothing; None: the caller knows it);
    uses: where it may stand.
    """

    key: str
    fr: str
    en: str
    label: str | Promise
    of: Callable[[Told], str] | None = None
    uses: frozenset[str] = frozenset({TEXT})

    def name(self, language: str) -> str:
        """How it is called in that language."""
        return self.en if language.startswith("en") else self.fr


PASSAGES: Registry[Passage] = Registry("passages", key=lambda passage: passage.key)


@dataclass(frozen=True, slots=True)
class Asked:
    """What another programme asks of a list: parts as they came, "" for what was not said. size: 1 to 100."""

    procedure: str = ""
    status: str = ""
    state: str = "all"
    words: str = ""
    reference: str = ""
    received_from: str = ""
    received_to: str = ""
    cursor: str = ""
    size: int = 50


class BadList(Exception):
    """A list that can't be given: what is wrong, by the name of the part."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Finder:
    """The module that finds cases. find: (asked, walls, day) → ids in order, none of what was lent, and the cursor of
    what follows ("" at the end). Raises BadList.
    """

    name: str
    find: Callable[[Asked, Sequence[uuid.UUID], dt.date], tuple[Sequence[uuid.UUID], str]]


FINDERS: Registry[Finder] = Registry("finders of cases", key=lambda found: found.name)


@dataclass(frozen=True, slots=True)
class ToRoute:
    """A case for which a department is chosen: about to be made, or made already with other `answers`.

    department_id: where its procedure sends it; at: when it came.
    """

    case: Case
    published: Published
    answers: Mapping[str, Any]
    department_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a case goes. said: what its timeline keeps of why (texts by name); then: what is asked for once the case is
    written, in the same transaction; again: asks that a case whose answers were mended be sent there, where mended
    answers do so by themselves.
    """

    department_id: uuid.UUID
    said: Mapping[str, str] = field(default_factory=dict)
    then: Callable[[], None] | None = None
    again: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Router:
    """The module in which organisations say where their cases go. route: None where it says nothing of this procedure
    in this organisation. It refuses no case, whatever its rules come to, and may be asked within the reach of a
    resident.
    """

    name: str
    route: Callable[[ToRoute], Routed | None]


ROUTERS: Registry[Router] = Registry("where cases go", key=lambda found: found.name)
