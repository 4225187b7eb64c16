"""Operations on the workflow of a document: statuses, steps, what steps do, timers, kept values.

What comes out always has the shape of a workflow (`operations.do` asks its models); what else is wrong, checks say.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from parvis.studio.data import (
    AddAction,
    AddPart,
    BeginAt,
    DeleteAction,
    DeletePart,
    Document,
    EditAction,
    EditPart,
    MoveAction,
    MovePart,
    Operation,
    Part,
    Refused,
    UseWorkflow,
)
from parvis.studio.domain import library
from parvis.studio.domain.naming import new_id
from parvis.workflows.data import Kept, Status, Timer, Transition

#: what may be said of each: ids are what cases and figures hang on, actions have operations of their own
EDITABLE: dict[Part, frozenset[str]] = {
    "statuses": frozenset(Status.model_fields) - {"id"},
    "transitions": frozenset(Transition.model_fields) - {"id", "actions"},
    "timers": frozenset(Timer.model_fields) - {"id"},
    "kept": frozenset(Kept.model_fields) - {"id"},
}
#: parts of a workflow, and actions of a step: more than anybody would read
MOST_PARTS, MOST_ACTIONS = 100, 20
_FALLBACK: dict[Part, str] = {"statuses": "statut", "transitions": "etape", "timers": "delai", "kept": "valeur"}
_NAMED: dict[Part, str] = {"statuses": "agent", "transitions": "label", "kept": "label"}


def _workflow(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = document["definition"]["workflow"]
    return found


def _list(document: Document, part: Part) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _workflow(document).setdefault(part, [])
    return found


def find(document: Document, part: Part, part_id: str) -> dict[str, Any] | None:
    """The status, step, timer or kept value of that id; None where there is none."""
    return next((one for one in _workflow(document).get(part, ()) if one["id"] == part_id), None)


def _found(document: Document, part: Part, part_id: str) -> dict[str, Any]:
    found = find(document, part, part_id)
    if found is None:
        raise Refused(_("This element is no longer there."))
    return found


def _values(part: Part, values: dict[str, Any]) -> dict[str, Any]:
    if set(values) - EDITABLE[part]:
        raise Refused(_("This can’t be changed here."))
    return {name: value for name, value in values.items() if value is not None}


def key(part: str, part_id: str) -> str:
    """How problems and pages name it."""
    return f"{part}:{part_id}"


def _add(document: Document, operation: AddPart, reserved: frozenset[str]) -> str:
    listed = _list(document, operation.part)
    if len(listed) >= MOST_PARTS:
        raise Refused(_("A workflow has at most %(most)s of them.") % {"most": MOST_PARTS})
    kept = _values(operation.part, operation.values)
    named = kept.get(_NAMED.get(operation.part, ""))
    words = named.get("fr", "") if isinstance(named, dict) else ""
    if not words and operation.part == "timers":
        words = f"{kept.get('status', '')} {kept.get('days', '')}"
    taken = {str(one["id"]) for one in listed}
    name = new_id(words, taken, fallback=_FALLBACK[operation.part])
    listed.append({"id": name} | kept)
    return key(operation.part, name)


def _edit(document: Document, operation: EditPart, reserved: frozenset[str]) -> str:
    one = _found(document, operation.part, operation.id)
    kept = _values(operation.part, operation.values)
    for name in operation.values:
        one.pop(name, None)
    one.update(kept)
    return key(operation.part, operation.id)


def swap(listed: list[Any], index: int, down: bool) -> int:
    """One place up or down. Raises Refused at the edge."""
    target = index + (1 if down else -1)
    if not (0 <= index < len(listed) and 0 <= target < len(listed)):
        raise Refused(_("It stands at the edge already."))
    listed.insert(target, listed.pop(index))
    return target


def _move(document: Document, operation: MovePart, reserved: frozenset[str]) -> str:
    one = _found(document, operation.part, operation.id)
    listed = _list(document, operation.part)
    swap(listed, listed.index(one), operation.down)
    return key(operation.part, operation.id)


def _delete(document: Document, operation: DeletePart, reserved: frozenset[str]) -> str:
    _list(document, operation.part).remove(_found(document, operation.part, operation.id))
    workflow = _workflow(document)
    if operation.part == "statuses":
        gone = operation.id
        if workflow["initial"] == gone and workflow["statuses"]:
            workflow["initial"] = workflow["statuses"][0]["id"]
        for step in workflow["transitions"]:
            step["sources"] = [one for one in step["sources"] if one != gone]
        workflow["transitions"] = [one for one in workflow["transitions"] if one["sources"] and one["target"] != gone]
    steps = {str(one["id"]) for one in workflow["transitions"]}
    known = {str(one["id"]) for one in workflow["statuses"]}
    if operation.part in ("statuses", "transitions"):
        workflow["timers"] = [
            one for one in workflow.get("timers", ()) if one["transition"] in steps and one["status"] in known
        ]
    return ""


def _begin_at(document: Document, operation: BeginAt, reserved: frozenset[str]) -> str:
    _found(document, "statuses", operation.status)
    _workflow(document)["initial"] = operation.status
    return key("statuses", operation.status)


# -- what a step does -----------------------------------------------------------------------------------------------


def _actions(document: Document, step: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _found(document, "transitions", step).setdefault("actions", [])
    return found


def _action(document: Document, step: str, place: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    held = _actions(document, step)
    if not 0 <= place < len(held):
        raise Refused(_("This element is no longer there."))
    return held, held[place]


def _add_action(document: Document, operation: AddAction, reserved: frozenset[str]) -> str:
    held = _actions(document, operation.step)
    if len(held) >= MOST_ACTIONS:
        raise Refused(_("A step does at most %(most)s things.") % {"most": MOST_ACTIONS})
    held.append({"type": operation.type, "options": operation.options})
    return key("transitions", operation.step)


def _edit_action(document: Document, operation: EditAction, reserved: frozenset[str]) -> str:
    _held, one = _action(document, operation.step, operation.place)
    if one["type"] != operation.type:
        raise Refused(_("This element is no longer there."))
    one["options"] = operation.options
    return key("transitions", operation.step)


def _move_action(document: Document, operation: MoveAction, reserved: frozenset[str]) -> str:
    held, _one = _action(document, operation.step, operation.place)
    swap(held, operation.place, operation.down)
    return key("transitions", operation.step)


def _delete_action(document: Document, operation: DeleteAction, reserved: frozenset[str]) -> str:
    held, _one = _action(document, operation.step, operation.place)
    held.pop(operation.place)
    return key("transitions", operation.step)


def _use(document: Document, operation: UseWorkflow, reserved: frozenset[str]) -> str:
    ready = library.LIBRARY.get(operation.name)
    if ready is None:
        raise Refused(_("This workflow is not in the library."))
    definition = document["definition"]
    definition["workflow"] = copy.deepcopy(ready.workflow)
    decisions = definition.setdefault("decisions", {})
    decisions.setdefault("accepted", copy.deepcopy(ready.accepted))
    return ""


DOING: dict[type[Operation], Callable[[Document, Any, frozenset[str]], str]] = {
    AddPart: _add,
    EditPart: _edit,
    MovePart: _move,
    DeletePart: _delete,
    BeginAt: _begin_at,
    AddAction: _add_action,
    EditAction: _edit_action,
    MoveAction: _move_action,
    DeleteAction: _delete_action,
    UseWorkflow: _use,
}
