"""Asking some questions of a form again: what hangs on them, and a form of these questions alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

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
from parvis.forms.domain.questions import Item, Question, Repeated
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
            inside = [item] if isinstance(item, Repeated) else []
            while inside:
                block = inside.pop()
                behind[item.id].update(*book.row_reads.get(block.id, {}).values())
                inside += block.inner
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
                    rows = [_named(item, number, row, language) for number, row in enumerate(value or []) if row]
                    found.append(Answered(item.id, item.block.label.into(language), "\n".join(rows)))
    return found


def _named(block: Repeated, number: int, row: Mapping[str, JsonValue], language: str) -> str:
    """A row in one line; one that is fixed begins with its name."""
    text = _row(block, row, language)
    return f"{block.block.row_title(number, language)}\u00a0: {text}" if block.block.row_labels else text


def _row(block: Repeated, row: Mapping[str, JsonValue], language: str) -> str:
    texts = []
    for item in block.items:
        held = row.get(item.id)
        if held is None:
            continue
        if isinstance(item, Repeated):
            inside = (_row(item, one, language) for one in held)
            texts.append(f"{item.block.label.into(language)} ({' ; '.join(one for one in inside if one)})")
        elif item.type.asks:
            texts.append(item.type.text(held, item.asked[language]))
    return ", ".join(texts)


@dataclass(frozen=True, slots=True)
class Own:
    """Answers of the very same request. before: the form that they were given to; sent: it is written no more."""

    before: RuleBook
    sent: bool


def carried(book: RuleBook, answers: Mapping[str, JsonValue], own: Own | None = None) -> dict[str, JsonValue]:
    """See `CompiledForm.carried`."""
    was = {item.id: item for leaf in own.before.leaves for item in leaf.items()} if own else {}
    found: dict[str, JsonValue] = {}
    for leaf in book.leaves:
        for item in leaf.items():
            held = answers.get(item.id)
            if held is None:
                continue
            value = _carried(item, held, own, was.get(item.id))
            if value is not None and value != []:
                found[item.id] = value
    return found


def _carried(item: Item, held: JsonValue, own: Own | None, before: Item | None) -> JsonValue:
    if isinstance(item, Question):
        return _accepted(item, held, own, before if isinstance(before, Question) else None)
    was = {one.id: one for one in before.items} if isinstance(before, Repeated) else {}
    rows = held if isinstance(held, list) else []
    return [
        {
            member.id: one
            for member in item.items
            if (one := _carried(member, row.get(member.id), own, was.get(member.id))) is not None and one != []
        }
        for row in rows[: item.block.max]
        if isinstance(row, dict)
    ]


def _accepted(question: Question, value: JsonValue, own: Own | None, before: Question | None) -> JsonValue:
    """A value as this question would take it; None for what it would not, or may not be carried over. What the very
    same request gave to the same question is not looked up again.
    """
    if value is None or not question.is_asked or (not own and (question.type.holds_files or question.type.anew)):
        return None
    if question.type.holds_files:
        return value if isinstance(value, list | dict) else None
    if own and before and before.is_asked and before.type is question.type and question.type.shaped(value):
        now, was = question.asked["fr"].options, before.asked["fr"].options
        if question.type.stands(value, now, was, sent=own.sent):
            return value
    reading = question.type.accept(value, question.asked["fr"])
    return None if reading.errors else reading.value


def met(item: Item | None, before: JsonValue, theirs: JsonValue, mine: JsonValue) -> tuple[JsonValue, bool]:
    """See `CompiledForm.met`."""
    if mine in (theirs, before):
        return theirs, False
    if theirs == before:
        return mine, False
    if not isinstance(item, Repeated) or not _same_rows(before, theirs, mine):
        return mine, True
    found, clash = [], False
    for rows in zip(before, theirs, mine, strict=True):
        row: dict[str, JsonValue] = {}
        for member in item.items:
            value, both = met(member, *(one.get(member.id) for one in rows))
            clash = clash or both
            if value is not None:
                row[member.id] = value
        found.append(row)
    return found, clash


def _same_rows(*sides: JsonValue) -> bool:
    """Whether all of them are as many rows."""
    return all(isinstance(one, list) and all(isinstance(row, dict) for row in one) for one in sides) and (
        len({len(one) for one in sides}) == 1
    )
