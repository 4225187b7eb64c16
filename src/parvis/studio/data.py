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
    """A block at the end of a section, with one first question."""

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
    """Into another container (a question or block into a section or block, a section into a page), before the element
    `before` of it, or at its end."""

    do: Literal["put"] = "put"
    id: Identifier
    into: Identifier
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


AnyOperation = Annotated[
    AddPage | AddSection | AddField | AddBlock | Edit | Move | Put | Duplicate | Delete | Paste | Settle,
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

    element: the id of the page, section, block or question, "" for what stands beside the form; part: what of it
    ("label", "condition", "options.choices"), or the path beside the form ("contact", "face.title").
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
