"""Examples of a definition: imagined residents, and what is expected to come of what they answer (ADR 25)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field as Constrained, StringConstraints

from parvis.forms.data import Definition, Identifier

MOST_EXAMPLES = 50
MOST_STEPS = 20


class ExampleStep(Definition):
    """A transition that is taken so many days after the receipt, with what is said with it."""

    transition: Identifier
    days: int = Constrained(default=0, ge=0, le=3650)
    reason: str = Constrained(default="", max_length=2000)
    grounds: tuple[str, ...] = ()


class Example(Definition):
    """An imagined resident who asks on the day `on`; nobody real.

    steps: what then is done with the request; expects: what should come of it, by the keys of
    `studio.domain.observing`: only what stands there is looked at.
    """

    id: Identifier
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    on: dt.date = Constrained(ge=dt.date(1950, 1, 1), le=dt.date(2199, 12, 31))
    answers: dict[str, Any] = {}
    steps: tuple[ExampleStep, ...] = Constrained(default=(), max_length=MOST_STEPS)
    expects: dict[str, Any] = {}
