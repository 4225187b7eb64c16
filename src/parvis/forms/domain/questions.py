"""The parts of a compiled form: questions, blocks, sections, pages, in the order in which they are asked."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from parvis.forms.data import Block, Field, JsonValue, LocalizedText, Page
from parvis.forms.registry import FIELD_TYPES, Asked, FieldType

LANGUAGES = ("fr", "en")

HTML_PREFIX = "f-"
"""Before every name and HTML id of a form: no field can take the name of something else on the page."""

Rows: TypeAlias = tuple[int, ...]
"""Where among rows something stands: the row of each block around it, the outermost first, from 0; () outside."""


def _within(blocks: Sequence[Block], rows: Rows, name: str) -> list[str]:
    steps = [step for block, row in zip(blocks, rows, strict=False) for step in (block.id, str(row))]
    return [*steps, name]


def html_id(blocks: Sequence[Block], rows: Rows, name: str) -> str:
    """Base of the HTML ids of what stands in `blocks`, in those rows of them."""
    return HTML_PREFIX + "-".join(_within(blocks, rows, name))


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A field of a published definition, its options read. blocks: those it stands in, the outermost first."""

    id: str
    field: Field
    type: FieldType[Any]
    asked: dict[str, Asked[Any]]
    page_id: str
    section_id: str
    blocks: tuple[Block, ...]
    parts: tuple[str, ...]

    @property
    def is_asked(self) -> bool:
        """Whether people answer it: not an explanation, not a computed value."""
        return self.type.asks and self.field.computed is None

    @property
    def unseen(self) -> bool:
        """Whether it is a computed value that whoever answers is not shown."""
        return self.field.unseen and self.field.computed is not None

    @property
    def name(self) -> str:
        """Its path without rows: `block.inner.field`."""
        return ".".join([*(block.id for block in self.blocks), self.id])

    def html_id(self, rows: Rows = ()) -> str:
        """Base of the HTML ids and names of its inputs."""
        return html_id(self.blocks, rows, self.id)

    def path(self, rows: Rows = ()) -> str:
        """Its name in a state."""
        return ".".join(_within(self.blocks, rows, self.id))

    def input_id(self, part: str, rows: Rows = ()) -> str:
        """HTML id and name of one of its inputs."""
        base = self.html_id(rows)
        return f"{base}-{part}" if part else base

    def value(self, answers: Mapping[str, JsonValue], rows: Rows = ()) -> JsonValue:
        """Its answer there; None where there is none."""
        holder = row_at(self.blocks, answers, rows)
        return None if holder is None else holder.get(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Repeated:
    """A block and what it asks. blocks: those it stands in, the outermost first."""

    block: Block
    items: tuple[Item, ...]
    page_id: str
    section_id: str
    blocks: tuple[Block, ...] = ()

    @property
    def id(self) -> str:
        return self.block.id

    @property
    def name(self) -> str:
        """Its path without rows: `block.inner`."""
        return ".".join([*(block.id for block in self.blocks), self.id])

    @property
    def own(self) -> tuple[Question, ...]:
        """The questions of a row, without those of blocks in it."""
        return tuple(item for item in self.items if isinstance(item, Question))

    @property
    def inner(self) -> tuple[Repeated, ...]:
        """The blocks in a row."""
        return tuple(item for item in self.items if isinstance(item, Repeated))

    def questions(self) -> Iterator[Question]:
        """Its questions, those of blocks in it among them."""
        for item in self.items:
            if isinstance(item, Question):
                yield item
            else:
                yield from item.questions()

    def html_id(self, rows: Rows = ()) -> str:
        """Base of the HTML ids of its rows and buttons."""
        return html_id(self.blocks, rows, self.id)

    def path(self, rows: Rows = ()) -> str:
        """Its name in a state."""
        return ".".join(_within(self.blocks, rows, self.id))

    def count(self, answers: Mapping[str, JsonValue], rows: Rows = ()) -> int:
        """How many rows stand on the page there: those that hold answers, and at least the minimum."""
        held = (row_at(self.blocks, answers, rows) or {}).get(self.id)
        return max(len(held) if isinstance(held, list) else 0, self.block.min)


Item = Question | Repeated


def row_at(blocks: Sequence[Block], answers: Mapping[str, JsonValue], rows: Rows) -> Mapping[str, JsonValue] | None:
    """The mapping that holds what is asked there: the answers themselves, or a row; None where there is no such row."""
    holder: Any = answers
    for block, row in zip(blocks, rows, strict=True):
        held = holder.get(block.id)
        if not isinstance(held, list) or row >= len(held) or not isinstance(held[row], Mapping):
            return None
        holder = held[row]
    return holder  # type: ignore[no-any-return]


def named(questions: Iterable[Question], html_id_: str) -> tuple[Question, Rows] | None:
    """The question whose inputs begin with that HTML id, and where it stands; None for none of these."""
    for question in questions:
        pattern = "".join(rf"{block.id}-([0-9]{{1,2}})-" for block in question.blocks)
        found = re.fullmatch(f"{HTML_PREFIX}{pattern}{question.id}", html_id_)
        rows = tuple(map(int, found.groups())) if found else ()
        if found and all(row < block.max for row, block in zip(rows, question.blocks, strict=True)):
            return question, rows
    return None


def put(question: Question, answers: Mapping[str, JsonValue], rows: Rows, value: JsonValue) -> dict[str, JsonValue]:
    """The answers with another value there; rows that are not there yet are made."""
    found = copy.deepcopy(dict(answers))
    holder = found
    for block, row in zip(question.blocks, rows, strict=True):
        held = holder.setdefault(block.id, [])
        held.extend({} for _missing in range(row + 1 - len(held)))
        holder = held[row]
    holder[question.id] = value
    return found


def rows_of(
    blocks: Sequence[Block], answers: Mapping[str, JsonValue], rows: Rows = ()
) -> Iterator[tuple[Rows, Mapping[str, JsonValue]]]:
    """The mappings that hold answers to what stands in `blocks`, each with where it is. Whatever shape answers have."""
    if not blocks:
        yield rows, answers
        return
    held = answers.get(blocks[0].id)
    for number, row in enumerate(held if isinstance(held, list) else ()):
        if isinstance(row, Mapping):
            yield from rows_of(blocks[1:], row, (*rows, number))


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A section."""

    id: str
    title: LocalizedText | None
    items: tuple[Item, ...]
    level: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A page."""

    page: Page
    parts: tuple[Part, ...]

    def items(self) -> Iterator[Item]:
        for part in self.parts:
            yield from part.items

    def questions(self) -> Iterator[Question]:
        """The questions of the page, those of blocks among them."""
        for item in self.items():
            if isinstance(item, Question):
                yield item
            else:
                yield from item.questions()

    def blocks(self) -> Iterator[Repeated]:
        """The blocks of the page, each before those in it."""
        waiting = [item for item in self.items() if isinstance(item, Repeated)]
        while waiting:
            block = waiting.pop(0)
            yield block
            waiting = [*block.inner, *waiting]

    def expected(self) -> Iterator[Question]:
        """The questions outside of blocks that everybody is asked, whatever else they say."""
        for part, section in zip(self.parts, self.page.sections, strict=True):
            if self.page.condition is None and section.condition is None:
                asked = (one for one in part.items if isinstance(one, Question) and one.is_asked)
                yield from (one for one in asked if one.field.condition is None)

    def needed(self) -> Iterator[Question]:
        """Those of them that everybody must answer."""
        return (one for one in self.expected() if one.field.required is True)

    def ids(self) -> frozenset[str]:
        """Ids of the fields and blocks of the page."""
        return frozenset(item.id for item in self.items())


def question(field: Field, *, page_id: str, section_id: str, blocks: tuple[Block, ...] = ()) -> Question:
    """A field made ready. Raises KeyError: unknown type; pydantic.ValidationError: bad options."""
    kind = FIELD_TYPES[field.type]
    options = kind.Options.model_validate(field.options)
    asked = {
        language: Asked(
            id=field.id,
            label=field.label.into(language),
            hint=field.hint.into(language) if field.hint else "",
            options=options,
            language=language,
            required_message=field.required_message.into(language) if field.required_message else "",
        )
        for language in LANGUAGES
    }
    return Question(field.id, field, kind, asked, page_id, section_id, blocks, kind.parts(options))


def _item(item: Field | Block, page_id: str, section_id: str, blocks: tuple[Block, ...] = ()) -> Item:
    if isinstance(item, Field):
        return question(item, page_id=page_id, section_id=section_id, blocks=blocks)
    members = tuple(_item(member, page_id, section_id, (*blocks, item)) for member in item.fields)
    return Repeated(item, members, page_id, section_id, blocks)


def leaf(page: Page) -> Leaf:
    """A page made ready. Raises as `question`."""
    return Leaf(
        page,
        tuple(
            Part(
                section.id,
                section.title,
                tuple(_item(item, page.id, section.id) for item in section.items),
                section.level,
            )
            for section in page.sections
        ),
    )
