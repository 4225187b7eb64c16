"""Numbers with decimals, as people of France type them and read them: exact, never through binary arithmetic."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,18})(?:[.,]([0-9]{1,18}))?")


def read_decimal(text: str) -> Decimal | None:
    """The number in `text`: a comma or a point before the decimals, spaces between thousands; None when it is none.

    « 1 250,50 » is 1250.50. A point or comma that groups thousands is not guessed: 1.250 has three decimals.
    """
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip())
    if found is None:
        return None
    sign, whole, decimals = found.groups()
    return Decimal(f"{sign}{whole.replace(' ', '')}.{decimals or '0'}")


def places(number: Decimal) -> int:
    """How many decimals a number needs: 2 for 12.250."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def in_figures(number: Decimal, language: str, *, decimals: int) -> str:
    """1 250,50 in French (narrow no-break spaces), 1,250.50 in English, with so many decimals."""
    shown = f"{number:,.{decimals}f}"
    if language == "en":
        return shown
    return shown.replace(",", "\u202f").replace(".", ",")
