"""How answers become what the database compares: words of people, codes as they are, whole numbers.

Only operators that leak nothing use indexes under row-level security: =, <, > on uuid, text and bigint (architecture
§ 6). So everything is one of the latter two, and compared by code points (the column's collation is "C").
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

from parvis.forms.data import IndexKind

#: characters of a word that are kept: longer texts are told apart by these
LONGEST = 200
#: decimals have six places at most (`forms.fields.decimal`)
SCALE = 10**6
_EPOCH = dt.date(1970, 1, 1)
_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
#: letters that Unicode does not take apart, as people of France sort them
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ß": "ss"}
)
NUMBERS = frozenset(
    {
        IndexKind.YES,
        IndexKind.INTEGER,
        IndexKind.AMOUNT,
        IndexKind.DECIMAL,
        IndexKind.DATE,
        IndexKind.MOMENT,
    }
)


def sortkey(text: str) -> str:
    """The key by which people look a text up: lower case, without accents, single spaces for all but letters and
    figures, at most `LONGEST` characters. « L’Écluse n° 9 » is "l ecluse n 9". May be empty (« — »).
    """
    apart = unicodedata.normalize("NFKD", text[: 4 * LONGEST].casefold().translate(_LETTERS)).casefold()
    letters = "".join(
        letter if letter.isalnum() else "" if unicodedata.combining(letter) else " "
        for letter in apart.translate(_LETTERS)
    )
    return " ".join(letters.split())[:LONGEST].rstrip()


def days(day: dt.date) -> int:
    """Days since 1970-01-01; before it they are negative."""
    return (day - _EPOCH).days


def microseconds(at: dt.datetime) -> int:
    """Microseconds since the beginning of 1970 in UTC, exactly. `at` is aware."""
    return (at - _START) // dt.timedelta(microseconds=1)


def word(kind: IndexKind, value: str) -> str:
    """What is kept of a text: TEXT, CODE or CHOICE."""
    return sortkey(value) if kind is IndexKind.TEXT else value[:LONGEST]


def number(kind: IndexKind, value: str | int | float) -> int:
    """What is kept of anything else. Raises ValueError: not of that kind."""
    if kind is IndexKind.DATE:
        return days(dt.date.fromisoformat(str(value)))
    if kind is IndexKind.MOMENT:
        return microseconds(dt.datetime.fromisoformat(str(value)))
    if kind is IndexKind.DECIMAL:
        # repr gives the decimals that were typed (forms.fields.decimal): no binary arithmetic
        return int(Decimal(repr(value)) * SCALE)
    return int(value)


def kept(kind: IndexKind, value: str | int | float) -> tuple[str | None, int | None]:
    """The pair (word, number) of a value: one of the two."""
    if kind in NUMBERS:
        return None, number(kind, value)
    return word(kind, str(value)), None
