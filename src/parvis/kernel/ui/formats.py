"""Dates, times, numbers and money as one writes them in the page's language.

French follows the typographic rules of the Imprimerie nationale: "1er mai", "14 h 02", narrow no-break spaces in
numbers. Day and month, number and unit are held together by no-break spaces.
"""

import datetime as dt
import re
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language
from markupsafe import Markup, escape

NBSP = "\u00a0"
NARROW = "\u202f"

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_SHORT_MONTHS = {
    "fr": "janv. févr. mars avril mai juin juill. août sept. oct. nov. déc.",
    "en": "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec",
}
_WEEKDAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
MONTHS = {language: tuple(words.split()) for language, words in _MONTHS.items()}
SHORT_MONTHS = {language: tuple(words.split()) for language, words in _SHORT_MONTHS.items()}
WEEKDAYS = {language: tuple(words.split()) for language, words in _WEEKDAYS.items()}


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """An aware moment in local time; a plain date as it is. Raises ValueError for a naive moment."""
    return timezone.localtime(value) if isinstance(value, dt.datetime) else value


def _day(day: int, language: str) -> str:
    return "1er" if language == "fr" and day == 1 else str(day)


def date_long(value: dt.date | dt.datetime, *, weekday: bool = False, year: bool = True) -> str:
    """ "3 mai 2026", "1er mai 2026", "vendredi 1er mai"; in English "3 May 2026"."""
    language = _language()
    value = _local(value)
    text = f"{_day(value.day, language)}{NBSP}{MONTHS[language][value.month - 1]}"
    if year:
        text += f" {value.year}"
    return f"{WEEKDAYS[language][value.weekday()]} {text}" if weekday else text


def date_short(value: dt.date | dt.datetime) -> str:
    """ "3 nov.", "1er mai"; for tables, where the year goes without saying."""
    language = _language()
    value = _local(value)
    return f"{_day(value.day, language)}{NBSP}{SHORT_MONTHS[language][value.month - 1]}"


def time_short(value: dt.time | dt.datetime) -> str:
    """ "14 h 02", "8 h"; in English "2:02 pm", "8 am"."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value)
    if _language() == "fr":
        return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02d}" if value.minute else "")
    minutes = f":{value.minute:02d}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{NBSP}{'am' if value.hour < 12 else 'pm'}"


def date_time(value: dt.datetime) -> str:
    """ "3 mai 2026 à 14 h 02"; in English "3 May 2026 at 2:02 pm"."""
    return f"{date_long(value)} {'à' if _language() == 'fr' else 'at'} {time_short(value)}"


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """ "1 234,5" with narrow no-break spaces; in English "1,234.5". `decimals` fixes how many are shown."""
    text = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,}"
    if _language() == "en":
        return text
    return text.replace(",", NARROW).replace(".", ",")


def file_size(size: int) -> str:
    """What a file weighs, from bytes: "240 ko", "1,2 Mo" (kB and MB in English); powers of ten, as telephones count."""
    french = _language() == "fr"
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))}{NBSP}{'ko' if french else 'kB'}"
    return f"{number(round(size / 1_000_000, 1), 1)}{NBSP}{'Mo' if french else 'MB'}"


def euro(cents: int) -> str:
    """An amount in cents: "1 234 €", "12,50 €"; in English "€1,234", "€12.50"."""
    sign = "\u2212" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    text = number(Decimal(abs(cents)) / 100, 2) if rest else number(whole)
    return f"{sign}€{text}" if _language() == "en" else f"{sign}{text}{NBSP}€"


#: references and numbers of acts, whose hyphens are no places to break a line: DK-26-4F7K2-H, ARR-2026-0001; not
#: those that are a part of an address. Articles of a code too: L. 3335-4, R112-11-1.
_WHOLE = re.compile(
    r"(?<![/=\w-])(?:[A-Z]{2,4}-[0-9]{2,4}-[0-9A-Z]+(?:-[0-9A-Z]+)*|[LRDA]\.?[\u00a0\u202f ]?[0-9]{1,4}(?:-[0-9]+)+)\b"
)


def whole(text: object) -> Markup:
    """A text for a page, no reference broken at its hyphens; what is copied from the page stays the same."""
    return Markup(_WHOLE.sub(lambda found: f'<span class="pv-nowrap">{found[0]}</span>', str(escape(text))))  # noqa: S704


FILTERS = {
    "whole": whole,
    "file_size": file_size,
    "date_long": date_long,
    "date_short": date_short,
    "time_short": time_short,
    "date_time": date_time,
    "number": number,
    "euro": euro,
}
