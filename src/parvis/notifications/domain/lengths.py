"""The length of a text as operators count it: GSM 7-bit (3GPP TS 23.038 § 6.2.1) or UCS-2, in segments (TS 23.040).

One letter outside of the GSM alphabet turns the whole text to UCS-2, 70 characters a segment instead of 160: French
has some (ê, ç, ’, no-break spaces). `plain` writes a text within the alphabet.
"""

import unicodedata
from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: each takes two places: an escape goes before
_EXTENDED = frozenset("\f^{}\\[~]|€")
_SAID = {
    "œ": "oe",
    "Œ": "OE",
    "’": "'",
    "‘": "'",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "…": "...",
    "–": "-",
    "—": "-",
}


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is: in places of its encoding, and in segments, each of which is paid for."""

    encoding: str
    places: int
    segments: int


def length(text: str) -> Length:
    """The length of a text. A segment never cuts an escape from its letter, or a pair of surrogates in two."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in text):
        widths = [2 if letter in _EXTENDED else 1 for letter in text]
        return Length("GSM-7", sum(widths), _segments(widths, 160, 153))
    widths = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return Length("UCS-2", sum(widths), _segments(widths, 70, 67))


def _segments(widths: list[int], alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    count, left = 1, joined
    for width in widths:
        if width > left:
            count, left = count + 1, joined
        left -= width
    return count


def plain(text: str) -> str:
    """The text with the letters of the GSM alphabet: typographic signs made plain, accents that it lacks let go.

    What it cannot say at all (another script, a pictogram) stays as it is, and the text is counted as UCS-2.
    """
    kept = "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf"))
    written = []
    for letter in " ".join(unicodedata.normalize("NFC", kept).split()):
        if letter in _BASIC or letter in _EXTENDED:
            written.append(letter)
        elif letter in _SAID:
            written.append(_SAID[letter])
        elif not "\u0300" <= letter <= "\u036f":  # an accent that no letter takes up
            bare = unicodedata.normalize("NFD", letter)[0]
            written.append(bare if bare in _BASIC else letter)
    return " ".join("".join(written).split())
