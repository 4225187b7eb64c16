"""A time of day. Its value is the number of minutes since midnight: rules compare and add them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from markupsafe import Markup
from pydantic import field_validator, model_validator

from parvis.expressions.api import Kind, Sense, Variable
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
from parvis.kernel.hours import minutes_of, read_time, time_in_words, time_of

LAST = 24 * 60 - 1


def _at(text: str) -> int:
    return minutes_of(dt.time.fromisoformat(text))


class TimeOptions(FieldOptions):
    earliest: str = "00:00"
    """The earliest time, like 08:30."""
    latest: str = "23:59"

    @field_validator("earliest", "latest")
    @classmethod
    def _a_time(cls, text: str) -> str:
        time = read_time(text) if len(text) <= 20 else None
        if time is None:
            raise ValueError("write a time like 08:30")
        return f"{time:%H:%M}"

    @model_validator(mode="after")
    def _ordered(self) -> TimeOptions:
        if self.earliest > self.latest:
            raise ValueError("earliest is after latest")
        return self


@field_type
class Time(FieldType[TimeOptions]):
    name = "time"
    title = LocalizedText(fr="Heure", en="Time")
    Options = TimeOptions
    shape = int
    kind = Kind.INTEGER
    senses: ClassVar[Mapping[str, Sense]] = {"": Sense.TIME}
    index = {"": IndexKind.CODE}
    live = "time"
    examples = (
        Example({"": ["18h30"]}, 1110, text="18\u00a0h\u00a030"),
        Example({"": ["midi"]}, 720, text="12\u00a0h"),
        Example({"": ["9"]}, 540, {"earliest": "08:30", "latest": "18h"}),
        Example({"": ["0:05"]}, 5),
    )
    wrong = (
        Wrong({"": ["25h"]}),
        Wrong({"": ["24:00"]}),
        Wrong({"": ["18h60"]}),
        Wrong({"": ["ce soir"]}),
        Wrong({"": ["7"]}, options={"earliest": "08:30"}),
        Wrong({"": ["18:01"]}, options={"latest": "18:00"}),
        Wrong({"": ["1" * 500]}),
    )

    def variable(self, options: TimeOptions) -> Variable | None:
        return Variable(Kind.INTEGER, least=_at(options.earliest), most=_at(options.latest))

    def read(self, typed: Typed, asked: Asked[TimeOptions]) -> Reading:
        text, options = first(typed), asked.options
        if not text:
            return Reading()
        time = read_time(text) if len(text) <= 20 else None
        if time is None:
            return Reading(errors={"": _("Write the time like 18:30")})
        value = minutes_of(time)
        for bound, beyond, message in (
            (options.earliest, value < _at(options.earliest), _("The time must be %(time)s or later")),
            (options.latest, value > _at(options.latest), _("The time must be %(time)s or earlier")),
        ):
            if beyond:
                words = time_in_words(dt.time.fromisoformat(bound), asked.language)
                return Reading(errors={"": message % {"time": words}})
        return Reading(value)

    def typed(self, value: JsonValue, asked: Asked[TimeOptions]) -> dict[str, list[str]]:
        at = time_of(value)
        return {"": [f"{at.hour}:{at.minute:02}"]}

    def widget(self, w: WidgetParams) -> str:
        return w.sole_input(classes="govuk-input--width-5", autocomplete="off", hint_else=_("For example, 18:30"))

    def text(self, value: JsonValue, asked: Asked[TimeOptions]) -> str:
        return time_in_words(time_of(value), asked.language)

    def html(self, value: JsonValue, asked: Asked[TimeOptions]) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(f"{time_of(value):%H:%M}", self.text(value, asked))

    def cells(self, value: JsonValue, asked: Asked[TimeOptions]) -> list[str | int | None]:
        return [None if value is None else f"{time_of(value):%H:%M}"]

    def projected(self, value: JsonValue, options: TimeOptions) -> list[tuple[str, str | int | float]]:
        # 08:30: its order as a text is that of the day
        return [("", f"{time_of(value):%H:%M}")]

    def schema(self, asked: Asked[TimeOptions]) -> dict[str, Any]:
        said = {"fr": "Minutes depuis minuit", "en": "Minutes since midnight"}[asked.language]
        least, most = _at(asked.options.earliest), _at(asked.options.latest)
        return {"type": "integer", "minimum": least, "maximum": most, "$comment": said}
