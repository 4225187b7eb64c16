"""People's texts, made fit for a page: what no font draws and what only deceives is taken out before Typst sees it.

PDF/A-2a asks that every glyph mean something and forbids private-use characters (ISO 19005-2 § 6.2.11.7.3).
"""

import re
import unicodedata
from typing import Any

#: Bidirectional overrides and isolates turn a text around for the eye but not for the reader: never in a decision.
_DECEIVING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]")
_ENDLESS = re.compile(r"[^\s/\u200b]{36,}")
_ENDS = re.compile("\r\n?|\u2028|\x0b|\x0c|\x85")


def clean(text: str) -> str:
    """The text in NFC, with line ends as \\n, without control, private-use, unassigned or deceiving characters."""
    text = _DECEIVING.sub("", _ENDS.sub("\n", text).replace("\u2029", "\n\n"))
    return unicodedata.normalize(
        "NFC", "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    )


def breakable(text: str) -> str:
    """The text with zero-width spaces inside words that would run off the page.

    An address breaks at its slashes by itself, and stays whole for whoever copies it.
    """
    return _ENDLESS.sub(lambda word: "\u200b".join(word[0][i : i + 12] for i in range(0, len(word[0]), 12)), text)


def map_texts(value: Any, change: dict[str, str] | None = None) -> Any:
    """`value` (nested dictionaries and lists) with every text cleaned, and the given characters written otherwise."""
    if isinstance(value, str):
        value = clean(value)
        return breakable(value.translate(str.maketrans(change)) if change else value)
    if isinstance(value, dict):
        return {key: map_texts(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [map_texts(item, change) for item in value]
    return value


def spelled(character: str) -> str:
    """How a character that no font of ours draws is written: by its code point, « [U+1F600] », never dropped."""
    return f"[U+{ord(character):04X}]"
