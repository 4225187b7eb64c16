"""Operations on the whole of a document, or on what came into it from the library of shared blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from parvis.studio.data import Document, Operation, Refused, Replace, Stamp, TakeVersion
from parvis.studio.domain.elements import find, places
from parvis.studio.domain.shared import stamped, taken_over


def _replace(document: Document, operation: Replace, reserved: frozenset[str]) -> str:
    document["definition"], document["face"] = operation.definition, operation.face
    return ""


def _take_version(document: Document, operation: TakeVersion, reserved: frozenset[str]) -> str:
    place = find(document, operation.id)
    if place is None or not place.element.get("origin"):
        raise Refused(_("This element is no longer there."))
    taken = {one.id for one in places(document)} | reserved
    made = taken_over(place.element, operation.base, operation.element, operation.version, taken)
    place.siblings[place.index] = made
    return str(made["id"])


def _stamp(document: Document, operation: Stamp, reserved: frozenset[str]) -> str:
    place = find(document, operation.id)
    if place is None:
        raise Refused(_("This element is no longer there."))
    place.siblings[place.index] = stamped(place.element, operation.block, operation.version)
    return place.id


DOING: dict[type[Operation], Callable[[Document, Any, frozenset[str]], str]] = {Replace: _replace}
PLACED: dict[type[Operation], Callable[[Document, Any, frozenset[str]], str]] = {
    TakeVersion: _take_version,
    Stamp: _stamp,
}
