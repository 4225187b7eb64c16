"""Seams of privacy: modules say here why they process personal data (RGPD art. 30)."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.functional import Promise

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Activity:
    """A processing activity of the register: purpose, legal ground (RGPD art. 6), how long data are kept.

    name: two digits that give its place, then a word; the public page of each site lists them in this order.
    models: labels of the models that it uses ("identity.Person"), or of whole modules ("identity").
    """

    name: str
    purpose: str | Promise
    ground: str | Promise
    kept: str | Promise
    models: tuple[str, ...]


activities: Registry[Activity] = Registry("privacy.activities", key=lambda activity: activity.name)


class Extent(Enum):
    """How far an erasure goes.

    RIGHT: all but what must be kept (RGPD art. 17.3). ENDED: of that, only what has ended, for what is being examined
    goes on (RGPD art. 17.3 b). ALL: what must be kept, too: the controller decided that it need not be.
    """

    RIGHT = auto()
    ENDED = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True)
class Eraser:
    """What one module erases of somebody.

    covers: dotted paths of the erasers that its models declare; order: lower first. Each of these gives how many rows
    went, or lost a name. subject: (wall, subject, at, extent) of one resident behind one wall, acting within it;
    person: (person, e-mail address, at) of an account, acting as that person; service: (person), what an account left
    by working for others, as the owner alone may. by_case: it keeps what is held by itself, so that it runs even where
    something is. label: what its rows are, on the officer's report.
    """

    name: str
    order: int
    covers: tuple[str, ...]
    subject: Callable[[uuid.UUID, uuid.UUID, dt.datetime, Extent], int] | None = None
    person: Callable[[uuid.UUID, str, dt.datetime], int] | None = None
    service: Callable[[uuid.UUID], int] | None = None
    by_case: bool = False
    label: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """What must be kept of somebody for now, whatever they ask (RGPD art. 17.3): (wall, subject, at) → how many.

    ended: the same where only what has ended goes: with what goes on.
    """

    name: str
    held: Callable[[uuid.UUID, uuid.UUID, dt.datetime], int]
    ended: Callable[[uuid.UUID, uuid.UUID, dt.datetime], int]


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody behind one wall, as everything of theirs there is keyed."""

    wall_id: uuid.UUID
    subject_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds whose data something known leads to: (what was typed, walls) → who, within these walls alone."""

    name: str
    found: Callable[[str, tuple[uuid.UUID, ...]], list[Subject]]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing held of somebody, as the data protection officer is shown it before it is erased.

    about: what it is (the procedure's name); ended_on: None while it goes on. kept_until, why: of what is held by law;
    held without a day where nobody has said until when. holds: how much lies with it, in words.
    """

    wall_id: uuid.UUID
    subject_id: uuid.UUID
    reference: str
    about: str
    title: str
    state: str
    ended_on: dt.date | None
    held: bool
    kept_until: dt.date | None
    why: str
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Lister:
    """What is held, thing by thing: `of` (subjects, moment), and `due` (walls, day, at most so many): what is past the
    day until which it had to be kept, the oldest first.
    """

    name: str
    of: Callable[[list[Subject], dt.datetime], list[Item]]
    due: Callable[[tuple[uuid.UUID, ...], dt.date, int], list[Item]]


finders: Registry[Finder] = Registry("privacy.finders", key=lambda finder: finder.name)
listers: Registry[Lister] = Registry("privacy.listers", key=lambda lister: lister.name)
erasers: Registry[Eraser] = Registry("privacy.erasers", key=lambda eraser: eraser.name)
holds: Registry[Hold] = Registry("privacy.holds", key=lambda hold: hold.name)
