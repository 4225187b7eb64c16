"""Words to read: nothing is asked."""

from __future__ import annotations

import re
from typing import Any, Literal

from markupsafe import Markup, escape
from pydantic import Field as Constrained

from parvis.forms.data import Column, JsonValue, LocalizedText
from parvis.forms.registry import Asked, FieldOptions, FieldType, Reading, Typed, WidgetParams, field_type

_LINK = re.compile(r"\[([^\]\n]{1,200})\]\((https?://[^\s()<>\"]{1,1000}|mailto:[^\s()<>\"]{1,254}|tel:\+?[0-9 ]{3,20}|/[^\s()<>\"]{0,500})\)")
_BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*")


class ExplanationOptions(FieldOptions):
    text: LocalizedText = Constrained()
    look: Literal["plain", "inset", "warning", "details"] = "plain"


def _inline(text: str) -> Markup:
    def link(match: re.Match[str]) -> str:
        return f'<a class="govuk-link" href="{match[2]}">{match[1]}</a>'

    # escaping first leaves brackets, parentheses and stars as they are
    return Markup(_BOLD.sub(r"<strong>\1</strong>", _LINK.sub(link, str(escape(text)))))  # noqa: S704 - escaped above


def prose(text: str) -> Markup:
    """Paragraphs (blank line between), lists ("- " before each line), **strong** and [links](https://…): no other markup."""
    out: list[Markup] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in chunk.splitlines()]
        if all(line.startswith("- ") for line in lines):
            entries = Markup("").join(Markup("<li>{}</li>").format(_inline(line[2:])) for line in lines)
            out.append(Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(entries))
        else:
            out.append(Markup('<p class="govuk-body">{}</p>').format(Markup("<br>").join(_inline(line) for line in lines)))
    return Markup("").join(out)


@field_type
class Explanation(FieldType[ExplanationOptions]):
    name = "explanation"
    title = LocalizedText(fr="Explication", en="Explanation")
    Options = ExplanationOptions
    shape = None
    kind = None
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
        body = prose(options.text.into(w.asked.language))
        if options.look == "details":
            return w.component("details", {"summaryText": w.asked.label, "html": body})
        if options.look == "inset":
            return w.component("inset-text", {"html": body})
        if options.look == "warning":
            return w.component("warning-text", {"html": body, "iconFallbackText": w.asked.label})
        return str(Markup('<div class="parvis-explanation">{}</div>').format(body))

    def text(self, value: JsonValue, asked: Asked[ExplanationOptions]) -> str:
        return ""

    def schema(self, asked: Asked[ExplanationOptions]) -> dict[str, Any]:
        return {"type": "null"}

    def columns(self, asked: Asked[ExplanationOptions]) -> list[Column]:
        return []

    def cells(self, value: JsonValue, asked: Asked[ExplanationOptions]) -> list[str | int | None]:
        return []
