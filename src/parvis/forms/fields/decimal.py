"""A number with decimals.

The value is a JSON number of at most fifteen significant figures: a double (IEEE 754) holds each such number apart from
all others, so JSON, PostgreSQL and the page's script keep it as it was typed (`Decimal(repr(value))` gives it back),
and rules compare it with any other number. Money is not for this type: see `amount`.
"""

from __future__ import annotations

from decimal import Decimal as Exact
from typing import Any

from django.utils.translation import gettext as _, ngettext
from pydantic import Field as Constrained, model_validator

from parvis.expressions.api import Kind
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.decimals import in_figures, places, read_decimal
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

LARGEST = 10**9
"""With six decimals at most, fifteen significant figures (DBL_DIG of IEEE 754 doubles)."""


class DecimalOptions(FieldOptions):
    min: float = Constrained(default=0, ge=-LARGEST, lt=LARGEST)
    max: float = Constrained(default=LARGEST - 1, gt=-LARGEST, lt=LARGEST)
    decimals: int = Constrained(default=2, ge=1, le=6)
    """The most decimals that may be given."""
    unit: LocalizedText | None = None
    width: Width = "10"

    @model_validator(mode="after")
    def _ordered(self) -> DecimalOptions:
        if self.min > self.max:
            raise ValueError("min is over max")
        return self


def exact(value: float) -> Exact:
    """The number that was typed, of a value of this type."""
    return Exact(repr(value))


def shown(value: float, language: str) -> str:
    """The number with the decimals that it needs."""
    number = exact(value)
    return in_figures(number, language, decimals=places(number))


@field_type
class Decimal(FieldType[DecimalOptions]):
    name = "decimal"
    title = LocalizedText(fr="Nombre décimal", en="Number with decimals")
    Options = DecimalOptions
    shape = float
    kind = Kind.DECIMAL
    index = {"": IndexKind.DECIMAL}
    live = "decimal"
    examples = (
        Example({"": ["12,5"]}, 12.5, text="12,5"),
        Example({"": ["1\u202f250.75"]}, 1250.75, {"unit": {"fr": "m²"}}, text="1\u202f250,75\u00a0m²"),
        Example({"": [" \u22123,141593 "]}, -3.141593, {"min": -10, "decimals": 6}, text="-3,141593"),
        Example({"": ["12"]}, 12.0, text="12"),
        Example({"": ["0,10"]}, 0.1, text="0,1"),
    )
    wrong = (
        Wrong({"": ["douze"]}),
        Wrong({"": ["12,345"]}),
        Wrong({"": ["-1"]}),
        Wrong({"": ["1e3"]}),
        Wrong({"": ["12,"]}),
        Wrong({"": [",5"]}),
        Wrong({"": ["1.250,75"]}),
        Wrong({"": ["99999999999999999999"]}),
        Wrong({"": ["1000000000"]}),
        Wrong({"": ["11"]}, options={"max": 10.5}),
    )

    def read(self, typed: Typed, asked: Asked[DecimalOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        number = read_decimal(text)
        if number is None:
            return Reading(errors={"": _("Write the number in figures, with a comma before the decimals: 12,5")})
        options = asked.options
        if places(number) > options.decimals:
            message = ngettext(
                "Give at most %(count)d decimal, after a comma", "Give at most %(count)d decimals", options.decimals
            )
            return Reading(errors={"": message % {"count": options.decimals}})
        low, high = exact(options.min), exact(options.max)
        if not low <= number <= high:
            bounds = {"min": shown(options.min, asked.language), "max": shown(options.max, asked.language)}
            if high >= LARGEST - 1 and number < low:
                return Reading(errors={"": _("Give a number of %(min)s or more") % bounds})
            return Reading(errors={"": _("Give a number from %(min)s to %(max)s") % bounds})
        return Reading(float(number) + 0.0)

    def typed(self, value: JsonValue, asked: Asked[DecimalOptions]) -> dict[str, list[str]]:
        number = exact(float(value))
        return {"": [f"{number:.{places(number)}f}".replace(".", ",")]}

    def widget(self, w: WidgetParams) -> str:
        options = w.asked.options
        return w.sole_input(
            classes=width_class(options.width),
            inputmode="decimal" if options.min >= 0 else None,
            spellcheck=False,
            suffix={"text": options.unit.into(w.asked.language)} if options.unit else None,
        )

    def text(self, value: JsonValue, asked: Asked[DecimalOptions]) -> str:
        unit = asked.options.unit
        return shown(float(value), asked.language) + (f"\u00a0{unit.into(asked.language)}" if unit else "")

    def cells(self, value: JsonValue, asked: Asked[DecimalOptions]) -> list[str | int | None]:
        return [None if value is None else self.typed(value, asked)[""][0]]

    def schema(self, asked: Asked[DecimalOptions]) -> dict[str, Any]:
        return {"type": "number", "minimum": asked.options.min, "maximum": asked.options.max}
