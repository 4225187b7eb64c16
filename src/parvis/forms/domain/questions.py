"""The parts of a compiled form: questions, blocks, sections, pages, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parvis.forms.data import Block, Field, LocalizedText, Page
from parvis.forms.registry import FIELD_TYPES, Asked, FieldType

LANGUAGES = ("fr", "en")

HTML_PREFIX = "f-"
"""Before every name and HTML id of a form: no field can take the name of something else on the page."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A field of a published definition, its options read."""

    id: str
    field: Field
    type: FieldType[Any]
    asked: dict[str, Asked[Any]]
    page_id: str
    section_id: str
    block: Block | None
    parts: tuple[str, ...]

    @property
    def is_asked(self) -> bool:
        """Whether people answer it: not an explanation, not a computed value."""
        return self.type.asks and self.field.computed is None

    def html_id(self, row: int | None = None) -> str:
        """Base of the HTML ids and names of its inputs; `row` counts from 0 in a block."""
        if self.block is None:
            return f"{HTML_PREFIX}{self.id}"
        return f"{HTML_PREFIX}{self.block.id}-{row}-{self.id}"

    def path(self, row: int | None = None) -> str:
        """Its name in a state."""
        return self.id if self.block is None else f"{self.block.id}.{row}.{self.id}"

    def input_id(self, part: str, row: int | None = None) -> str:
        """HTML id and name of one of its inputs."""
        base = self.html_id(row)
        return f"{base}-{part}" if part else base


@dataclass(frozen=True, slots=True, eq=False)
class Repeated:
    """A block and its questions."""

    block: Block
    questions: tuple[Question, ...]
    page_id: str
    section_id: str

    @property
    def id(self) -> str:
        return self.block.id

    @property
    def html_id(self) -> str:
        return f"{HTML_PREFIX}{self.block.id}"


Item = Question | Repeated


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
                yield from item.questions

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


def question(field: Field, *, page_id: str, section_id: str, block: Block | None = None) -> Question:
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
    return Question(field.id, field, kind, asked, page_id, section_id, block, kind.parts(options))


def leaf(page: Page) -> Leaf:
    """A page made ready. Raises as `question`."""
    parts = []
    for section in page.sections:
        items: list[Item] = []
        for item in section.items:
            if isinstance(item, Field):
                items.append(question(item, page_id=page.id, section_id=section.id))
            else:
                members = tuple(
                    question(member, page_id=page.id, section_id=section.id, block=item) for member in item.fields
                )
                items.append(Repeated(item, members, page.id, section.id))
        parts.append(Part(section.id, section.title, tuple(items), section.level))
    return Leaf(page, tuple(parts))
