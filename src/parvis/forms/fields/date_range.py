"""From one day to another: a stay, works, an absence. Both days are within it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NotRequired

from django.utils.translation import gettext as _, ngettext
from pydantic import Field as Constrained
from typing_extensions import TypedDict

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import Column, IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.date import DateBounds, Misdated, date_items, in_words, out_of_bounds, read_date
from parvis.forms.registry import Asked, Example, FieldType, Reading, Typed, WidgetParams, Wrong, field_type


class Dates(TypedDict):
    start: str
    end: NotRequired[str]


class DateRangeOptions(DateBounds):
    longest: int | None = Constrained(default=None, ge=1, le=36_500)
    """Days that it may last at most, the first and the last included."""
    open_end: bool = False
    """Whether the last day may be left empty: it is not known yet."""


@field_type
class DateRange(FieldType[DateRangeOptions]):
    name = "date_range"
    title = LocalizedText(fr="Période (du… au…)", en="Dates (from… to…)")
    Options = DateRangeOptions
    shape = Dates
    kind = None
    index = {"start": IndexKind.DATE, "end": IndexKind.DATE}
    live = "date_range"
    examples = (
        Example(
            {
                "start_day": ["4"], "start_month": ["5"], "start_year": ["2026"],
                "end_day": ["1er"], "end_month": ["juin"], "end_year": ["2026"],
            },
            {"start": "2026-05-04", "end": "2026-06-01"},
            text="du 4\u00a0mai 2026 au 1er\u00a0juin 2026",
        ),
        Example(
            {"start_day": ["4/5/2026"], "end_day": ["4/5/2026"]},
            {"start": "2026-05-04", "end": "2026-05-04"},
            {"longest": 1},
            text="le 4\u00a0mai 2026",
        ),
        Example(
            {"start_day": ["31"], "start_month": ["12"], "start_year": ["2026"], "end_day": [""]},
            {"start": "2026-12-31"},
            {"open_end": True},
            text="à partir du 31\u00a0décembre 2026",
        ),
    )  # fmt: skip
    wrong = (
        Wrong({"start_day": ["4/5/2026"], "end_day": [""]}, "end_day"),
        Wrong({"start_day": [""], "end_day": ["4/5/2026"]}, "start_day"),
        Wrong({"start_day": ["5/5/2026"], "end_day": ["4/5/2026"]}, "end_day"),
        Wrong({"start_day": ["31/2/2026"], "end_day": ["4/5/2026"]}, "start_day"),
        Wrong({"start_day": ["4/5/2026"], "end_day": ["4"], "end_month": ["13"], "end_year": ["2026"]}, "end_month"),
        Wrong({"start_day": ["4/5/2026"], "end_day": ["7/5/2026"]}, "end_day", {"longest": 3}),
        Wrong({"start_day": ["4/5/2025"], "end_day": ["7/5/2026"]}, "start_day", {"min": "2026-01-01"}),
        Wrong({"start_day": ["4/5/2026"], "end_day": ["7/5/2027"]}, "end_day", {"max": "2026-12-31"}),
    )

    def parts(self, options: DateRangeOptions) -> tuple[str, ...]:
        return ("start_day", "start_month", "start_year", "end_day", "end_month", "end_year")

    def subvariables(self, options: DateRangeOptions) -> Mapping[str, Variable]:
        least, most = options.min.isoformat(), options.max.isoformat()
        return {part: Variable(Kind.DATE, least=least, most=most) for part in ("start", "end")}

    def read(self, typed: Typed, asked: Asked[DateRangeOptions]) -> Reading:
        options = asked.options
        found: dict[str, dt.date | None] = {}
        errors: dict[str, str] = {}
        for side in ("start", "end"):
            day, month, year = (first(typed, f"{side}_{part}") for part in ("day", "month", "year"))
            try:
                found[side] = read_date(day, month, year)
            except Misdated as reason:
                errors[f"{side}_{reason.part}"] = str(reason)
        if errors:
            return Reading(errors=errors)
        start, end = found["start"], found["end"]
        if start is None:
            return Reading(errors={"start_day": _("Add the first day")}) if end else Reading()
        if end is None and not options.open_end:
            return Reading(errors={"end_day": _("Add the last day")})
        for side, date in (("start", start), ("end", end)):
            message = out_of_bounds(date, options.min, options.max, asked.language) if date else None
            if message:
                return Reading(errors={f"{side}_day": message})
        if end is None:
            return Reading({"start": start.isoformat()})
        if end < start:
            return Reading(errors={"end_day": _("The last day is before the first: check both")})
        if options.longest is not None and (end - start).days >= options.longest:
            return Reading(
                errors={
                    "end_day": ngettext("%(num)d day at most", "%(num)d days at most, from the first to the last",
                                        options.longest)
                    % {"num": options.longest}
                }
            )  # fmt: skip
        return Reading({"start": start.isoformat(), "end": end.isoformat()})

    def typed(self, value: JsonValue, asked: Asked[DateRangeOptions]) -> dict[str, list[str]]:
        shown: dict[str, list[str]] = {}
        for side in ("start", "end"):
            if value.get(side):
                date = dt.date.fromisoformat(value[side])
                shown[f"{side}_day"], shown[f"{side}_month"] = [str(date.day)], [str(date.month)]
                shown[f"{side}_year"] = [f"{date.year:04}"]
        return shown

    def widget(self, w: WidgetParams) -> str:
        last = _("Last day (if it is known)") if w.asked.options.open_end else _("Last day")
        inner = [
            w.component(
                "date-input",
                {
                    "id": w.id(side),
                    "fieldset": {"legend": {"text": words}},
                    "errorMessage": w.error(f"{side}_day") or w.error(f"{side}_month") or w.error(f"{side}_year"),
                    "items": date_items(w, birth=False, prefix=f"{side}_"),
                },
            )
            for side, words in (("start", _("First day")), ("end", last))
        ]
        return w.group(*inner)

    def text(self, value: JsonValue, asked: Asked[DateRangeOptions]) -> str:
        start = in_words(dt.date.fromisoformat(value["start"]), asked.language)
        if not value.get("end"):
            return _("from %(start)s") % {"start": start}
        if value["end"] == value["start"]:
            return _("on %(start)s") % {"start": start}
        end = in_words(dt.date.fromisoformat(value["end"]), asked.language)
        return _("from %(start)s to %(end)s") % {"start": start, "end": end}

    def columns(self, asked: Asked[DateRangeOptions]) -> list[Column]:
        return [
            Column(f"{asked.id}.start", asked.label + " – " + _("first day")),
            Column(f"{asked.id}.end", asked.label + " – " + _("last day")),
        ]

    def cells(self, value: JsonValue, asked: Asked[DateRangeOptions]) -> list[str | int | None]:
        return [value["start"], value.get("end")] if value else [None, None]

    def part_text(self, value: JsonValue, part: str, asked: Asked[DateRangeOptions]) -> str:
        return in_words(dt.date.fromisoformat(value[part]), asked.language) if value.get(part) else ""

    def schema(self, asked: Asked[DateRangeOptions]) -> dict[str, Any]:
        date = {"type": "string", "format": "date"}
        return {
            "type": "object",
            "properties": {"start": date, "end": date},
            "required": ["start"] if asked.options.open_end else ["start", "end"],
            "additionalProperties": False,
        }
