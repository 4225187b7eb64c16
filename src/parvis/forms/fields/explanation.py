"""Words to read: nothing is asked."""

from __future__ import annotations

from typing import Any, Literal

from markupsafe import Markup

from parvis.forms.data import Column, JsonValue, LocalizedText
from parvis.forms.registry import Asked, FieldOptions, FieldType, Reading, Typed, WidgetParams, field_type
from parvis.territory.api import markup_html


class ExplanationOptions(FieldOptions):
    text: LocalizedText
    """Markdown (CommonMark with tables, without pictures)."""
    look: Literal["plain", "inset", "warning", "details"] = "plain"


@field_type
class Explanation(FieldType[ExplanationOptions]):
    name = "explanation"
    title = LocalizedText(fr="Explication", en="Explanation")
    Options = ExplanationOptions
    shape = None
    kind = None
    unindexed = "it is read, never answered"
    asks = False
    live = ""

    def parts(self, options: ExplanationOptions) -> tuple[str, ...]:
        return ()

    def read(self, typed: Typed, asked: Asked[ExplanationOptions]) -> Reading:
        return Reading()

    def typed(self, value: JsonValue, asked: Asked[ExplanationOptions]) -> dict[str, list[str]]:
        return {}

    def widget(self, w: WidgetParams) -> str:
        options = w.asked.options
        body = markup_html(options.text.into(w.asked.language))
        if options.look == "details":
            return w.component("details", {"summaryText": w.asked.label, "html": body})
        if options.look == "inset":
            return w.component("inset-text", {"html": body})
        if options.look == "warning":
            return w.component("warning-text", {"html": body, "iconFallbackText": w.asked.label})
        return str(Markup('<div class="pv-explanation">{}</div>').format(body))

    def text(self, value: JsonValue, asked: Asked[ExplanationOptions]) -> str:
        return ""

    def schema(self, asked: Asked[ExplanationOptions]) -> dict[str, Any]:
        return {"type": "null"}

    def columns(self, asked: Asked[ExplanationOptions]) -> list[Column]:
        return []

    def cells(self, value: JsonValue, asked: Asked[ExplanationOptions]) -> list[str | int | None]:
        return []
