"""Answers for reading, submitting, exporting and erasing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from parvis.forms.domain.questions import Item, Leaf, Question, Repeated
from parvis.forms.registry import FieldType


def clean(leaves: Iterable[Leaf], state: FormState) -> dict[str, JsonValue]:
    """What is submitted, in the order of the form."""
    kept: dict[str, JsonValue] = {}
    for leaf in leaves:
        for item in leaf.items():
            value = state.values.get(item.id)
            if isinstance(item, Repeated) and isinstance(value, list):
                value = [row for row in value if row]
            if value is not None and value != []:
                kept[item.id] = value
    return kept


def _row(question: Question, value: JsonValue, language: str, row: int | None) -> SummaryRow:
    asked = question.asked[language]
    empty = value is None
    anchor = question.input_id(question.parts[0], row) if question.parts else question.html_id(row)
    text = "" if empty else question.type.text(value, asked)
    plain = empty or type(question.type).html is FieldType.html  # then it is the text, which need not be made again
    return SummaryRow(
        label=asked.label,
        text=text,
        html=escape(text) if plain else question.type.html(value, asked),
        page_id=question.page_id,
        field_id=question.id,
        anchor=anchor,
        files=tuple(value) if question.type.name == "file" and not empty else (),
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
                        if item.type.asks:
                            rows.append(_row(item, state.values.get(item.id), language, None))
                        continue
                    if rows:
                        sections.append(SummarySection(title, leaf.page.id, tuple(rows)))
                        rows = []
                    sections += _block_sections(item, state, language)
                if rows:
                    sections.append(SummarySection(title, leaf.page.id, tuple(rows)))
        return sections


def computed(leaves: Iterable[Leaf], state: FormState, language: str) -> dict[str, str]:
    """See `CompiledForm.computed`."""
    found: dict[str, str] = {}
    with translation.override(language):
        for leaf in leaves:
            for item in leaf.items():
                if isinstance(item, Question):
                    _compute(item, None, state.values, state, language, found)
                    continue
                for row, values in enumerate(state.values.get(item.id) or []):
                    for question in item.questions:
                        _compute(question, row, values, state, language, found)
    return found


def _compute(
    question: Question,
    row: int | None,
    values: Mapping[str, JsonValue],
    state: FormState,
    language: str,
    found: dict[str, str],
) -> None:
    path = question.path(row)
    if question.field.computed is not None and path in state.visible:
        value = values.get(question.id)
        found[path] = "" if value is None else question.type.text(value, question.asked[language])


def _block_sections(block: Repeated, state: FormState, language: str) -> list[SummarySection]:
    found = []
    for index, values in enumerate(state.values.get(block.id) or []):
        rows = tuple(
            _row(question, values.get(question.id), language, index)
            for question in block.questions
            if question.type.asks and question.path(index) in state.visible
        )
        title = f"{block.block.item_label.into(language)} {index + 1}"
        found.append(SummarySection(title, block.page_id, rows))
    return found


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
    asked = [question for question in block.questions if question.type.asks]
    return {
        "title": block.block.label.into(language),
        "type": "array",
        "maxItems": block.block.max,
        "items": {
            "type": "object",
            "properties": {question.id: _property(question, language) for question in asked},
            "required": [
                question.id
                for question in asked
                if question.is_asked and question.field.required is True and question.field.condition is None
            ],
            "additionalProperties": False,
        },
    }


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
            if value is not None and question.type.asks and question.type.name != "file"
        ]


def _values(item: Item, value: JsonValue) -> Iterable[tuple[Question, JsonValue]]:
    if isinstance(item, Question):
        return [(item, value)]
    return [(question, row.get(question.id)) for row in value or () for question in item.questions]


def erased(leaves: Iterable[Leaf], answers: Answers) -> dict[str, JsonValue]:
    """What of the answers may stay once nobody must be recognised in them."""
    kept: dict[str, JsonValue] = {}
    for leaf in leaves:
        for item in leaf.items():
            value = answers.get(item.id)
            if value is None:
                continue
            if isinstance(item, Question):
                remaining: JsonValue = _remaining(item, value)
            else:
                remaining = [
                    {
                        question.id: left
                        for question in item.questions
                        if row.get(question.id) is not None
                        and (left := _remaining(question, row[question.id])) is not None
                    }
                    for row in value
                ]
            if remaining is not None:
                kept[item.id] = remaining
    return kept


def _remaining(question: Question, value: JsonValue) -> JsonValue:
    return question.type.erased(value)


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
