"""Operators that JsonLogic cannot compose: dates, folded text, rounding.

Each takes the evaluated operands and gives a value; ``None`` stands for missing or not computable, and a function never
raises on any JSON. `static/expressions/expressions.js` holds the same functions for the page; the vectors in
`tests/expressions/vectors` hold both together.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from parvis.expressions.domain.earth import metres

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
#: Letters that Unicode does not decompose, and the typographic variants that people type either way.
_PLAIN: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-"}
)


def day(value: Any) -> date | None:
    """The date of a text ``YYYY-MM-DD``, None for anything else."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def instant(value: Any) -> tuple[int, int] | None:
    """Seconds (from day 0 of the proleptic calendar, UTC) and microseconds of an RFC 3339 text with its offset."""
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    on = day(match[1]) if match else None
    if match is None or on is None:
        return None
    hours, minutes, seconds = int(match[2]), int(match[3]), int(match[4] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    offset = 0
    if match[6] != "Z":
        away_hours, away_minutes = int(match[6][1:3]), int(match[6][4:6])
        if away_hours > 23 or away_minutes > 59:
            return None
        offset = (away_hours * 60 + away_minutes) * (1 if match[6][0] == "+" else -1)
    total = on.toordinal() * 86_400 + hours * 3_600 + (minutes - offset) * 60 + seconds
    return total, int((match[5] or "0").ljust(6, "0"))


def fold(value: str) -> str:
    """Text as people compare it: no case, no accents, ligatures spelt out, apostrophes and spaces made alike."""
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).lower())
    bare = "".join(c for c in lowered if not unicodedata.category(c).startswith("M"))
    return _SPACES.sub(" ", bare.translate(_PLAIN)).strip(" ")


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value == int(value) and abs(value) <= 10_000_000 else None


def add(start: Any, count: Any, unit: Any) -> str | None:
    """A date moved by days, months or years; the last day of the month where the day does not exist there."""
    on, number = day(start), _whole(count)
    if on is None or number is None:
        return None
    try:
        if unit == "days":
            return (on + timedelta(days=number)).isoformat()
        if unit not in ("months", "years"):
            return None
        months = on.year * 12 + on.month - 1 + (number if unit == "months" else number * 12)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1])).isoformat()
    except (ValueError, OverflowError):  # outside years 1 to 9999: no such date
        return None


def days_between(start: Any, end: Any) -> int | None:
    """Days from one date to another, negative when the second comes first."""
    first, last = day(start), day(end)
    return None if first is None or last is None else (last - first).days


def months_between(start: Any, end: Any) -> int | None:
    """Whole months from one date to another, as ages are counted (31 January to 28 February is none)."""
    first, last = day(start), day(end)
    if first is None or last is None:
        return None
    if last < first:
        earlier = months_between(end, start)
        return None if earlier is None else 0 - earlier
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def years_between(start: Any, end: Any) -> int | None:
    """Whole years from one date to another: an age. Born on 29 February, one turns on 1 March of common years."""
    months = months_between(start, end)
    return None if months is None else (months // 12 if months >= 0 else 0 - (-months // 12))


def year(value: Any) -> int | None:
    """The year of a date."""
    on = day(value)
    return None if on is None else on.year


def month(value: Any) -> int | None:
    """The month of a date, 1 to 12."""
    on = day(value)
    return None if on is None else on.month


def weekday(value: Any) -> int | None:
    """The day of the week of a date, 1 (Monday) to 7 (Sunday), as ISO 8601 counts."""
    on = day(value)
    return None if on is None else on.isoweekday()


def datetime_before(first: Any, second: Any) -> bool:
    """Whether one instant comes before another, whatever their offsets; false when either is missing."""
    left, right = instant(first), instant(second)
    return left is not None and right is not None and left < right


def datetime_after(first: Any, second: Any) -> bool:
    """Whether one instant comes after another; false when either is missing."""
    return datetime_before(second, first)


def minutes_between(start: Any, end: Any) -> int | None:
    """Whole minutes from one instant to another, whatever their offsets; negative when the second comes first."""
    first, last = instant(start), instant(end)
    if first is None or last is None:
        return None
    elapsed = (last[0] - first[0]) * 1_000_000 + last[1] - first[1]
    minutes = abs(elapsed) // 60_000_000
    return minutes if elapsed >= 0 else 0 - minutes


def datetime_date(value: Any) -> str | None:
    """The date that an instant bears, at its own offset."""
    return value[:10] if instant(value) is not None else None


def equal(first: Any, second: Any) -> bool:
    """Whether two texts are the same, character for character; false when either is missing."""
    return isinstance(first, str) and isinstance(second, str) and first == second


def same(first: Any, second: Any) -> bool:
    """Whether two texts are the same but for case, accents and spaces; false when either is missing."""
    return isinstance(first, str) and isinstance(second, str) and fold(first) == fold(second)


def contains(value: Any, part: Any) -> bool:
    """Whether a text contains another, folded; false when either is missing."""
    return isinstance(value, str) and isinstance(part, str) and fold(part) in fold(value)


def starts_with(value: Any, start: Any) -> bool:
    """Whether a text starts with another, folded; false when either is missing."""
    return isinstance(value, str) and isinstance(start, str) and fold(value).startswith(fold(start))


def length(value: Any) -> int:
    """Characters (Unicode code points) of a text; none when it is missing."""
    return len(value) if isinstance(value, str) else 0


def lower(value: Any) -> str | None:
    """A text in small letters."""
    return value.lower() if isinstance(value, str) else None


def includes(items: Any, item: Any) -> bool:
    """Whether a list holds a text, exactly; false when either is missing."""
    return isinstance(items, list) and isinstance(item, str) and item in items


def round_half_up(value: Any, digits: Any) -> int | float | None:
    """A number rounded to some decimals (0 to 6), halves away from zero, judged on the number as it is written.

    1.005 rounds to 1.01 though its double lies below: amounts are typed by people in decimal.
    """
    number, places = value, _whole(digits)
    if isinstance(number, bool) or not isinstance(number, int | float) or places is None or not 0 <= places <= 6:
        return None
    if not abs(number) < 1e15:
        return number
    mantissa, _, exponent = repr(abs(number)).partition("e")
    scaled = int(float(f"{mantissa}e{int(exponent or 0) + places}") + 0.5)
    rounded = float(f"{scaled}e-{places}")
    signed = rounded if number > 0 else 0 - rounded
    return int(signed) if signed == int(signed) else signed


#: Name of the operator → the function, called with as many operands as it takes.
FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "date.add": add,
    "date.days_between": days_between,
    "date.months_between": months_between,
    "date.years_between": years_between,
    "date.year": year,
    "date.month": month,
    "date.weekday": weekday,
    "datetime.before": datetime_before,
    "datetime.after": datetime_after,
    "datetime.minutes_between": minutes_between,
    "datetime.date": datetime_date,
    "text.equal": equal,
    "text.same": same,
    "text.contains": contains,
    "text.starts_with": starts_with,
    "text.length": length,
    "text.lower": lower,
    "list.includes": includes,
    "number.round": round_half_up,
    "geo.metres": metres,
}
