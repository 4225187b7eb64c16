"""Shared blocks in a document: which stand there, of which version, and how a newer version is taken over. Pure.

An element that was placed from the library keeps where it comes from (`origin`): the block, its version, and the ids
that its own elements bear here. What was changed here since stays, unless the newer version changed the very same.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from parvis.studio.data import Document
from parvis.studio.domain.copying import translated
from parvis.studio.domain.elements import HOLDS, kind_of, places, within
from parvis.studio.domain.naming import new_id

Element = dict[str, Any]
_HELD = frozenset({"id", "type", "origin", *HOLDS.values()})


def placed(element: Element, key: str, version: int) -> Element:
    """A block as it is placed: with where it comes from."""
    ids = {str(inner["id"]): str(inner["id"]) for inner in within(element)}
    return {**copy.deepcopy(element), "origin": {"block": key, "version": version, "ids": ids}}


def plain(element: Element) -> Element:
    """A placed block as the library keeps it: under the ids of the block, without where it came from."""
    origin = element.get("origin") or {}
    names = {here: there for there, here in origin.get("ids", {}).items()}
    present = {str(inner["id"]) for inner in within(element)}
    names = {here: there for here, there in names.items() if there == here or there not in present}
    made = _named(element, names)
    made.pop("origin", None)
    return made


def stamped(element: Element, key: str, version: int) -> Element:
    """An element that has just become a version of a block."""
    kept = plain(element)
    ids = {str(there["id"]): str(here["id"]) for there, here in zip(within(kept), within(element), strict=True)}
    return {**element, "origin": {"block": key, "version": version, "ids": ids}}


def _named(element: Element, names: Mapping[str, str]) -> Element:
    made: Element = translated(copy.deepcopy(element), dict(names))
    for inner in within(made):
        inner["id"] = names.get(inner["id"], inner["id"])
        if "origin" in inner:
            held = inner["origin"]
            held["ids"] = {there: names.get(here, here) for there, here in held.get("ids", {}).items()}
    return made


def uses(element: Element) -> set[str]:
    """The shared blocks that stand inside an element, itself left out."""
    return {inner["origin"]["block"] for inner in within(element) if inner is not element and inner.get("origin")}


def standing(document: Document) -> Iterator[Element]:
    """The elements of a document that came from the library."""
    return (place.element for place in places(document) if place.element.get("origin"))


def taken_over(local: Element, base: Element, newer: Element, version: int, taken: set[str]) -> Element:
    """What stands here (`local`, placed from `base`) as the newer version has it. taken: ids that nothing new may take.

    Each property: as the newer version says, unless that says what `base` said and it was changed here. Elements that
    were deleted here stay away, those that were added here stay.
    """
    ids: dict[str, str] = dict(local["origin"].get("ids", {}))
    here = {str(inner["id"]): inner for inner in within(local)}
    names: dict[str, str] = {}
    for inner in within(newer):
        name = str(inner["id"])
        known = ids.get(name)
        names[name] = known or new_id(name, taken | set(here) | set(names.values()))
    old = {inner["id"]: inner for inner in within(_named(base, ids))}
    made = _named(newer, names)
    gone = {one for one in old if one not in here}
    made = _merged(made, old, here, gone)
    made["origin"] = {"block": local["origin"]["block"], "version": version, "ids": names}
    return made


def _merged(made: Element, old: Mapping[str, Element], here: Mapping[str, Element], gone: set[str]) -> Element:
    local, base = here.get(made["id"]), old.get(made["id"])
    if local is not None and base is not None:
        for name in {*made, *local} - _HELD:
            if made.get(name) == base.get(name):
                made.pop(name, None)
                if name in local:
                    made[name] = copy.deepcopy(local[name])
    kind = kind_of(made)
    if kind not in HOLDS:
        return made
    held = [_merged(inner, old, here, gone) for inner in made[HOLDS[kind]] if inner["id"] not in gone]
    if local is not None:
        _added(held, local.get(HOLDS[kind], []), old)
    made[HOLDS[kind]] = held
    return made


def _added(held: list[Element], local: list[Element], old: Mapping[str, Element]) -> None:
    """What was added here, after what stood before it."""
    before = ""
    for inner in local:
        if inner["id"] not in old and all(one["id"] != inner["id"] for one in held):
            at = next((index + 1 for index, one in enumerate(held) if one["id"] == before), len(held))
            held.insert(at, copy.deepcopy(inner))
        before = inner["id"]
