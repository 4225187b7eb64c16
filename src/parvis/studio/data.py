"""What crosses the border of `studio`: operations on a procedure being changed, refusals, problems as shown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field as Constrained, StringConstraints, TypeAdapter

from parvis.forms.data import Identifier, LocalizedText

Document: TypeAlias = dict[str, Any]
"""A procedure being changed, as JSON: its `definition` (`cases.data.CaseTypeDefinition`) and its `face`
(`procedures.data.Face`). Both always have the shape of their models; what else is wrong with them, checks say."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]

MOST_ELEMENTS = 1_000
"""Pages, sections, blocks and questions of one form: more than any resident would answer."""


class Operation(BaseModel):
    """One change of a document. Elements are named by their ids, so that an operation means the same wherever its
    element has moved meanwhile."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AddPage(Operation):
    """A page with one empty section, after the page `after` (none: at the end)."""

    do: Literal["add_page"] = "add_page"
    title: LocalizedText
    after: Identifier | None = None


class AddSection(Operation):
    """A section at the end of a page."""

    do: Literal["add_section"] = "add_section"
    page: Identifier
    title: LocalizedText | None = None


class AddField(Operation):
    """A question at the end of a section or a block, or after the element `after` of it."""

    do: Literal["add_field"] = "add_field"
    into: Identifier
    type: Name
    label: LocalizedText
    values: dict[str, Any] = {}
    after: Identifier | None = None


class AddBlock(Operation):
    """A block at the end of a section or of a block, with one first question."""

    do: Literal["add_block"] = "add_block"
    into: Identifier
    label: LocalizedText
    item_label: LocalizedText
    first: LocalizedText
    after: Identifier | None = None


class Edit(Operation):
    """Set properties of an element; None takes a property away."""

    do: Literal["edit"] = "edit"
    id: Identifier
    values: dict[str, Any]


class Move(Operation):
    """One place up or down; from the edge of a section into the next one, from the edge of a page too."""

    do: Literal["move"] = "move"
    id: Identifier
    down: bool = False


class Put(Operation):
    """Into another container (a question or block into a section or block, a section into a page; a page stays in the
    form, `into` None), before the element `before` of it, or at its end."""

    do: Literal["put"] = "put"
    id: Identifier
    into: Identifier | None = None
    before: Identifier | None = None


class Duplicate(Operation):
    """A copy right after it; rules inside the copy read the copy."""

    do: Literal["duplicate"] = "duplicate"
    id: Identifier


class Delete(Operation):
    """Take an element and all that it holds away."""

    do: Literal["delete"] = "delete"
    id: Identifier


class Paste(Operation):
    """What was cut or copied, at the end of a container (none: a page, at the end of the form).

    own: it comes from this very procedure, so that ids of its earlier revisions mean the same question.
    """

    do: Literal["paste"] = "paste"
    element: dict[str, Any]
    own: bool = False
    into: Identifier | None = None


class Settle(Operation):
    """Set what stands beside the form: parts of the definition, and of the face."""

    do: Literal["settle"] = "settle"
    definition: dict[str, Any] = {}
    face: dict[str, Any] = {}


Part = Literal["statuses", "transitions", "timers", "kept"]
"""The lists of a workflow: its statuses, its steps, its timers, the values that its steps keep."""


class AddPart(Operation):
    """A status, a step, a timer or a kept value, at the end of its list; its id comes from its first words."""

    do: Literal["add_part"] = "add_part"
    part: Part
    values: dict[str, Any]


class EditPart(Operation):
    """Set properties of one; None takes a property away. Its id stays, and a step keeps its actions."""

    do: Literal["edit_part"] = "edit_part"
    part: Part
    id: Identifier
    values: dict[str, Any]


class MovePart(Operation):
    """One place up or down in its list: the order in which it is read and offered."""

    do: Literal["move_part"] = "move_part"
    part: Part
    id: Identifier
    down: bool = False


class DeletePart(Operation):
    """Take one away, with what means nothing without it: the steps to a status, the timers of a step."""

    do: Literal["delete_part"] = "delete_part"
    part: Part
    id: Identifier


class BeginAt(Operation):
    """The status in which a request arrives."""

    do: Literal["begin_at"] = "begin_at"
    status: Identifier


class AddAction(Operation):
    """Something that a step does, after what it does already."""

    do: Literal["add_action"] = "add_action"
    step: Identifier
    type: Name
    options: dict[str, Any] = {}


class EditAction(Operation):
    """What the action at `place` (from 0) of a step is told. type: what stands there, or nothing is done."""

    do: Literal["edit_action"] = "edit_action"
    step: Identifier
    place: int
    type: Name
    options: dict[str, Any] = {}


class MoveAction(Operation):
    """Earlier or later among what a step does."""

    do: Literal["move_action"] = "move_action"
    step: Identifier
    place: int
    down: bool = False


class DeleteAction(Operation):
    """A step does it no more."""

    do: Literal["delete_action"] = "delete_action"
    step: Identifier
    place: int


Own = Literal["fields", "approvals", "opinions"]
"""Lists beside a step: the questions that it asks, the levels of its approval; and the opinions that the procedure's
steps may ask, which are of no one step."""


class AddOwn(Operation):
    """A question or a level of approval of a step, or an opinion (step None), at the end of its list."""

    do: Literal["add_own"] = "add_own"
    own: Own
    step: Identifier | None = None
    values: dict[str, Any]


class EditOwn(Operation):
    """Set properties of one; None takes a property away. Its id stays, and the type of a question."""

    do: Literal["edit_own"] = "edit_own"
    own: Own
    step: Identifier | None = None
    id: Identifier
    values: dict[str, Any]


class MoveOwn(Operation):
    """Earlier or later in its list: levels agree one after the other."""

    do: Literal["move_own"] = "move_own"
    own: Own
    step: Identifier | None = None
    id: Identifier
    down: bool = False


class DeleteOwn(Operation):
    """Take one away."""

    do: Literal["delete_own"] = "delete_own"
    own: Own
    step: Identifier | None = None
    id: Identifier


class UseWorkflow(Operation):
    """A ready workflow instead of what there is, with the words of its decisions where none are written yet."""

    do: Literal["use_workflow"] = "use_workflow"
    name: Name


class SetEligibility(Operation):
    """The rules that say who may ask, with their messages: the whole list."""

    do: Literal["set_eligibility"] = "set_eligibility"
    rules: list[dict[str, Any]]


class Replace(Operation):
    """Another document instead of the whole of this one: what a package brings, undone as any other change."""

    do: Literal["replace"] = "replace"
    definition: dict[str, Any]
    face: dict[str, Any]


class Stamp(Operation):
    """Say that an element stands as that version of a shared block."""

    do: Literal["stamp"] = "stamp"
    id: Identifier
    block: str
    version: int


class TakeVersion(Operation):
    """A newer version of a shared block where an older one stands. base: the content of that one; element: of the
    newer."""

    do: Literal["take_version"] = "take_version"
    id: Identifier
    base: dict[str, Any]
    element: dict[str, Any]
    version: int


class PutExample(Operation):
    """An example (`cases.data.Example`) in the place of that of its id, or a new one, whose id comes from its name."""

    do: Literal["put_example"] = "put_example"
    example: dict[str, Any]


class DeleteExample(Operation):
    """Take an example away."""

    do: Literal["delete_example"] = "delete_example"
    id: Identifier


AnyOperation = Annotated[
    AddPage
    | AddSection
    | AddField
    | AddBlock
    | Edit
    | Move
    | Put
    | Duplicate
    | Delete
    | Paste
    | Settle
    | AddPart
    | EditPart
    | MovePart
    | DeletePart
    | BeginAt
    | AddAction
    | EditAction
    | MoveAction
    | DeleteAction
    | AddOwn
    | EditOwn
    | MoveOwn
    | DeleteOwn
    | UseWorkflow
    | SetEligibility
    | Replace
    | Stamp
    | TakeVersion
    | PutExample
    | DeleteExample,
    Constrained(discriminator="do"),
]
OPERATIONS: TypeAdapter[Any] = TypeAdapter(AnyOperation)


class Refused(Exception):
    """An operation that would leave no form; its message says why, in the active language."""


class Overtaken(Exception):
    """The draft was changed since the page was drawn: nothing was done."""


class NoPen(Exception):
    """Somebody else holds the pen."""


class Missing(LookupError):
    """No such draft, or another organisation's."""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem of a document, beside what it concerns.

    element: the id of the page, section, block or question; "statuses:ID", "transitions:ID", "timers:ID", "kept:ID" of
    the workflow, "fields:STEP:ID" or "approvals:STEP:ID" of a step, "opinions:ID", or "workflow" for the whole of it;
    "examples:ID" for an example that is red; "" for what stands beside the form. part: what of it ("label",
    "condition", "options.choices"), or the path beside the form ("contact", "face.title").
    """

    element: str
    part: str
    message: LocalizedText
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something: a service designer."""

    id: uuid.UUID
    name: str = field(default="", compare=False)
