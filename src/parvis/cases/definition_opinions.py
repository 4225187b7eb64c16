"""The part of a case type's definition that says whose opinion may be asked, how, and what their silence means."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field as Constrained, model_validator

from parvis.deadlines.data import Favour, Length
from parvis.forms.data import Definition, Identifier, LocalizedText


class YesNo(Definition):
    """A question to be answered by yes or no."""

    id: Identifier
    label: LocalizedText


class OpinionRule(Definition):
    """Somebody whose opinion this procedure asks, as agents find it ready: they may change what they send.

    label: whom one asks, as everybody reads it ("Police municipale"). department: the code of the department that is
    asked, in the organisation that handles the case; without one the agent says who. question, questions: what is
    asked, in words and by yes or no. shows: the questions of the form whose answers are shown, none: the agent chooses.

    clock: of `deadline.rules.consultations`, which says the délai, what silence means and what this does to the law's
    clock; or else `within` and `silence`, which move no date (none: silence is passed over). extension: of
    `deadline.rules.extensions`, of which the person is told when this opinion is asked.

    told: what the person concerned reads of it: nothing, that it was asked, or also what was answered.
    remind_days: so many days before the last one who has not answered is reminded.
    """

    id: Identifier
    label: LocalizedText
    department: str | None = None
    question: LocalizedText | None = None
    questions: tuple[YesNo, ...] = ()
    shows: tuple[Identifier, ...] = ()
    confidential: bool = False
    clock: Identifier | None = None
    extension: Identifier | None = None
    within: Length | None = None
    silence: Favour = Favour.NONE
    told: Literal["nothing", "asked", "answer"] = "nothing"
    remind_days: int = Constrained(default=3, ge=1, le=60)

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.clock is None) == (self.within is None):
            raise ValueError("a clock or a length of its own, one of them")
        if len({one.id for one in self.questions}) < len(self.questions):
            raise ValueError("two questions have the same name")
        return self
