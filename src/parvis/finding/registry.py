"""The seam by which modules above let lists be narrowed by what they keep of cases (`opinions`)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.finding.data import Choice
from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether something holds of a case `c`, and the `select` of `id` that gives those of which it does from an index:
    for the wall `w.id`, or of all at once (`each_wall`). several: it may give a case more than once. Nothing typed is
    in the SQL: values are parameters.
    """

    sql: str
    params: tuple[Any, ...]
    found: str
    found_params: tuple[Any, ...]
    each_wall: bool = True
    several: bool = True


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter of one's own: one or several of a few choices.

    condition: of the values (each a choice), who asks (None: nobody) and today.
    """

    key: str
    label: Callable[[], str]
    choices: Callable[[], tuple[Choice, ...]]
    condition: Callable[[Sequence[str], uuid.UUID | None, dt.date], Condition]


NARROWINGS: Registry[Narrowing] = Registry("filters of lists", key=lambda one: one.key)
