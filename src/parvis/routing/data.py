"""What crosses the border of `routing`: a set of rules as it is kept, and what came of it for one case."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field as Constrained, StringConstraints, model_validator

from parvis.forms.data import Definition, Rule

#: rules of one procedure in one organisation: more are no longer read by anybody
MOST_RULES = 200
#: people among whom a rule deals out
MOST_PEOPLE = 20

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Way(StrEnum):
    """What becomes of a case within its department. Values are stored."""

    PILE = "pile"  # it waits there for somebody
    TURN = "turn"  # whoever of the department has the fewest gets it
    PEOPLE = "people"  # one of these people, whoever has the fewest


class Target(Definition):
    """Where a rule sends: an open department of the organisation, and to whom in it."""

    department: uuid.UUID
    way: Way = Way.PILE
    people: tuple[uuid.UUID, ...] = Constrained(default=(), max_length=MOST_PEOPLE)

    @model_validator(mode="after")
    def _people_or_not(self) -> Self:
        if bool(self.people) != (self.way is Way.PEOPLE):
            raise ValueError("people are named where the rule deals out among them, and only there")
        return self


class SendingRule(Definition):
    """Cases for which `when` holds go to `to`. name: why, in plain words, as agents read it on the case; on: whether it
    counts.
    """

    id: uuid.UUID
    name: Name
    when: Rule = True
    to: Target
    on: bool = True


class RuleSet(Definition):
    """The rules of one procedure in one organisation, in their order. otherwise: where cases go that none fits (None:
    where the procedure sends them); mended: whether mended answers send a case elsewhere by themselves.
    """

    rules: tuple[SendingRule, ...] = ()
    otherwise: Target | None = None
    mended: bool = False


class Why(StrEnum):
    """Why a case went where its rule did not send it. Values are stored."""

    FAILED = "failed"  # the rule could not be worked out on this case
    CLOSED = "closed"  # its department takes nothing any more


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a case goes. to: what says so, None where its procedure does; number: of the rule, 0 where none fits."""

    department_id: uuid.UUID
    to: Target | None = None
    rule: SendingRule | None = None
    number: int = 0
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a rule, or about the set ("" for its rule). part: what of it ("when", "department", "people")."""

    rule_id: str
    part: str
    message: str
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes rules."""

    person_id: uuid.UUID
    name: str


class Missing(LookupError):
    """Nothing there, or not within reach."""


class Overtaken(Exception):
    """It was changed in another window meanwhile."""


class Refused(ValueError):
    """What was asked can't be; the text says how to mend it."""
