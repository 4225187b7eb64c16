"""The seam of the demonstration: what fills an empty installation, and the people one may sign in as.

Fillers run as the owner of the database after the migrations, in the order of their names, each in its own
transaction and only while it says that its part is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from parvis.kernel.registry import Registry


@dataclass(frozen=True)
class Filler:
    """One part of the demonstration. `name` begins with two digits that give its place: "10-territory"."""

    name: str
    empty: Callable[[], bool]
    fill: Callable[[], None]


@dataclass(frozen=True)
class Persona:
    """Somebody of the demonstration: `role` in French, `site` the host name without port where they sign in."""

    name: str
    role: str
    email: str
    password: str
    site: str = ""


FILLERS: Registry[Filler] = Registry("demonstration fillers", key=attrgetter("name"))
PERSONAS: Registry[Persona] = Registry("personas", key=attrgetter("email"))


def fill() -> list[str]:
    """Run the fillers whose part is empty; answers their names."""
    from django.db import transaction

    done = []
    for filler in FILLERS:
        with transaction.atomic():
            if not filler.empty():
                continue
            filler.fill()
        done.append(filler.name)
    return done
