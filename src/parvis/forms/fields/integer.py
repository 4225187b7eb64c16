"""A whole number."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from pydantic import Field as Constrained, model_validator

from parvis.expressions.api import Kind
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.text import Width, width_class
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

LARGEST = 2**53 - 1
"""The largest whole number that JavaScript and JSON readers hold exactly (RFC 8259 § 6)."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+|[+-]?[0-9]{1,18}")


class IntegerOptions(FieldOptions):
    min: int = Constrained(default=0, ge=-LARGEST, le=LARGEST)
    max: int = Constrained(default=LARGEST, ge=-LARGEST, le=LARGEST)
    unit: LocalizedText | None = None
    width: Width = "10"

    @model_validator(mode="after")
    def _ordered(self) -> IntegerOptions:
        if self.min > self.max:
            raise ValueError("min is over max")
        return self


def grouped(number: int, language: str) -> str:
    """1 234 567 with narrow no-break spaces in French, 1,234,567 in English."""
    return f"{number:,}" if language == "en" else f"{number:,}".replace(",", "\u202f")


@field_type
class Integer(FieldType[IntegerOptions]):
    name = "integer"
    title = LocalizedText(fr="Nombre entier", en="Whole number")
    Options = IntegerOptions
    shape = int
    kind = Kind.INTEGER
    index = {"": IndexKind.INTEGER}
    live = "integer"
    examples = (
        Example({"": ["1\u202f250"]}, 1250, text="1\u202f250"),
        Example({"": [" -3 "]}, -3, {"min": -10, "max": 10, "unit": {"fr": "m"}}, text="-3\u00a0m"),
        Example({"": ["0"]}, 0, text="0"),
    )
    wrong = (
        Wrong({"": ["douze"]}),
        Wrong({"": ["12,5"]}),
        Wrong({"": ["-1"]}),
        Wrong({"": ["1e3"]}),
        Wrong({"": ["99999999999999999999"]}),
        Wrong({"": ["1 2"]}),
        Wrong({"": ["11"]}, options={"max": 10}),
    )

    def read(self, typed: Typed, asked: Asked[IntegerOptions]) -> Reading:
        text = unicodedata.normalize("NFKC", first(typed)).replace("\u2212", "-")
        if not text:
            return Reading()
        if not _WHOLE.fullmatch(text):
            if re.fullmatch(r"[+-]?[0-9 ]+[.,][0-9]+", text):
                return Reading(errors={"": _("Give a whole number, without decimals: 12 for example")})
            return Reading(errors={"": _("Write the number in figures only: 12 for example")})
        number = int(text.replace(" ", ""))
        low, high = asked.options.min, asked.options.max
        if not low <= number <= high:
            shown = {"min": grouped(low, asked.language), "max": grouped(high, asked.language)}
            if high >= LARGEST:
                return Reading(errors={"": _("Give a number of %(min)s or more") % shown})
            return Reading(errors={"": _("Give a number from %(min)s to %(max)s") % shown})
        return Reading(number)

    def typed(self, value: JsonValue, asked: Asked[IntegerOptions]) -> dict[str, list[str]]:
        return {"": [str(value)]}

    def widget(self, w: WidgetParams) -> str:
        options = w.asked.options
        return w.sole_input(
            classes=width_class(options.width),
            inputmode="numeric" if options.min >= 0 else None,
            spellcheck=False,
            suffix={"text": options.unit.into(w.asked.language)} if options.unit else None,
        )

    def text(self, value: JsonValue, asked: Asked[IntegerOptions]) -> str:
        unit = asked.options.unit
        return grouped(value, asked.language) + (f"\u00a0{unit.into(asked.language)}" if unit else "")

    def cells(self, value: JsonValue, asked: Asked[IntegerOptions]) -> list[str | int | None]:
        return [value]

    def schema(self, asked: Asked[IntegerOptions]) -> dict[str, Any]:
        return {"type": "integer", "minimum": asked.options.min, "maximum": asked.options.max}
