"""Answers for reading, submitting, exporting and erasing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import translation
from markupsafe import escape

from parvis.forms.data import (
    Answers,
    Column,
    FormState,
    JsonValue,
    SummaryRow,
    SummarySection,
)
from parvis.forms.domain.questions import Item, Leaf, Question, Repeated, Rows, rows_of
from parvis.forms.registry import FieldType


def clean(leaves: Iterable[Leaf], state: FormState) -> dict[str, JsonValue]:
    """What is submitted, in the order of the form."""
    kept: dict[str, JsonValue] = {}
    for leaf in leaves:
        for item in leaf.items():
            value = state.values.get(item.id)
            if isinstance(item, Repeated):
                value = _full(item, value)
            if value is not None:
                kept[item.id] = value
    return kept


def _full(block: Repeated, rows: JsonValue) -> JsonValue:
    """The rows that hold something, None for none; rows that have names keep their places."""
    kept = []
    for row in rows if isinstance(rows, list) else ():
        inner = {one.id: _full(one, row.get(one.id)) for one in block.inner}
        found = {name: value for name, value in {**row, **inner}.items() if value is not None}
        if found or block.block.row_labels:
            kept.append(found)
    return kept if any(kept) else None


def _row(question: Question, value: JsonValue, language: str, rows: Rows) -> SummaryRow:
    asked = question.asked[language]
    empty = value is None
    anchor = question.input_id(question.parts[0], rows) if question.parts else question.html_id(rows)
    text = "" if empty else question.type.text(value, asked)
    plain = empty or type(question.type).html is FieldType.html  # then it is the text, which need not be made again
    return SummaryRow(
        label=asked.label,
        text=text,
        html=escape(text) if plain else question.type.html(value, asked),
        page_id=question.page_id,
        field_id=question.id,
        anchor=anchor,
        drawn="" if empty else question.type.drawn(value),
        files=tuple(value) if question.type.holds_files and not empty else (),
    )


def summary(leaves: Iterable[Leaf], state: FormState, language: str) -> list[SummarySection]:
    """See `CompiledForm.summary`."""
    with translation.override(language):
        sections: list[SummarySection] = []
        for leaf in leaves:
            if leaf.page.id not in state.pages:
                continue
            for part in leaf.parts:
                rows: list[SummaryRow] = []
                title = (part.title or leaf.page.title).into(language)
                for item in part.items:
                    if item.id not in state.visible:
                        continue
                    if isinstance(item, Question):
                        if item.type.asks and not item.unseen:
                            rows.append(_row(item, state.values.get(item.id), language, ()))
                        continue
                    if rows:
                        sections.append(SummarySection(title, leaf.page.id, tuple(rows)))
                        rows = []
                    sections += _block_sections(item, state.values, state, language, ())
                if rows:
                    sections.append(SummarySection(title, leaf.page.id, tuple(rows)))
        return sections


class _Everything(frozenset[str]):
    """Has every name in it."""

    def __contains__(self, name: object) -> bool:
        return True


def told(leaves: Iterable[Leaf], answers: Answers, language: str) -> list[SummarySection]:
    """See `CompiledForm.told`."""
    parts = list(leaves)
    pages = tuple(leaf.page.id for leaf in parts)
    return summary(parts, FormState(pages, _Everything(), frozenset(), answers), language)


def computed(leaves: Iterable[Leaf], state: FormState, language: str) -> dict[str, str]:
    """See `CompiledForm.computed`."""
    found: dict[str, str] = {}
    with translation.override(language):
        for leaf in leaves:
            for item in leaf.items():
                for question in (item,) if isinstance(item, Question) else item.questions():
                    if question.field.computed is not None and not question.unseen:
                        for rows, values in rows_of(question.blocks, state.values):
                            _compute(question, rows, values, state, language, found)
    return found


def _compute(
    question: Question,
    rows: Rows,
    values: Mapping[str, JsonValue],
    state: FormState,
    language: str,
    found: dict[str, str],
) -> None:
    path = question.path(rows)
    if path in state.visible:
        value = values.get(question.id)
        found[path] = "" if value is None else question.type.text(value, question.asked[language])


def _block_sections(
    block: Repeated, holder: Mapping[str, JsonValue], state: FormState, language: str, at: Rows, above: str = ""
) -> Iterator[SummarySection]:
    """A section for each row, then those of the blocks in it."""
    for index, values in enumerate(holder.get(block.id) or []):
        here = (*at, index)
        rows = tuple(
            _row(question, values.get(question.id), language, here)
            for question in block.own
            if question.type.asks and not question.unseen and question.path(here) in state.visible
        )
        title = block.block.row_title(index, language)
        if block.block.row_labels:
            title = f"{block.block.label.into(language)} – {title}"
        title = f"{above}{title}"
        if rows or not block.inner:
            yield SummarySection(title, block.page_id, rows)
        for inner in block.inner:
            yield from _block_sections(inner, values, state, language, here, f"{title} – ")


def json_schema(leaves: Iterable[Leaf], title: str, language: str) -> dict[str, Any]:
    """See `CompiledForm.json_schema`."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    with translation.override(language):
        for leaf in leaves:
            required += [item.id for item in leaf.needed()]
            for item in leaf.items():
                if isinstance(item, Question):
                    if item.type.asks:
                        properties[item.id] = _property(item, language)
                else:
                    properties[item.id] = _rows_schema(item, language)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _property(question: Question, language: str) -> dict[str, Any]:
    asked = question.asked[language]
    schema = {"title": asked.label, **question.type.schema(asked)}
    if asked.hint:
        schema["description"] = asked.hint
    return schema


def _rows_schema(block: Repeated, language: str) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required = []
    for item in block.items:
        if isinstance(item, Repeated):
            properties[item.id] = _rows_schema(item, language)
        elif item.type.asks:
            properties[item.id] = _property(item, language)
            if item.is_asked and item.field.required is True and item.field.condition is None:
                required.append(item.id)
    row = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    found = {
        "title": block.block.label.into(language),
        "type": "array",
        "maxItems": block.block.max,
        "items": row,
    }
    if block.block.row_labels:
        # rows that are fixed keep their places: one that says nothing is an empty object
        named = [one.into(language) for one in block.block.row_labels]
        found |= {"minItems": len(named), "description": ", ".join(named), "items": {**row, "required": []}}
    return found


def columns(leaves: Iterable[Leaf], language: str) -> list[Column]:
    """Columns of an export, one case a row. Blocks have exports of their own (their rows are many)."""
    with translation.override(language):
        return [
            column
            for leaf in leaves
            for item in leaf.items()
            if isinstance(item, Question)
            for column in item.type.columns(item.asked[language])
        ]


def cells(leaves: Iterable[Leaf], answers: Answers, language: str) -> list[str | int | None]:
    """The cells of one case for `columns`."""
    with translation.override(language):
        return [
            cell
            for leaf in leaves
            for item in leaf.items()
            if isinstance(item, Question)
            for cell in item.type.cells(answers.get(item.id), item.asked[language])
        ]


def said(leaves: Iterable[Leaf], answers: Answers, language: str) -> list[str]:
    """See `CompiledForm.said`."""
    with translation.override(language):
        return [
            question.type.text(value, question.asked[language])
            for leaf in leaves
            for item in leaf.items()
            for question, value in _values(item, answers.get(item.id))
            if value is not None and question.type.asks and not question.type.holds_files
        ]


def _values(item: Item, value: JsonValue) -> Iterator[tuple[Question, JsonValue]]:
    if isinstance(item, Question):
        yield item, value
        return
    for row in value or ():
        for member in item.items:
            yield from _values(member, row.get(member.id))


def erased(leaves: Iterable[Leaf], answers: Answers) -> dict[str, JsonValue]:
    """What of the answers may stay once nobody must be recognised in them."""
    return {
        item.id: left
        for leaf in leaves
        for item in leaf.items()
        if answers.get(item.id) is not None and (left := _remaining(item, answers[item.id])) is not None
    }


def _remaining(item: Item, value: JsonValue) -> JsonValue:
    if isinstance(item, Question):
        return item.type.erased(value)
    return [
        {
            member.id: left
            for member in item.items
            if row.get(member.id) is not None and (left := _remaining(member, row[member.id])) is not None
        }
        for row in value
    ]


def prefilled(leaves: Iterable[Leaf], answers: Answers, sources: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """`answers` with empty fields filled from `sources` (by name: "person.email"), where the value suits the field."""
    filled = dict(answers)
    for leaf in leaves:
        for item in leaf.items():
            if not isinstance(item, Question) or item.field.prefill is None or filled.get(item.id) is not None:
                continue
            value = sources.get(item.field.prefill)
            if value is None:
                continue
            reading = item.type.accept(value, item.asked["fr"])
            if reading.value is not None:
                filled[item.id] = reading.value
    return filled
