"""Text on one line."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypeVar

from django.utils.translation import ngettext
from pydantic import Field as Constrained, model_validator

from parvis.expressions.api import Kind
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
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

Width = Literal["full", "two-thirds", "one-half", "one-third", "20", "10", "5", "4", "3", "2"]


def width_class(width: str) -> str:
    """The class of the component library for the width of an input (characters, or a share of the column)."""
    if width == "full":
        return ""
    return f"govuk-input--width-{width}" if width.isdigit() else f"govuk-!-width-{width}"


class TextOptions(FieldOptions):
    min_length: int = Constrained(default=0, ge=0, le=1000)
    max_length: int = Constrained(default=200, ge=1, le=1000)
    width: Width = "full"
    autocomplete: str | None = Constrained(default=None, pattern=r"^[a-z -]{2,60}$")
    """Token of HTML 4.10.18.7 (WCAG 1.3.5), where the question is about the person who answers."""

    @model_validator(mode="after")
    def _ordered(self) -> TextOptions:
        if self.min_length > self.max_length:
            raise ValueError("min_length is over max_length")
        return self


def length_message(length: int, minimum: int, maximum: int) -> str | None:
    """What to say of a text of `length` characters, or None when it fits."""
    if length > maximum:
        return ngettext(
            "Shorten this text: %(max)d character at most, yours has %(length)d",
            "Shorten this text: %(max)d characters at most, yours has %(length)d",
            maximum,
        ) % {"max": maximum, "length": length}
    if length < minimum:
        return ngettext(
            "Say a little more: at least %(min)d character",
            "Say a little more: at least %(min)d characters",
            minimum,
        ) % {"min": minimum}
    return None


SomeOptions = TypeVar("SomeOptions", bound=FieldOptions)


class OneLine(FieldType[SomeOptions]):
    """Base of the types whose value is one text on one line, as typed."""

    shape: ClassVar[Any] = str
    kind: ClassVar[Kind | None] = Kind.TEXT
    index = {"": IndexKind.TEXT}

    def typed(self, value: JsonValue, asked: Asked[SomeOptions]) -> dict[str, list[str]]:
        return {"": [str(value)]}

    def text(self, value: JsonValue, asked: Asked[SomeOptions]) -> str:
        return str(value)


@field_type
class Text(OneLine[TextOptions]):
    name = "text"
    title = LocalizedText(fr="Texte court", en="Short text")
    Options = TextOptions
    prefill = ("association.name",)
    examples = (
        Example({"": ["  Fête de la  Saint-Jean "]}, "Fête de la Saint-Jean", text="Fête de la Saint-Jean"),
        Example({"": ['<b>Bal</b> & "goûter"']}, '<b>Bal</b> & "goûter"', {"max_length": 60, "width": "20"}),
    )
    wrong = (Wrong({"": ["a" * 201]}), Wrong({"": ["ab"]}, options={"min_length": 3}))

    def read(self, typed: Typed, asked: Asked[TextOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        message = length_message(len(text), asked.options.min_length, asked.options.max_length)
        return Reading(errors={"": message}) if message else Reading(text)

    def widget(self, w: WidgetParams) -> str:
        options = w.asked.options
        return w.sole_input(classes=width_class(options.width), autocomplete=options.autocomplete)

    def schema(self, asked: Asked[TextOptions]) -> dict[str, Any]:
        return {"type": "string", "minLength": max(1, asked.options.min_length), "maxLength": asked.options.max_length}
