"""Seams of privacy: modules say here why they process personal data (RGPD art. 30)."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Eraser:
    """What one module erases of somebody.

    covers: dotted paths of the erasers that its models declare; order: lower first. subject: (wall, subject, at, lift)
    of one resident behind one wall, acting within it; person: (person, e-mail address, at) of an account. Each gives
    how many rows went. by_case: it keeps what is held by itself, so that it runs even where something is.
    """

    name: str
    order: int
    covers: tuple[str, ...]
    subject: Callable[[uuid.UUID, uuid.UUID, dt.datetime, bool], int] | None = None
    person: Callable[[uuid.UUID, str, dt.datetime], int] | None = None
    by_case: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """What must be kept of somebody for now, whatever they ask (RGPD art. 17.3): (wall, subject, at) → how many."""

    name: str
    held: Callable[[uuid.UUID, uuid.UUID, dt.datetime], int]


erasers: Registry[Eraser] = Registry("privacy.erasers", key=lambda eraser: eraser.name)
holds: Registry[Hold] = Registry("privacy.holds", key=lambda hold: hold.name)
