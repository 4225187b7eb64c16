"""An amount of money in euros. The value is a whole number of cents: sums and comparisons are exact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from pydantic import Field as Constrained, model_validator

from parvis.expressions.api import Kind, Sense
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.decimals import in_figures, places, read_decimal
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

LARGEST = 2**53 - 1
"""Cents: the largest whole number that JavaScript and JSON readers hold exactly (RFC 8259 § 6)."""

_SIGN = re.compile(r"\s*(?:€|euros?|eur)\s*$", re.IGNORECASE)


class AmountOptions(FieldOptions):
    min: int = Constrained(default=0, ge=-LARGEST, le=LARGEST)
    """In cents, as `max`."""
    max: int = Constrained(default=LARGEST, ge=-LARGEST, le=LARGEST)

    @model_validator(mode="after")
    def _ordered(self) -> AmountOptions:
        if self.min > self.max:
            raise ValueError("min is over max")
        return self


def in_euros(cents: int, language: str) -> str:
    """1 250,50 € in French (no-break spaces), €1,250.50 in English."""
    figures = in_figures(Decimal(abs(cents)).scaleb(-2), language, decimals=2)
    sign = "-" if cents < 0 else ""
    return f"{sign}€{figures}" if language == "en" else f"{sign}{figures}\u00a0€"


@field_type
class Amount(FieldType[AmountOptions]):
    name = "amount"
    title = LocalizedText(fr="Montant en euros", en="Amount in euros")
    Options = AmountOptions
    shape = int
    kind = Kind.INTEGER
    senses: ClassVar[Mapping[str, Sense]] = {"": Sense.CENTS}
    index = {"": IndexKind.AMOUNT}
    live = "amount"
    examples = (
        Example({"": ["1\u00a0250,50\u00a0€"]}, 125050, text="1\u202f250,50\u00a0€"),
        Example({"": ["30 euros"]}, 3000, text="30,00\u00a0€"),
        Example({"": ["12.5"]}, 1250, text="12,50\u00a0€"),
        Example({"": ["0"]}, 0, text="0,00\u00a0€"),
        Example({"": ["-0,01 EUR"]}, -1, {"min": -100}, text="-0,01\u00a0€"),
    )
    wrong = (
        Wrong({"": ["trente"]}),
        Wrong({"": ["12,505"]}),
        Wrong({"": ["1.250,50"]}),
        Wrong({"": ["-1"]}),
        Wrong({"": ["€"]}),
        Wrong({"": ["30 $"]}),
        Wrong({"": ["99999999999999999999"]}),
        Wrong({"": ["100000000000000"]}),
        Wrong({"": ["29,99"]}, options={"min": 3000}),
        Wrong({"": ["30,01"]}, options={"max": 3000}),
    )

    def read(self, typed: Typed, asked: Asked[AmountOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        number = read_decimal(_SIGN.sub("", text))
        if number is None:
            return Reading(errors={"": _("Write the amount in figures, with a comma before the cents: 1250,50")})
        if places(number) > 2:
            return Reading(errors={"": _("An amount has two decimals at most: 1250,50 for example")})
        cents = int(number * 100)
        low, high = asked.options.min, asked.options.max
        if not low <= cents <= high:
            bounds = {"min": in_euros(low, asked.language), "max": in_euros(high, asked.language)}
            if high >= LARGEST and cents < low:
                return Reading(errors={"": _("Give an amount of %(min)s or more") % bounds})
            return Reading(errors={"": _("Give an amount from %(min)s to %(max)s") % bounds})
        return Reading(cents)

    def typed(self, value: JsonValue, asked: Asked[AmountOptions]) -> dict[str, list[str]]:
        euros, cents = divmod(abs(value), 100)
        sign = "-" if value < 0 else ""
        return {"": [f"{sign}{euros},{cents:02d}" if cents else f"{sign}{euros}"]}

    def widget(self, w: WidgetParams) -> str:
        return w.sole_input(
            classes="govuk-input--width-10",
            inputmode="decimal" if w.asked.options.min >= 0 else None,
            spellcheck=False,
            suffix={"text": "€"},
        )

    def text(self, value: JsonValue, asked: Asked[AmountOptions]) -> str:
        return in_euros(value, asked.language)

    def cells(self, value: JsonValue, asked: Asked[AmountOptions]) -> list[str | int | None]:
        return [None if value is None else self.typed(value, asked)[""][0]]

    def schema(self, asked: Asked[AmountOptions]) -> dict[str, Any]:
        return {"type": "integer", "minimum": asked.options.min, "maximum": asked.options.max}
