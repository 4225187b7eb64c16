"""Text on several lines."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape
from pydantic import Field as Constrained

from parvis.expressions.api import Kind
from parvis.forms.data import JsonValue, LocalizedText
from parvis.forms.fields.text import length_message
from parvis.forms.registry import (
    Asked,
    Example,
    FieldOptions,
    FieldType,
    Reading,
    Typed,
    WidgetParams,
    Wrong,
    field_type,
)


class LongTextOptions(FieldOptions):
    min_length: int = Constrained(default=0, ge=0, le=20_000)
    max_length: int = Constrained(default=5000, ge=1, le=20_000)
    rows: int = Constrained(default=5, ge=2, le=30)


@field_type
class LongText(FieldType[LongTextOptions]):
    name = "long_text"
    live = "lines"
    title = LocalizedText(fr="Texte long", en="Long text")
    Options = LongTextOptions
    shape = str
    kind = Kind.TEXT
    unindexed = "long texts are searched by their words, not compared"
    examples = (
        Example({"": ["Une buvette\r\nde 14 h à 18 h"]}, "Une buvette\nde 14 h à 18 h"),
        Example({"": ["</textarea><script>alert(1)</script>"]}, "</textarea><script>alert(1)</script>", {"rows": 8}),
    )
    wrong = (Wrong({"": ["é" * 5001]}), Wrong({"": ["court"]}, options={"min_length": 20}))

    def read(self, typed: Typed, asked: Asked[LongTextOptions]) -> Reading:
        values = typed.get("") or [""]
        text = values[0].strip()
        if not text:
            return Reading()
        message = length_message(len(text), asked.options.min_length, asked.options.max_length)
        return Reading(errors={"": message}) if message else Reading(text)

    def typed(self, value: JsonValue, asked: Asked[LongTextOptions]) -> dict[str, list[str]]:
        return {"": [value]}

    def widget(self, w: WidgetParams) -> str:
        return w.component(
            "textarea",
            {
                "id": w.id(),
                "name": w.id(),
                "rows": w.asked.options.rows,
                "label": w.label(),
                "hint": w.hint(),
                "errorMessage": w.error(),
                "value": w.value(),
            },
        )

    def text(self, value: JsonValue, asked: Asked[LongTextOptions]) -> str:
        return str(value)

    def html(self, value: JsonValue, asked: Asked[LongTextOptions]) -> Markup:
        return Markup("<br>").join(escape(line) for line in value.split("\n"))

    def schema(self, asked: Asked[LongTextOptions]) -> dict[str, Any]:
        return {"type": "string", "minLength": max(1, asked.options.min_length), "maxLength": asked.options.max_length}
