"""What changed between two JSON documents, so small that every step keeps its own, and both ways.

A patch is a list of parts `{"at": [keys and indexes], …}`: `{"before": x, "after": y}` sets a value (a side that is
absent means that the key is), `{"from": i, "out": […], "in": […]}` exchanges a stretch of a list.
Invariants: `apply(patch(a, b), a) == b` and `apply(inverse(patch(a, b)), b) == a`. Pure.
"""

from __future__ import annotations

import copy
from typing import Any

Patch = list[dict[str, Any]]


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: `1` and `true` are not, nor are `1` and `1.0`, at any depth."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def patch(before: Any, after: Any) -> Patch:
    """The parts that lead from `before` to `after`, both of which are objects or lists of one kind."""
    found: Patch = []
    _into(before, after, [], found)
    return copy.deepcopy(found)


def _into(before: Any, after: Any, at: list[str | int], found: Patch) -> None:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            if key not in after:
                found.append({"at": [*at, key], "before": before[key]})
            elif key not in before:
                found.append({"at": [*at, key], "after": after[key]})
            elif not same(before[key], after[key]):
                _value(before[key], after[key], [*at, key], found)
    elif isinstance(before, list) and isinstance(after, list):
        _lists(before, after, at, found)


def _value(before: Any, after: Any, at: list[str | int], found: Patch) -> None:
    if type(before) is type(after) and isinstance(before, dict | list):
        _into(before, after, at, found)
    else:
        found.append({"at": at, "before": before, "after": after})


def _lists(before: list[Any], after: list[Any], at: list[str | int], found: Patch) -> None:
    start = 0
    while start < min(len(before), len(after)) and same(before[start], after[start]):
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and same(before[-1 - end], after[-1 - end]):
        end += 1
    out, new = before[start : len(before) - end], after[start : len(after) - end]
    if not out and not new:
        return
    if len(out) == len(new) == 1:
        _value(out[0], new[0], [*at, start], found)
        return
    found.append({"at": at, "from": start, "out": out, "in": new})


def inverse(found: Patch) -> Patch:
    """The way back."""
    return [_turned(part) for part in reversed(found)]


def _turned(part: dict[str, Any]) -> dict[str, Any]:
    if "from" in part:
        return {"at": part["at"], "from": part["from"], "out": part["in"], "in": part["out"]}
    turned = {"at": part["at"]}
    if "after" in part:
        turned["before"] = part["after"]
    if "before" in part:
        turned["after"] = part["before"]
    return turned


def apply(found: Patch, document: Any) -> Any:
    """A copy of `document` with the parts done. Raises ValueError where it is not what the patch was made from."""
    made = copy.deepcopy(document)
    try:
        for part in found:
            _apply(part, made)
    except (LookupError, TypeError) as error:
        raise ValueError(f"another document: {error}") from error
    return made


def _apply(part: dict[str, Any], document: Any) -> None:
    if "from" in part:
        held = document
        for step in part["at"]:
            held = held[step]
        start, out = part["from"], part["out"]
        if not same(held[start : start + len(out)], out):
            raise ValueError(f"something else stands at {part['at']}")
        held[start : start + len(out)] = copy.deepcopy(part["in"])
        return
    *way, last = part["at"]
    held = document
    for step in way:
        held = held[step]
    if "before" in part:
        if not same(held[last], part["before"]):
            raise ValueError(f"something else stands at {part['at']}")
    elif last in held:
        raise ValueError(f"something stands at {part['at']}")
    if "after" in part:
        held[last] = copy.deepcopy(part["after"])
    else:
        del held[last]
