"""The seams of `territory`."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Moves:
    """Something whose day would be another one: what it is called, its page, the day as it is and as it would be."""

    name: str
    address: str
    before: dt.date | None
    after: dt.date | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would follow if an organisation worked on other days. count: how many days would move, at least that many
    with `more`; shown: some of them, those that are due first, of what whoever asks may read.
    """

    count: int = 0
    more: bool = False
    shown: tuple[Moves, ...] = ()


@dataclass(frozen=True, slots=True)
class OnWorkingDays:
    """Something that is counted in the working days of organisations.

    weigh: (the request of who asks, whose day, None for the whole territory, the day, whether it would be closed);
    writes nothing. settle: (whose day, the day) once it was closed or opened; within that transaction.
    """

    name: str
    weigh: Callable[[HttpRequest, uuid.UUID | None, dt.date, bool], Weighed]
    settle: Callable[[uuid.UUID | None, dt.date], None]


ON_WORKING_DAYS: Registry[OnWorkingDays] = Registry("what is counted in working days", key=lambda one: one.name)
