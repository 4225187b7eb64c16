"""Asking some questions of a form again: what hangs on them, and a form of these questions alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.utils import translation

from parvis.expressions.api import Rule
from parvis.forms.data import (
    Answered,
    Block,
    Field,
    FormDefinition,
    FormState,
    JsonValue,
    LocalizedText,
    Page,
    Section,
)
from parvis.forms.domain.questions import Question, Repeated
from parvis.forms.domain.rules import REQUIRED, RuleBook

MENDING = "mending"
"""The id of the only page of such a form."""


def affected(book: RuleBook, ids: Collection[str]) -> frozenset[str]:
    """Fields and blocks whose place, value or obligation may change with the answers to `ids`, themselves included."""
    behind: dict[str, set[str]] = {}
    for leaf in book.leaves:
        for item in leaf.items():
            names = (*book.rules_behind[item.id], REQUIRED + item.id)
            behind[item.id] = {name for rule in names for name in book.reads.get(rule, ())}
            for found in book.row_reads.get(item.id, {}).values():
                behind[item.id] |= found
    behind |= {one.name: {one.field} for one in book.followings}
    reached = set(ids)
    while more := {id_ for id_, read in behind.items() if id_ not in reached and read & reached}:
        reached |= more
    return frozenset(reached)


def part(
    definition: FormDefinition,
    asked: Collection[str],
    opened: Collection[str],
    notes: Mapping[str, LocalizedText],
) -> FormDefinition:
    """A form of one page: the questions `asked`, each under its note (Markdown), and those that may open.

    Conditions stay; what they read of other questions comes with the context.
    """
    sections = []
    for page in definition.pages:
        for section in page.sections:
            items = tuple(_items(section, asked, opened, notes))
            if items:
                condition = _both(page.condition, section.condition)
                title = section.title or page.title
                sections.append(Section(id=section.id, title=title, condition=condition, items=items))
    page = Page(id=MENDING, title=definition.title, sections=tuple(sections))
    return FormDefinition(title=definition.title, pages=(page,))


def _items(
    section: Section, asked: Collection[str], opened: Collection[str], notes: Mapping[str, LocalizedText]
) -> Iterator[Field | Block]:
    for item in section.items:
        if item.id in asked:
            note = notes.get(item.id)
            if note is not None:
                options = {"text": note.model_dump(), "look": "inset"}
                yield Field(
                    id=f"why_{item.id}"[:60],
                    type="explanation",
                    label=item.label,
                    condition=item.condition,
                    options=options,
                )
            yield item
        elif item.id in opened:
            yield item


def _both(one: Rule | None, other: Rule | None) -> Rule | None:
    if one is None or other is None:
        return one if other is None else other
    return {"and": [one, other]}


def asked_of_people(book: RuleBook) -> frozenset[str]:
    """Fields and blocks that people answer: neither words to read nor computed values."""
    return frozenset(
        item.id for leaf in book.leaves for item in leaf.items() if isinstance(item, Repeated) or item.is_asked
    )


def answered(book: RuleBook, state: FormState, language: str) -> list[Answered]:
    """The visible questions that people answer, in order, a block being one of them."""
    found = []
    with translation.override(language):
        for leaf in book.leaves:
            for item in leaf.items():
                value = state.values.get(item.id)
                if item.id not in state.visible:
                    continue
                if isinstance(item, Question):
                    if item.is_asked:
                        text = "" if value is None else item.type.text(value, item.asked[language])
                        found.append(Answered(item.id, item.asked[language].label, text))
                else:
                    rows = [_row(item, row, language) for row in value or []]
                    found.append(Answered(item.id, item.block.label.into(language), "\n".join(rows)))
    return found


def _row(block: Repeated, row: Mapping[str, JsonValue], language: str) -> str:
    texts = (
        question.type.text(row[question.id], question.asked[language])
        for question in block.questions
        if row.get(question.id) is not None and question.type.asks
    )
    return ", ".join(texts)


def carried(book: RuleBook, answers: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """See `CompiledForm.carried`."""
    found: dict[str, JsonValue] = {}
    for leaf in book.leaves:
        for item in leaf.items():
            held = answers.get(item.id)
            if held is None:
                continue
            if isinstance(item, Question):
                value = _accepted(item, held)
            else:
                rows = held if isinstance(held, list) else []
                value = [
                    {
                        question.id: one
                        for question in item.questions
                        if (one := _accepted(question, row.get(question.id))) is not None
                    }
                    for row in rows[: item.block.max]
                    if isinstance(row, dict)
                ]
            if value is not None and value != []:
                found[item.id] = value
    return found


def _accepted(question: Question, value: JsonValue) -> JsonValue:
    """A value as this question would take it; None for what it would not, or may not be carried over."""
    if value is None or not question.is_asked or question.type.name == "file" or question.type.anew:
        return None
    reading = question.type.accept(value, question.asked["fr"])
    return None if reading.errors else reading.value
