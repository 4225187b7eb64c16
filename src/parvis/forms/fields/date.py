"""A date, typed as day, month and year."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from pydantic import model_validator

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

EARLIEST, LATEST = dt.date(1890, 1, 1), dt.date(2200, 12, 31)
"""Beyond these a year is a slip of the finger; options narrow them."""

_MONTHS = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"), ("mai", "may"),
    ("juin", "june"), ("juillet", "july"), ("aout", "august"), ("septembre", "september"), ("octobre", "october"),
    ("novembre", "november"), ("decembre", "december"),
)  # fmt: skip
_WHOLE = re.compile(r"(\d{1,2})(?:er)?[\s./-]+(\d{1,2}|[^\W\d]{3,10}\.?)[\s./-]+(\d{1,4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class Misdated(Exception):
    """What was typed is no date. `part` is the input to mend; the text says how."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


def folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)).rstrip(".")


def month_number(text: str) -> int | None:
    """1 to 12 from a number or from (the beginning, of three letters at least, of) a French or English name."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    name = folded(text)
    if len(name) < 3:
        return None
    numbers = {
        number
        for number, names in enumerate(_MONTHS, 1)
        for full in names
        if full.startswith(name) or (name == "sept" and number == 9)
    }
    return numbers.pop() if len(numbers) == 1 else None


def read_date(day: str, month: str, year: str) -> dt.date | None:
    """The date that three inputs hold; None when all are empty; a whole date in the first alone is understood too.

    Raises Misdated.
    """
    day, month, year = (unicodedata.normalize("NFKC", part) for part in (day, month, year))
    if day and not month and not year:
        if whole := _WHOLE.fullmatch(day):
            day, month, year = whole.groups()
        elif iso := _ISO.fullmatch(day):
            year, month, day = iso.groups()
    if not (day or month or year):
        return None
    if not day:
        raise Misdated("day", _("Add the day"))
    if not month:
        raise Misdated("month", _("Add the month"))
    if not year:
        raise Misdated("year", _("Add the year"))
    if not re.fullmatch(r"[0-9]{1,2}(er)?", day) or not 1 <= int(day.removesuffix("er")) <= 31:
        raise Misdated("day", _("The day is a number from 1 to 31"))
    number = month_number(month)
    if number is None:
        raise Misdated("month", _("The month is a number from 1 to 12, or its name"))
    if not re.fullmatch(r"[0-9]{4}", year):
        raise Misdated("year", _("Write the year with four figures, like 2026"))
    try:
        return dt.date(int(year), number, int(day.removesuffix("er")))
    except ValueError:
        raise Misdated("day", _("This day does not exist in that month: check the date")) from None


def in_words(date: dt.date, language: str) -> str:
    """1er mai 2026, 4 May 2026 (no-break space after the day)."""
    month = str(MONTHS[date.month])
    if language == "en":
        return f"{date.day}\u00a0{month} {date.year}"
    return f"{date.day}{'er' if date.day == 1 else ''}\u00a0{month.lower()} {date.year}"


def out_of_bounds(date: dt.date, low: dt.date, high: dt.date, language: str) -> str | None:
    """What to say of a date before `low` or after `high`."""
    if date < low:
        return _("The date must be %(date)s or later") % {"date": in_words(low, language)}
    if date > high:
        return _("The date must be %(date)s or earlier") % {"date": in_words(high, language)}
    return None


class DateBounds(FieldOptions):
    min: dt.date = EARLIEST
    max: dt.date = LATEST

    @model_validator(mode="after")
    def _ordered(self) -> DateBounds:
        if self.min > self.max:
            raise ValueError("min is after max")
        return self


class DateOptions(DateBounds):
    birth: bool = False
    """Whether it is the birth date of the person who answers."""


def date_items(w: WidgetParams, *, birth: bool, prefix: str = "") -> list[dict[str, Any]]:
    """The three inputs. `w` fills in values and marks the ones to mend; `prefix` is before their names."""
    items = []
    for part, label, width, mode in (
        ("day", _("Day"), "2", "numeric"),
        ("month", _("Month"), "2", "text"),
        ("year", _("Year"), "4", "numeric"),
    ):
        items.append(
            {
                "id": w.id(prefix + part),
                "name": w.id(prefix + part),
                "label": label,
                "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if w.error(prefix + part) else ""),
                "value": w.value(prefix + part),
                "inputmode": mode,
                "autocomplete": f"bday-{part}" if birth else None,
            }
        )
    return items


@field_type
class Date(FieldType[DateOptions]):
    name = "date"
    title = LocalizedText(fr="Date", en="Date")
    Options = DateOptions
    shape = str
    kind = Kind.DATE
    index = {"": IndexKind.DATE}
    live = "date"
    prefill = ("person.birth_date",)
    examples = (
        Example({"day": ["4"], "month": ["05"], "year": ["2026"]}, "2026-05-04", text="4\u00a0mai 2026"),
        Example({"day": ["1er"], "month": ["Févr."], "year": ["2028"]}, "2028-02-01", text="1er\u00a0février 2028"),
        Example({"day": ["29/02/2028"], "month": [""], "year": [""]}, "2028-02-29", {"birth": True}),
        Example({"day": ["14 juillet 2026"]}, "2026-07-14"),
    )
    wrong = (
        Wrong({"day": ["29"], "month": ["2"], "year": ["2026"]}, "day"),
        Wrong({"day": ["4"], "month": ["5"], "year": ["26"]}, "year"),
        Wrong({"day": ["4"], "month": ["13"], "year": ["2026"]}, "month"),
        Wrong({"day": ["4"], "month": ["ma"], "year": ["2026"]}, "month"),
        Wrong({"day": ["0"], "month": ["5"], "year": ["2026"]}, "day"),
        Wrong({"day": [""], "month": ["5"], "year": ["2026"]}, "day"),
        Wrong({"day": ["4"], "month": [""], "year": ["2026"]}, "month"),
        Wrong({"day": ["4"], "month": ["5"], "year": [""]}, "year"),
        Wrong({"day": ["4"], "month": ["5"], "year": ["0206"]}, "day"),
        Wrong({"day": ["4"], "month": ["5"], "year": ["2025"]}, "day", {"min": "2026-01-01"}),
    )

    def parts(self, options: DateOptions) -> tuple[str, ...]:
        return ("day", "month", "year")

    def read(self, typed: Typed, asked: Asked[DateOptions]) -> Reading:
        try:
            date = read_date(first(typed, "day"), first(typed, "month"), first(typed, "year"))
        except Misdated as reason:
            return Reading(errors={reason.part: str(reason)})
        if date is None:
            return Reading()
        message = out_of_bounds(date, asked.options.min, asked.options.max, asked.language)
        return Reading(errors={"day": message}) if message else Reading(date.isoformat())

    def typed(self, value: JsonValue, asked: Asked[DateOptions]) -> dict[str, list[str]]:
        year, month, day = value.split("-")
        return {"day": [str(int(day))], "month": [str(int(month))], "year": [year]}

    def widget(self, w: WidgetParams) -> str:
        return w.component(
            "date-input",
            {
                "id": w.id(),
                "fieldset": {"legend": w.legend()},
                "hint": w.hint("" if w.asked.hint or w.asked.options.birth else _("For example, 27 3 2027")),
                "errorMessage": w.any_error(),
                "items": date_items(w, birth=w.asked.options.birth),
            },
        )

    def text(self, value: JsonValue, asked: Asked[DateOptions]) -> str:
        return in_words(dt.date.fromisoformat(value), asked.language)

    def cells(self, value: JsonValue, asked: Asked[DateOptions]) -> list[str | int | None]:
        return [value]

    def schema(self, asked: Asked[DateOptions]) -> dict[str, Any]:
        return {"type": "string", "format": "date"}
