"""Copies of elements, with ids of their own."""

from __future__ import annotations

from typing import Any

from parvis.studio.domain.elements import within
from parvis.studio.domain.naming import new_id


def renamed(element: dict[str, Any], taken: set[str], keep: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A copy with ids of its own (but those of `keep`); rules inside it read the copy."""
    names: dict[str, str] = {}
    for inner in within(element):
        old = str(inner["id"])
        if old in keep and old not in names.values():
            names[old] = old
        else:
            names[old] = new_id(old, taken | set(names.values()))
    made: dict[str, Any] = translated(element, names)
    for inner in within(made):
        inner["id"] = names[inner["id"]]
        if "origin" in inner:
            held = inner["origin"]
            held["ids"] = {there: names.get(here, here) for there, here in held.get("ids", {}).items()}
    return made


def translated(value: Any, names: dict[str, str]) -> Any:
    """A copy in which rules read the new names."""
    if isinstance(value, list):
        return [translated(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, read),) = value.items()
        if name in ("var", "outer"):
            held = read[0] if isinstance(read, list) and read else read
            if isinstance(held, str):
                first, dot, rest = held.partition(".")
                said = names.get(first, first) + dot + rest
                return {name: [said, *read[1:]] if isinstance(read, list) else said}
    return {key: translated(one, names) for key, one in value.items()}
