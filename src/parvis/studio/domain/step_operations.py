"""Operations on what stands beside a step: its own questions, the levels of its approval, the opinions that are asked.

What comes out always has the shape of a definition (`operations.do` asks its models); what else is wrong, checks say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.data import OpinionRule
from parvis.forms.data import Field
from parvis.studio.data import AddOwn, DeleteOwn, Document, EditOwn, MoveOwn, Operation, Own, Refused
from parvis.studio.domain.flow_operations import find as find_part, swap
from parvis.studio.domain.naming import new_id
from parvis.workflows.data import Level

#: what may be said of each: ids are what answers, votes and opinions hang on
EDITABLE: dict[Own, frozenset[str]] = {
    "fields": frozenset(Field.model_fields) - {"id", "type", "origin"},
    "approvals": frozenset(Level.model_fields) - {"id"},
    "opinions": frozenset(OpinionRule.model_fields) - {"id"},
}
#: questions of a step, levels of its approval (as its model says), opinions: more than anybody would answer
MOST: dict[Own, int] = {"fields": 40, "approvals": 6, "opinions": 40}
_FALLBACK: dict[Own, str] = {"fields": "question", "approvals": "niveau", "opinions": "avis"}


def held(document: Document, own: str, step: str | None) -> list[dict[str, Any]] | None:
    """The list as it is; None where there is no such step. Opinions are of no one step."""
    if own not in EDITABLE or (own == "opinions") != (step is None):
        return None
    around = document["definition"] if step is None else find_part(document, "transitions", step)
    return None if around is None else list(around.get(own) or ())


def find(document: Document, own: str, step: str | None, own_id: str) -> dict[str, Any] | None:
    """The question, level or opinion of that id; None where there is none."""
    return next((one for one in held(document, own, step) or () if one["id"] == own_id), None)


def key(own: str, step: str | None, own_id: str) -> str:
    """How problems and pages name it: `approvals:STEP:ID`, `opinions:ID`."""
    return ":".join(filter(None, (own, step, own_id)))


def read(named: str) -> tuple[Own, str | None, str] | None:
    """What a key names; None for the key of something else."""
    own, _colon, rest = named.partition(":")
    step, _colon, own_id = rest.rpartition(":")
    for one in EDITABLE:
        if one == own:
            return one, step or None, own_id
    return None


def paths(document: Document) -> dict[str, str]:
    """What stands beside the steps, by its paths in problems."""
    definition = document["definition"]
    found = {f"opinions.{index}": key("opinions", None, one["id"]) for index, one in _numbered(definition, "opinions")}
    for place, step in enumerate(definition["workflow"]["transitions"]):
        for own in ("fields", "approvals"):
            for index, one in _numbered(step, own):
                found[f"workflow.transitions.{place}.{own}.{index}"] = key(own, step["id"], one["id"])
    return found


def _numbered(around: dict[str, Any], own: str) -> Iterator[tuple[int, dict[str, Any]]]:
    yield from enumerate(around.get(own) or ())


def _list(document: Document, own: Own, step: str | None) -> list[dict[str, Any]]:
    if held(document, own, step) is None:
        raise Refused(_("This element is no longer there."))
    around = document["definition"] if step is None else find_part(document, "transitions", step)
    assert around is not None
    found: list[dict[str, Any]] = around.setdefault(own, [])
    return found


def _found(document: Document, operation: EditOwn | MoveOwn | DeleteOwn) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    listed = _list(document, operation.own, operation.step)
    one = next((one for one in listed if one["id"] == operation.id), None)
    if one is None:
        raise Refused(_("This element is no longer there."))
    return listed, one


def _add(document: Document, operation: AddOwn, reserved: frozenset[str]) -> str:
    listed = _list(document, operation.own, operation.step)
    if len(listed) >= MOST[operation.own]:
        raise Refused(_("There are at most %(most)s of them.") % {"most": MOST[operation.own]})
    asked = {"type"} if operation.own == "fields" else set()
    if set(operation.values) - EDITABLE[operation.own] - asked:
        raise Refused(_("This can’t be changed here."))
    values = {name: value for name, value in operation.values.items() if value is not None}
    label = values.get("label")
    said = str(label.get("fr", "")) if isinstance(label, dict) else ""
    name = new_id(said, {str(one["id"]) for one in listed} | reserved, fallback=_FALLBACK[operation.own])
    listed.append({"id": name} | values)
    return key(operation.own, operation.step, name)


def _edit(document: Document, operation: EditOwn, reserved: frozenset[str]) -> str:
    _listed, one = _found(document, operation)
    if set(operation.values) - EDITABLE[operation.own]:
        raise Refused(_("This can’t be changed here."))
    for name, value in operation.values.items():
        one.pop(name, None)
        if value is not None:
            one[name] = value
    return key(operation.own, operation.step, operation.id)


def _move(document: Document, operation: MoveOwn, reserved: frozenset[str]) -> str:
    listed, one = _found(document, operation)
    swap(listed, listed.index(one), operation.down)
    return key(operation.own, operation.step, operation.id)


def _delete(document: Document, operation: DeleteOwn, reserved: frozenset[str]) -> str:
    listed, one = _found(document, operation)
    listed.remove(one)
    return "workflow" if operation.step is None else f"transitions:{operation.step}"


DOING: dict[type[Operation], Callable[[Document, Any, frozenset[str]], str]] = {
    AddOwn: _add,
    EditOwn: _edit,
    MoveOwn: _move,
    DeleteOwn: _delete,
}
