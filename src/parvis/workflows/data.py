"""What crosses the border of `workflows`: the definition of a workflow, and what checking it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field as Constrained, StringConstraints, model_validator

from parvis.expressions import data as expressions
from parvis.forms.data import Definition, Field, Identifier, LocalizedText, Rule


class Kind(StrEnum):
    """What a status means to everyone, whatever its words."""

    OPEN = "open"  # the administration has it
    WAITING = "waiting"  # the resident has it: something is expected of them
    DECIDED = "decided"  # answered by a decision
    CLOSED = "closed"  # ended without one (withdrawn, no follow-up)

    @property
    def is_final(self) -> bool:
        return self in (Kind.DECIDED, Kind.CLOSED)


class Status(Definition):
    """Where a case stands. `resident` is a whole sentence to the person concerned, `agent` a short label."""

    id: Identifier
    kind: Kind
    resident: LocalizedText
    agent: LocalizedText


class ActionUse(Definition):
    """An action that a transition does: the name of its type, and that type's options."""

    type: Identifier
    options: dict[str, Any] = {}


class Level(Definition):
    """One level of approval before a transition: `least` people of these roles, of that department, or both.

    department: its code in the organisation that handles the case.
    """

    id: Identifier
    label: LocalizedText
    rights: tuple[str, ...] = ()
    department: str | None = None
    least: int = Constrained(default=1, ge=1, le=9)

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.rights and not self.department:
            raise ValueError("a level names roles or a department")
        return self


class Transition(Definition):
    """A way from one status to another.

    rights: the roles that may take it; condition: when it is offered (an expression over the answers and the facts of
    the case); reason: whether words to the resident go with it; fields: what else must be said when taking it.
    four_eyes: not by the agent who last brought the case to where it is taken from: another one looks at it.
    approvals: who has to agree before it may be taken, level after level; nobody approves what they asked.
    """

    id: Identifier
    sources: tuple[Identifier, ...] = Constrained(min_length=1)
    target: Identifier
    label: LocalizedText
    rights: tuple[str, ...] = Constrained(min_length=1)
    condition: Rule | None = None
    reason: Literal["none", "optional", "required"] = "none"
    fields: tuple[Field, ...] = ()
    actions: tuple[ActionUse, ...] = ()
    weight: Literal["main", "other", "warning"] = "other"
    four_eyes: bool = False
    approvals: tuple[Level, ...] = Constrained(default=(), max_length=6)


class Timer(Definition):
    """A transition that is taken by itself once a case has stood in `status` for so many days.

    counted: days of the calendar, or days on which the organisation works. reason: the words to the resident that a
    person would have written; grounds: of a refusal, the legal ones that they would have chosen, by id. The day on
    which the case came to the status is not counted.
    """

    id: Identifier
    status: Identifier
    transition: Identifier
    days: int = Constrained(ge=1, le=3650)
    counted: Literal["days", "working"] = "days"
    reason: LocalizedText | None = None
    grounds: tuple[Identifier, ...] = ()


class Kept(Definition):
    """A value that the steps of a workflow keep beside the answers, which stay as their author gave them: what a step
    sets, what a web service answered. Conditions, texts and later steps read it as `variable`.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,50}$")]
    label: LocalizedText
    kind: Literal["text", "integer", "decimal", "boolean", "date"]

    @property
    def variable(self) -> str:
        """What rules and texts call it."""
        return f"kept_{self.id}"


class WorkflowDefinition(Definition):
    """A whole workflow. Published ones never change: a case pins the revision that holds its definition."""

    initial: Identifier
    statuses: tuple[Status, ...] = Constrained(min_length=2)
    transitions: tuple[Transition, ...] = Constrained(min_length=1)
    timers: tuple[Timer, ...] = ()
    kept: tuple[Kept, ...] = ()

    def status(self, status_id: str) -> Status:
        """The status of that id. Raises KeyError."""
        for status in self.statuses:
            if status.id == status_id:
                return status
        raise KeyError(status_id)

    def transition(self, transition_id: str) -> Transition:
        """The transition of that id. Raises KeyError."""
        for transition in self.transitions:
            if transition.id == transition_id:
                return transition
        raise KeyError(transition_id)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a workflow may name.

    roles: who exists; rules: what conditions may read; names: for action types, what else
    exists in the definition around the workflow, by kind ("department", "template", "series"…); agents: the roles that
    handle cases (none said: nobody asks whether somebody may act).
    """

    roles: frozenset[str]
    rules: expressions.Scope
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    agents: frozenset[str] = frozenset()
