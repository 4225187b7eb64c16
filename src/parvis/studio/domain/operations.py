"""Doing an operation on a document: pure, and what comes out always has the shape of a procedure.

A document may be wrong in many ways (a condition that reads a question asked later, a choice without answers): checks
say so, and publishing waits. It never stops being one that can be shown, edited and undone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django.utils.translation import gettext as _
from pydantic import ValidationError

from parvis.cases.data import CaseTypeDefinition
from parvis.forms.data import DEEPEST, Block, Definition, Field, Page, Section
from parvis.procedures.data import Face
from parvis.studio.data import (
    MOST_ELEMENTS,
    AddBlock,
    AddField,
    AddPage,
    AddSection,
    Delete,
    Document,
    Duplicate,
    Edit,
    Move,
    Operation,
    Paste,
    Put,
    Refused,
    SetEligibility,
    Settle,
)
from parvis.studio.domain import example_operations, flow_operations, step_operations, whole_operations
from parvis.studio.domain.copying import renamed
from parvis.studio.domain.elements import HOLDS, Kind, Place, find, fits, kind_of, places, within
from parvis.studio.domain.naming import new_id

#: what `Edit` may set; ids and types are what answers hang on
EDITABLE: dict[Kind, frozenset[str]] = {
    Kind.PAGE: frozenset({"title", "condition"}),
    Kind.SECTION: frozenset({"title", "condition"}),
    Kind.BLOCK: frozenset({"label", "item_label", "hint", "condition", "min", "max", "layout", "row_labels"}),
    Kind.FIELD: frozenset(Field.model_fields) - {"id", "type", "origin"},
}
_MODELS: dict[Kind, type[Definition]] = {Kind.PAGE: Page, Kind.SECTION: Section, Kind.BLOCK: Block, Kind.FIELD: Field}
#: what `Settle` may set of the definition; the form and the examples are changed by their own operations
SETTLED = frozenset(CaseTypeDefinition.model_fields) - {"form", "examples"}


class Done(NamedTuple):
    """The document after an operation, and the element to show: the new one, the moved one, or what is near."""

    document: Document
    focus: str


class Parsed(NamedTuple):
    """A document, read."""

    definition: CaseTypeDefinition
    face: Face


def parse(document: Document) -> Parsed:
    """The models of a document. Raises pydantic.ValidationError."""
    return Parsed(CaseTypeDefinition.model_validate(document["definition"]), Face.model_validate(document["face"]))


def written(definition: CaseTypeDefinition, face: Face) -> Document:
    """The document of a procedure: two that mean the same are the same."""
    return {
        "definition": definition.model_dump(mode="json", exclude_defaults=True),
        "face": face.model_dump(mode="json", exclude_defaults=True),
    }


def do(document: Document, operation: Operation, reserved: frozenset[str] = frozenset()) -> Done:
    """The document with the operation done; `document` itself stays as it is.

    reserved: ids that nothing new may take. Raises Refused, which says why.
    """
    try:
        storable(operation.model_dump())
    except (RecursionError, ValueError):
        raise Refused(_("This is nested too deep.")) from None
    # examples may be six times what else there is: no other operation touches them, nor does it copy them
    held = [] if type(operation) in _WITH_EXAMPLES else example_operations.examples(document)
    bare = {**document, "definition": {**document["definition"], "examples": []}} if held else document
    made: Document = json.loads(json.dumps(bare))
    focus = _DOING[type(operation)](made, operation, reserved)
    _short(made)
    try:
        kept = written(*parse(made))
    except ValidationError as error:
        raise Refused(_reason(error)) from error
    except ValueError:  # deeper than pydantic writes
        raise Refused(_("This is nested too deep.")) from None
    bounded(kept)
    if held:
        kept["definition"]["examples"] = held
    return Done(kept, focus)


def bounded(document: Document) -> Document:
    """The document, if it may be kept: not too long, nothing that a database can't hold. Raises Refused."""
    _short(document)
    try:
        storable(document)
    except RecursionError:
        raise Refused(_("This is nested too deep.")) from None
    return document


def _short(document: Document) -> None:
    if sum(1 for _place in places(document)) > MOST_ELEMENTS:
        raise Refused(_("A form of more than %(most)s elements is too long to be answered.") % {"most": MOST_ELEMENTS})


def storable(document: Document) -> None:
    """Raises Refused for what a database can't hold: characters that are none, numbers without end."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, default=str)
        text.encode()
    except ValueError as error:
        raise Refused(_("This holds characters that can’t be kept.")) from error
    if "\\u0000" in text:
        raise Refused(_("This holds characters that can’t be kept."))


def _reason(error: ValidationError) -> str:
    """Why a document is none, in words."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = first["loc"]
    if first["type"] == "string_too_short" and where and where[-1] == "fr":
        return _("The French text is missing.")
    if first["type"] == "too_short":
        return _("Something must stay here: a form has a page, a block has a question.")
    if first["type"] == "string_too_long":
        return _("This text is too long.")
    return _("This can’t be kept (%(where)s: %(reason)s).") % {
        "where": ".".join(map(str, where[-3:])),
        "reason": first["msg"],
    }


# -- finding --------------------------------------------------------------------------------------------------------


def _place(document: Document, element_id: str) -> Place:
    found = find(document, element_id)
    if found is None:
        raise Refused(_("This element is no longer there."))
    return found


def _container(document: Document, element_id: str, element: dict[str, Any]) -> tuple[Place, list[dict[str, Any]]]:
    """The element that is to hold another, and its list."""
    place = _place(document, element_id)
    if not fits(element, place):
        words = _("This can’t stand there.")
        if kind_of(element) is Kind.BLOCK and place.kind is Kind.BLOCK:
            words = _("A block can’t stand there: in a table, or more than %(most)s deep.") % {"most": DEEPEST}
        raise Refused(words)
    return place, place.element[HOLDS[place.kind]]


def _taken(document: Document, reserved: frozenset[str]) -> set[str]:
    return {place.id for place in places(document)} | reserved


def _after(siblings: list[dict[str, Any]], after: str | None) -> int:
    """Where a new element goes: after the one of that id, else at the end."""
    return next((index + 1 for index, one in enumerate(siblings) if one["id"] == after), len(siblings))


# -- adding ---------------------------------------------------------------------------------------------------------


def _add_page(document: Document, operation: AddPage, reserved: frozenset[str]) -> str:
    pages = document["definition"]["form"]["pages"]
    taken = _taken(document, reserved)
    name = new_id(operation.title.fr, taken, fallback="page")
    section = new_id(f"{name} questions", taken | {name})
    page = {"id": name, "title": _text(operation.title), "sections": [{"id": section, "items": []}]}
    pages.insert(_after(pages, operation.after), page)
    return name


def _add_section(document: Document, operation: AddSection, reserved: frozenset[str]) -> str:
    place, sections = _container(document, operation.page, {"items": []})
    called = operation.title.fr if operation.title else f"{place.id} partie"
    name = new_id(called, _taken(document, reserved), fallback="section")
    sections.append({"id": name, "items": []} | ({"title": _text(operation.title)} if operation.title else {}))
    return name


def _add_field(document: Document, operation: AddField, reserved: frozenset[str]) -> str:
    _place_above, fields = _container(document, operation.into, {})
    name = new_id(operation.label.fr, _taken(document, reserved))
    made = {"id": name, "type": operation.type, "label": _text(operation.label)}
    fields.insert(_after(fields, operation.after), made | _editable(Kind.FIELD, operation.values))
    return name


def _add_block(document: Document, operation: AddBlock, reserved: frozenset[str]) -> str:
    _section, items = _container(document, operation.into, {"fields": []})
    taken = _taken(document, reserved)
    name = new_id(operation.label.fr, taken, fallback="bloc")
    first = new_id(operation.first.fr, taken | {name})
    made = {
        "id": name,
        "label": _text(operation.label),
        "item_label": _text(operation.item_label),
        "fields": [{"id": first, "type": "text", "label": _text(operation.first), "required": True}],
    }
    items.insert(_after(items, operation.after), made)
    return name


def _text(text: Any) -> dict[str, str]:
    return dict(text.model_dump(exclude_defaults=True))


# -- changing -------------------------------------------------------------------------------------------------------


def _editable(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    if set(values) - EDITABLE[kind]:
        raise Refused(_("This can’t be changed here."))
    return {name: value for name, value in values.items() if value is not None}


def _edit(document: Document, operation: Edit, reserved: frozenset[str]) -> str:
    place = _place(document, operation.id)
    kept = _editable(place.kind, operation.values)
    for name in operation.values:
        place.element.pop(name, None)
    place.element.update(kept)
    return place.id


def _settle(document: Document, operation: Settle, reserved: frozenset[str]) -> str:
    if set(operation.definition) - SETTLED:
        raise Refused(_("This can’t be changed here."))
    for part, values in (("definition", operation.definition), ("face", operation.face)):
        for name, value in values.items():
            document[part].pop(name, None)
            if value is not None:
                document[part][name] = value
    if "name" in operation.definition:  # a form is titled as its procedure
        document["definition"]["form"]["title"] = operation.definition["name"]
    return ""


def _set_eligibility(document: Document, operation: SetEligibility, reserved: frozenset[str]) -> str:
    form = document["definition"]["form"]
    form.pop("eligibility", None)
    if operation.rules:
        form["eligibility"] = operation.rules
    return ""


# -- moving ---------------------------------------------------------------------------------------------------------


def _move(document: Document, operation: Move, reserved: frozenset[str]) -> str:
    place = _place(document, operation.id)
    target = place.index + (1 if operation.down else -1)
    if 0 <= target < len(place.siblings):
        place.siblings.insert(target, place.siblings.pop(place.index))
        return place.id
    beside = _beside(document, place, operation.down)
    if beside is None:
        raise Refused(_("It stands at the edge already."))
    place.siblings.pop(place.index)
    beside.insert(0 if operation.down else len(beside), place.element)
    return place.id


def _beside(document: Document, place: Place, down: bool) -> list[dict[str, Any]] | None:
    """The list of the next (or previous) container of the same kind; questions of a block stay in it."""
    if place.above is None or place.above.kind is Kind.BLOCK:
        return None
    alike = [one for one in places(document) if one.kind is place.above.kind]
    at = next(index for index, one in enumerate(alike) if one.id == place.above.id) + (1 if down else -1)
    if not 0 <= at < len(alike):
        return None
    return cast(list[dict[str, Any]], alike[at].element[HOLDS[place.above.kind]])


def _put(document: Document, operation: Put, reserved: frozenset[str]) -> str:
    place = _place(document, operation.id)
    held = place.siblings  # a page stays in the form
    if place.kind is not Kind.PAGE:
        target, held = _container(document, operation.into or "", place.element)
        if any(inner["id"] == target.id for inner in within(place.element)):
            raise Refused(_("This can’t stand there."))
    if operation.before != operation.id:
        place.siblings.pop(place.index)
        at = next((index for index, one in enumerate(held) if one["id"] == operation.before), len(held))
        held.insert(at, place.element)
    return place.id


# -- copying and taking away ----------------------------------------------------------------------------------------


def _duplicate(document: Document, operation: Duplicate, reserved: frozenset[str]) -> str:
    place = _place(document, operation.id)
    made = renamed(place.element, _taken(document, reserved))
    place.siblings.insert(place.index + 1, made)
    return str(made["id"])


def _delete(document: Document, operation: Delete, reserved: frozenset[str]) -> str:
    place = _place(document, operation.id)
    place.siblings.pop(place.index)
    if place.siblings:
        return str(place.siblings[max(place.index - 1, 0)]["id"])
    return place.above.id if place.above else ""


def _shaped(element: dict[str, Any]) -> dict[str, Any]:
    """An element that came from elsewhere, as its model writes it. Raises Refused."""
    try:
        kind = kind_of(element)
        return dict(_MODELS[kind].model_validate(element).model_dump(mode="json", exclude_defaults=True))
    except ValidationError as error:
        raise Refused(_reason(error)) from error


def _paste(document: Document, operation: Paste, reserved: frozenset[str]) -> str:
    element = _shaped(operation.element)
    kind = kind_of(element)
    # what was cut here is given back under its own ids, which earlier revisions know; what comes from elsewhere takes
    # none of those: answers to another question hang on them
    away = {place.id for place in places(document)} | (set() if operation.own else reserved)
    ids = frozenset(str(inner["id"]) for inner in within(element))
    made = renamed(element, _taken(document, reserved), keep=ids - away)
    if kind is Kind.PAGE:
        document["definition"]["form"]["pages"].append(made)
    elif operation.into is None:
        raise Refused(_("This can’t stand there."))
    else:
        _container(document, operation.into, made)[1].append(made)
    return str(made["id"])


_DOING: dict[type[Operation], Callable[[Document, Any, frozenset[str]], str]] = {
    AddPage: _add_page,
    AddSection: _add_section,
    AddField: _add_field,
    AddBlock: _add_block,
    Edit: _edit,
    Move: _move,
    Put: _put,
    Duplicate: _duplicate,
    Delete: _delete,
    Paste: _paste,
    Settle: _settle,
    **flow_operations.DOING,
    **step_operations.DOING,
    **example_operations.DOING,
    **whole_operations.DOING,
    **whole_operations.PLACED,
    SetEligibility: _set_eligibility,
}
_WITH_EXAMPLES = {*example_operations.DOING, *whole_operations.DOING}
