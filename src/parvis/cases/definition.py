"""The definition of a case type: everything that an immutable revision holds. Crosses the border through `data`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field as Constrained, StringConstraints, model_validator

from parvis.forms.data import Definition, FormDefinition, Identifier, LocalizedText, Rule, Words
from parvis.workflows.data import WorkflowDefinition

#: A series of numbers: each is gapless in its organisation and year, and is part of what is cited ("ARR-2026-0042").
Series = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]


class SilenceEffect(StrEnum):
    """What it means when the administration does not answer in time (CRPA L231-1, L231-4)."""

    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"


class Silence(Definition):
    """The effect of no answer, after so many months or days, and the text that says so.

    confirmed: the authority has confirmed this reading; until then screens for agents say that it is to be confirmed.
    """

    effect: SilenceEffect
    months: int | None = Constrained(default=None, ge=1, le=24)
    days: int | None = Constrained(default=None, ge=1, le=365)
    legal_base: LocalizedText
    confirmed: bool = False

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.months is None) == (self.days is None):
            raise ValueError("months or days, one of them")
        return self


class Deadline(Definition):
    """By when an answer is due: by law (silence), by promise (working days), and before the thing asked for happens."""

    silence: Silence | None = None
    promise_working_days: int | None = Constrained(default=None, ge=1, le=260)
    before: Identifier | None = None  # a field that holds the day of the event


class RoutingRule(Definition):
    """Cases for which `when` is true go to that department (its code in the organisation)."""

    when: Rule
    department: str


class Limit(Definition):
    """At most `count` accepted cases for one association, in one organisation and calendar year.

    when: the cases that it concerns; association and day: the fields that say who and which year.
    """

    id: Identifier
    label: LocalizedText
    count: int = Constrained(ge=1, le=1000)
    when: Rule | None = None
    association: Identifier
    day: Identifier
    legal_base: LocalizedText
    confirmed: bool = False


class Ground(Definition):
    """A reason for a refusal that agents choose from: its short name, and the law as the refusal states it."""

    id: Identifier
    label: LocalizedText
    law: Words


class ArticleText(Definition):
    """One article of an order."""

    text: Words
    heading: Words = ""


class OrderText(Definition):
    """What an order says, in French as every act. `{…}` marks are answers and facts of the case, filled when decided.

    A mark whose answer is missing drops its whole paragraph, so that an optional question leaves no hole.
    """

    series: Series
    form: Words
    object: Words
    authority: Words
    visas: tuple[Words, ...] = Constrained(min_length=1)
    reasons: tuple[Words, ...] = ()
    formula: Words = "ARRÊTE"
    delegation: Words = ""
    articles: tuple[ArticleText, ...] = Constrained(min_length=1)
    appeal: tuple[Words, ...] = Constrained(min_length=1)


class RefusalText(Definition):
    """What a refusal says around its grounds; marks as in `OrderText`."""

    series: Series
    object: Words
    opening: Words
    delegation: Words = ""
    decision: tuple[Words, ...] = ()
    appeal: tuple[Words, ...] = Constrained(min_length=1)


class Decisions(Definition):
    """How a case may be decided. A refusal names at least one ground, in law and in fact (CRPA L211-2, L211-5)."""

    accepted: OrderText | None = None
    refused: RefusalText | None = None
    grounds: tuple[Ground, ...] = ()


class Contact(Definition):
    """Where the answers say whom to write to: paths of answers (`email`, `responsible.family_name`)."""

    name: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None


class CaseTypeDefinition(Definition):
    """What can be asked, and how it is answered. title: the answers that name one case in a list."""

    form: FormDefinition
    workflow: WorkflowDefinition
    name: LocalizedText
    department: str = Constrained(min_length=1)
    routing: tuple[RoutingRule, ...] = ()
    deadline: Deadline = Deadline()
    limits: tuple[Limit, ...] = ()
    decisions: Decisions = Decisions()
    contact: Contact = Contact()
    title: tuple[str, ...] = ()
