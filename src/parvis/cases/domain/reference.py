"""References of cases: `DK-26-4F7K2-H`, read aloud without ambiguity (architecture § 7).

Two letters of the organisation, two digits of the year, five random characters of Crockford's base 32 (no I, L, O, U)
and a check character. The check is a weighted sum over the field of 32 elements with a different weight at each place:
it finds every single wrong character and every exchange of two characters, wherever they stand.
"""

import datetime as dt
import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM = 5
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
#: What people type or hear for another: Crockford's substitutions, and U, which only an organisation's letters hold.
_LOOKALIKES = str.maketrans("OILU", "011V")
_KEY = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{2}}[{ALPHABET}]{{{RANDOM + 1}}}")


class NotAReference(ValueError):
    """What was typed cannot be a reference: wrong length, or a character is wrong."""


def _powers() -> list[int]:
    """α, α², … in GF(32) with x⁵ = x² + 1: α = x generates all 31 elements but zero."""
    powers, value = [], 1
    for _ in range(31):
        value <<= 1
        if value & 32:
            value ^= 0b100101
        powers.append(value)
    return powers


_POWERS = _powers()
_LOG = {value: exponent for exponent, value in enumerate(_POWERS, 1)}


def _times(weight: int, value: int) -> int:
    return _POWERS[(_LOG[weight] + _LOG[value] - 1) % 31] if value else 0


def check_character(symbols: str) -> str:
    """The check character of the nine symbols before it."""
    total = 0
    for weight, symbol in zip(_POWERS, symbols, strict=False):
        total ^= _times(weight, _VALUE[symbol])
    return ALPHABET[total]


def fold(text: str) -> str:
    """Letters and digits alone, capitals, look-alikes made one: what references are compared by."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isalnum()).translate(_LOOKALIKES)


def new_reference(prefix: str, at: dt.date) -> str:
    """A reference for an organisation (`prefix`: two capitals) and a day's year. Not yet known to be free.

    Raises ValueError for another prefix.
    """
    if not re.fullmatch("[A-Z]{2}", prefix):
        raise ValueError(f"the letters of an organisation are two capitals, not {prefix!r}")
    year = f"{at.year % 100:02}"
    code = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return f"{prefix}-{year}-{code}-{check_character(fold(prefix) + year + code)}"


def key(typed: str) -> str:
    """The key of a reference as someone typed or dictated it: with O for 0, I or L for 1, with or without hyphens.

    Raises NotAReference, whose text is for programmers: pages say it in their own words.
    """
    folded = fold(typed)
    if not _KEY.fullmatch(folded) or check_character(folded[:-1]) != folded[-1]:
        raise NotAReference(typed)
    return folded
