"""The part of a case type's definition that says what it counts: places, metres of kerb."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field as Constrained, model_validator

from parvis.cases.definition_decisions import Path
from parvis.forms.data import Definition, Identifier, LocalizedText


class KeyPart(Definition):
    """One part of what names a resource: the path of an answer, and how it is read.

    read: "street" leaves the house number of an address out ("14 bis rue de la Marine" is rue de la Marine).
    """

    of: Path
    label: LocalizedText
    read: Literal["text", "street"] = "text"


class Period(Definition):
    """The paths of the two moments (dates or dates and hours) between which it is taken. A last day counts whole."""

    start: Path
    end: Path


class Resource(Definition):
    """What an acceptance takes a part of, out of a capacity that agents set; never more than there is.

    id: the same in two case types of one sphere means the same stock. key: which of them (school, level, school
    year; street): at most four. amount: how many, a number or the path of one. period: for what is taken for some
    time only, and free before and after. default: the capacity where none was set; without it, nothing can be taken
    before an agent sets one.

    Paths are looked for in what the agent says with the transition first, then in the answers.
    """

    id: Identifier
    label: LocalizedText
    unit: LocalizedText
    key: tuple[KeyPart, ...] = Constrained(min_length=1, max_length=4)
    amount: int | Path = 1
    period: Period | None = None
    default: int | None = Constrained(default=None, ge=0, le=1_000_000)

    @model_validator(mode="after")
    def _some(self) -> Self:
        if isinstance(self.amount, int) and not 1 <= self.amount <= 1_000_000:
            raise ValueError("an amount is at least one")
        return self
