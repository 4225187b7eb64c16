"""The seam of the demonstration: what fills an empty installation, and the people one may sign in as.

Fillers run as the owner of the database after the migrations, in the order of their names, each in its own
transaction and only while it says that its part is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from parvis.kernel.registry import Registry

if TYPE_CHECKING:
    from django.utils.functional import Promise


class NotTheDemonstration(RuntimeError):
    """The demonstration was asked for where `PARVIS_DEMO=1` is not set: its passwords are public."""


@dataclass(frozen=True)
class Filler:
    """One part of the demonstration. `name` begins with two digits that give its place: "10-territory"."""

    name: str
    empty: Callable[[], bool]
    fill: Callable[[], None]


@dataclass(frozen=True)
class Persona:
    """Somebody of the demonstration: what they are, in plain words, and the path where their work begins.

    `key` begins with two digits that give their place; `group`: the heading under which they are listed.
    """

    key: str
    name: str
    role: str | Promise
    email: str
    password: str
    start: str = "/"
    group: str | Promise = ""


FILLERS: Registry[Filler] = Registry("demonstration fillers", key=attrgetter("name"))
PERSONAS: Registry[Persona] = Registry("personas", key=attrgetter("key"))


#: how far a filler is: done, of how many
Progress = Callable[[int, int], None]
_progress: ContextVar[Progress] = ContextVar("progress", default=lambda done, of: None)


def small() -> bool:
    """Whether the demonstration is to be the small one: `PARVIS_DEMO_SMALL=1`, for tests and tools in a hurry."""
    from django.conf import settings

    return bool(settings.PARVIS_DEMO_SMALL)


def progress(done: int, of: int) -> None:
    """Say how far the running filler is."""
    _progress.get()(done, of)


def fill(told: Progress = lambda done, of: None) -> list[str]:
    """Run the fillers whose part is empty; answers their names. Raises NotTheDemonstration outside of it.

    told: what a slow filler's progress is told to.
    """
    from django.conf import settings
    from django.db import transaction

    if not settings.PARVIS_DEMO:
        raise NotTheDemonstration("PARVIS_DEMO=1 is not set: the demonstration is not filled in")
    done = []
    before = _progress.set(told)
    try:
        for filler in FILLERS:
            with transaction.atomic():
                if not filler.empty():
                    continue
                filler.fill()
            done.append(filler.name)
    finally:
        _progress.reset(before)
    return done
