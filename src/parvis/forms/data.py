"""What crosses the border of `forms`: the definition of a form, and what comes back from reading and checking one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from markupsafe import Markup
from pydantic import AfterValidator, BaseModel, ConfigDict, Field as Constrained, StringConstraints, model_validator

JsonValue: TypeAlias = Any
"""A value that JSON can hold. Normalised answers are JSON values: dates are ISO 8601 texts, missing is absent."""

Rule: TypeAlias = Any
"""An expression (JsonLogic), typed and run by `parvis.expressions`."""

Answers: TypeAlias = Mapping[str, JsonValue]
"""Answers by stable field id; a block's answer is a list of such mappings. The reserved key `TYPED` holds what was
typed and could not be read, by HTML name, so that a draft gives it back as it was; `CompiledForm.clean` drops it."""

TYPED = "_typed"

Language: TypeAlias = Literal["fr", "en"]

PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
"""Characters that rendering uses as slots; never part of a definition or of an answer."""


def _without_slots(text: str) -> str:
    return PRIVATE_USE.sub("", text).replace("\0", "")


Words = Annotated[str, AfterValidator(_without_slots), StringConstraints(max_length=20_000)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class Definition(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalizedText(Definition):
    """A text in French and, when it was translated, in English."""

    fr: Words = Constrained(min_length=1)
    en: Words = ""

    def into(self, language: str) -> str:
        """The text in `language`, in French where it was not translated."""
        return (self.en or self.fr) if language == "en" else self.fr


class Check(Definition):
    """A rule that an answer must meet beyond its type: "at least 15 days after today"."""

    rule: Rule
    message: LocalizedText


class Origin(Definition):
    """Whence an element comes that was placed from a library of shared blocks: the block, its version, and the ids that
    the block's elements bear here. What is asked does not hang on it."""

    block: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    version: int = Constrained(ge=1, le=100_000)
    ids: dict[Identifier, Identifier] = {}


class Field(Definition):
    """A question. `id` is stable over revisions: answers, exports and conditions hang on it."""

    id: Identifier
    type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    label: LocalizedText
    hint: LocalizedText | None = None
    required: bool | Rule = False
    required_message: LocalizedText | None = None
    condition: Rule | None = None
    computed: Rule | None = None
    unseen: bool = False
    """Of a computed value: whoever answers is not shown it; rules, lists and exports read it."""
    checks: tuple[Check, ...] = ()
    prefill: str | None = None
    options: dict[str, Any] = {}
    origin: Origin | None = None


MOST_ROWS = 50
"""Rows of one block."""

DEEPEST = 3
"""How many blocks may stand in one another: what one holds is asked once for each row of each of them."""

MOST_ITEMS = 2_000
"""Questions and blocks of one form: more than any resident would answer."""


class Block(Definition):
    """Questions asked once for each item (person, vehicle, child…). What it holds may be blocks again, down to
    `DEEPEST`.

    layout: a "table" has a line for each item and a column for each question on a wide screen, cards on a telephone; it
    holds questions alone. row_labels: the names of rows that are fixed ("Monday", "Tuesday"…), which say how many
    there are.
    """

    id: Identifier
    label: LocalizedText
    item_label: LocalizedText
    hint: LocalizedText | None = None
    condition: Rule | None = None
    min: int = Constrained(default=0, ge=0, le=MOST_ROWS)
    max: int = Constrained(default=10, ge=1, le=MOST_ROWS)
    layout: Literal["cards", "table"] = "cards"
    row_labels: tuple[LocalizedText, ...] = Constrained(default=(), max_length=MOST_ROWS)
    fields: tuple[Field | Block, ...] = Constrained(min_length=1)
    origin: Origin | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_many_as_named(cls, given: Any) -> Any:
        """Rows that have names are as many as those."""
        named = given.get("row_labels") if isinstance(given, Mapping) else None
        if not named or not isinstance(named, list | tuple) or len(named) > MOST_ROWS:
            return given
        return {**given, "min": len(named), "max": len(named)}

    def row_title(self, row: int, language: str) -> str:
        """What a row is called; `row` counts from 0."""
        if self.row_labels and row < len(self.row_labels):
            return self.row_labels[row].into(language)
        return f"{self.item_label.into(language)} {row + 1}"


class Section(Definition):
    """Questions that belong together. level: 2 for a part of the section of level 1 before it: a smaller title."""

    id: Identifier
    title: LocalizedText | None = None
    level: Literal[1, 2] = 1
    condition: Rule | None = None
    items: tuple[Field | Block, ...]
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """A text that follows from an answer and is kept beside it: the zone of an address.

    name: what rules and texts call it; field: the id of the answer, outside of blocks; of: called with that answer and
    the context of the evaluation, gives the text, or None where none is known. What was kept with submitted answers is
    not worked out again, so that what `of` says later does not rewrite them.
    """

    name: str
    field: str
    label: LocalizedText
    of: Callable[[JsonValue, Mapping[str, JsonValue]], str | None]


class Page(Definition):
    id: Identifier
    title: LocalizedText
    condition: Rule | None = None
    sections: tuple[Section, ...]
    origin: Origin | None = None


class FormDefinition(Definition):
    """A whole form. Published ones never change: a case pins the revision that holds its definition."""

    title: LocalizedText
    pages: tuple[Page, ...] = Constrained(min_length=1)
    eligibility: tuple[Check, ...] = ()
    """Who may ask: rules that must hold once all that they read is answered; the message of one that does not stops
    the person on the page of the last question that it reads."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a definition; a blocking one keeps it from being published.

    `path` leads to it: `pages.0.sections.1.items.2.condition`.
    """

    path: str
    message: LocalizedText
    blocking: bool = True
    """False for a remark that its author may judge."""


@dataclass(frozen=True, slots=True)
class FormState:
    """What the conditions say for one set of answers: the outcome of one evaluation.

    A member of a block is named by its *path* `block.0.field` (`block.0.inner.2.field`); everything else by its id.
    """

    pages: tuple[str, ...]
    """Ids of visible pages, in order."""
    visible: frozenset[str]
    """Ids or paths of visible sections, blocks and fields."""
    required: frozenset[str]
    """Ids or paths of visible fields that must be answered."""
    values: Mapping[str, JsonValue]
    """The answers that count: hidden ones left out, computed ones put in."""
    failed: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """For ids or paths of visible fields: the indexes of `Field.checks` that the answer does not meet."""


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page that was sent."""

    answers: dict[str, JsonValue]
    """All answers, with this page's merged in; keep these as the draft, whatever the errors."""
    state: FormState
    errors: dict[str, str]
    """Messages by the HTML id of the input they belong to, in the page's order: the error summary and its links."""
    revealed: tuple[str, ...] = ()
    """Questions that these answers opened on this very page and that the person has not seen yet (no JavaScript)."""
    focus: str | None = None
    """HTML id to bring the person to, when a row was added or removed."""

    @property
    def complete(self) -> bool:
        """True when the person may go on to the next page."""
        return not self.errors and not self.revealed and self.focus is None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    label: str
    text: str
    html: Markup
    page_id: str
    field_id: str
    anchor: str
    """HTML id of the first input, for the "change" link: `…/page_id#anchor`."""
    drawn: str = ""
    """What was drawn by hand, as the path of an SVG in 600 by 200 points."""
    files: tuple[JsonValue, ...] = ()
    """The files of an answer (`parvis.forms.fields.file.FileValue`): pages that show them link to them."""


@dataclass(frozen=True, slots=True)
class SummarySection:
    title: str
    page_id: str
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer as people read it ("" for none); a block is one question."""

    id: str
    label: str
    text: str


class IndexKind(StrEnum):
    """How an answer, or a part of it, is kept for lists: what it is compared and sorted as.

    TEXT: words of people; CODE: a text as it is (a postcode, an id); CHOICE: one of the values that the question
    offers; YES: true or false; AMOUNT: cents; DECIMAL: six decimals at most; DATE, MOMENT: ISO 8601 texts.
    """

    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    YES = "yes"
    INTEGER = "integer"
    AMOUNT = "amount"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Projected:
    """One value of an answer, for lists. `n` tells apart the values of a path that has several (0, 1, 2…)."""

    path: str
    kind: IndexKind
    value: str | int | float
    n: int = 0


@dataclass(frozen=True, slots=True)
class Indexed:
    """A path that lists may show, filter and sort by: a field's id, `field.part`, `block.field` or `block.field.part`,
    in a block of a block `block.inner.field`.

    several: an answer may have several values there. choices: the values that the question offers, with their labels.
    written: a code as the question would keep it, given as somebody types it; None for what is no such code.
    expected: everybody is asked for it, whatever else they say, and no answer to its question lacks it.
    """

    path: str
    kind: IndexKind
    label: str
    several: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    written: Callable[[str], str | None] | None = field(default=None, compare=False, repr=False)
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: `key` is stable, `label` is for people."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Exported:
    """An answer, or a part of it, for exports: `path` as in `Indexed`, which leaves out long texts and files.

    block: the path of the block whose rows hold it (`block`, `block.inner`), "" for none, with its label and that of
    one of its rows; within: the blocks that it stands in, the outermost first: the id, what a row is called, and how
    many rows it may have.
    """

    path: str
    label: str
    kind: IndexKind
    block: str = ""
    block_label: str = ""
    item_label: str = ""
    within: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A part of a form as it is printed, blank. kind: "page", "section", "block" (its row), "text" or "question".

    only: when it is to be answered, a whole sentence; choices: label and hint of each box; cells: label and number of
    squares of each part, 0 for a line; lines: empty lines to write on; joins: a paper is joined instead.
    """

    kind: Literal["page", "section", "block", "text", "question"]
    text: str
    hint: str = ""
    only: str = ""
    number: int = 0
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False
    cells: tuple[tuple[str, int], ...] = ()
    lines: int = 0
    joins: bool = False
