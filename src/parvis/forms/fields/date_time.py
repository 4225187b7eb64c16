"""A date and a time of day, in the territory's time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup
from pydantic import Field as Constrained

from parvis.expressions.api import Kind
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.date import DateOptions, Misdated, date_items, in_words, out_of_bounds, read_date
from parvis.forms.registry import Asked, Example, FieldType, Reading, Typed, WidgetParams, Wrong, field_type
from parvis.kernel.clock import PARIS
from parvis.kernel.hours import read_time, time_in_words


def local(value: str) -> dt.datetime:
    """The moment of an answer, in the territory's time."""
    return dt.datetime.fromisoformat(value).astimezone(PARIS)


class DateTimeOptions(DateOptions):
    # before 1912 the time of Paris was not a whole number of minutes from UTC (RFC 3339 can't write it)
    min: dt.date = Constrained(default=dt.date(1912, 1, 1), ge=dt.date(1912, 1, 1))


@field_type
class DateTime(FieldType[DateTimeOptions]):
    name = "date_time"
    title = LocalizedText(fr="Date et heure", en="Date and time")
    Options = DateTimeOptions
    shape = str
    kind = Kind.DATETIME
    index = {"": IndexKind.MOMENT}
    live = "date_time"
    examples = (
        Example(
            {"day": ["4"], "month": ["mai"], "year": ["2026"], "time": ["18h30"]},
            "2026-05-04T18:30:00+02:00",
            text="4\u00a0mai 2026 à 18\u00a0h\u00a030",
        ),
        Example(
            {"day": ["4"], "month": ["1"], "year": ["2027"], "time": ["9"]},
            "2027-01-04T09:00:00+01:00",
            text="4\u00a0janvier 2027 à 9\u00a0h",
        ),
    )
    wrong = (
        Wrong({"day": ["4"], "month": ["5"], "year": ["2026"], "time": [""]}, "time"),
        Wrong({"day": ["4"], "month": ["5"], "year": ["2026"], "time": ["25h"]}, "time"),
        Wrong({"day": [""], "month": [""], "year": [""], "time": ["18h"]}, "day"),
        Wrong({"day": ["31"], "month": ["6"], "year": ["2026"], "time": ["18h"]}, "day"),
        # the night when clocks go forward has no half past two
        Wrong({"day": ["28"], "month": ["3"], "year": ["2027"], "time": ["2h30"]}, "time"),
    )

    def parts(self, options: DateTimeOptions) -> tuple[str, ...]:
        return ("day", "month", "year", "time")

    def read(self, typed: Typed, asked: Asked[DateTimeOptions]) -> Reading:
        text = first(typed, "time")
        try:
            date = read_date(first(typed, "day"), first(typed, "month"), first(typed, "year"))
        except Misdated as reason:
            return Reading(errors={reason.part: str(reason)})
        if date is None:
            return Reading(errors={"day": _("Add the date")}) if text else Reading()
        if not text:
            return Reading(errors={"time": _("Add the time, like 18:30")})
        time = read_time(text) if len(text) <= 20 else None
        if time is None:
            return Reading(errors={"time": _("Write the time like 18:30")})
        message = out_of_bounds(date, asked.options.min, asked.options.max, asked.language)
        if message:
            return Reading(errors={"day": message})
        moment = dt.datetime.combine(date, time, PARIS)
        # a time that the change of clocks skips comes back as another one
        if moment.astimezone(dt.UTC).astimezone(PARIS).time() != time:
            return Reading(errors={"time": _("This time does not exist that night, when clocks go forward")})
        return Reading(moment.isoformat())

    def typed(self, value: JsonValue, asked: Asked[DateTimeOptions]) -> dict[str, list[str]]:
        at = local(value)
        return {
            "day": [str(at.day)],
            "month": [str(at.month)],
            "year": [f"{at.year:04}"],
            "time": [f"{at.hour}:{at.minute:02}"],
        }

    def widget(self, w: WidgetParams) -> str:
        dates = w.component("date-input", {"id": w.id("date"), "items": date_items(w, birth=False)})
        time = w.part_input(
            "time", _("Time"), classes="govuk-input--width-5", hint=_("For example, 18:30"), messages=False
        )
        return w.group(dates, time, error=w.any_error())

    def text(self, value: JsonValue, asked: Asked[DateTimeOptions]) -> str:
        at = local(value)
        when = {"date": in_words(at.date(), asked.language), "time": time_in_words(at.time(), asked.language)}
        return _("%(date)s at %(time)s") % when

    def html(self, value: JsonValue, asked: Asked[DateTimeOptions]) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(value, self.text(value, asked))

    def cells(self, value: JsonValue, asked: Asked[DateTimeOptions]) -> list[str | int | None]:
        return [value]

    def schema(self, asked: Asked[DateTimeOptions]) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}
