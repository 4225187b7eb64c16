"""What people type, made safe before any field reads it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Protocol

from parvis.forms.data import PRIVATE_USE

LONGEST_INPUT = 20_001
"""Characters kept of one input: one more than the longest text that a definition can allow, so that it is refused."""

MOST_VALUES = 500
"""Values kept of one input (ticked boxes)."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PLAIN = re.compile(r"[ -~]*")
_SPACES = re.compile(r"\s+")


class Posted(Protocol):
    """The part of `django.http.QueryDict` that reading needs."""

    def getlist(self, key: str, /) -> list[str]: ...

    def __contains__(self, key: str, /) -> bool: ...


class Kept:
    """What was typed and kept in a draft, read as if it were posted again."""

    def __init__(self, typed: Mapping[str, Sequence[str]]) -> None:
        self._typed = typed

    def getlist(self, key: str, /) -> list[str]:
        return [value for value in self._typed.get(key, ()) if isinstance(value, str)]

    def __contains__(self, key: str, /) -> bool:
        return key in self._typed


def clean(text: str) -> str:
    """`text` without NUL, control, private-use and lone surrogate characters, in NFC, with `\\n` line ends, trimmed."""
    if _PLAIN.fullmatch(text) and len(text) < LONGEST_INPUT:
        return text.strip()
    text = (
        text[: 2 * LONGEST_INPUT].replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    )
    text = PRIVATE_USE.sub("", _CONTROLS.sub("", text))
    return unicodedata.normalize("NFC", text).strip()[:LONGEST_INPUT]


def one_line(text: str) -> str:
    """`text` on one line, each run of spaces made one, without marks that turn the direction of reading."""
    return _SPACES.sub(" ", _DIRECTION.sub("", text)).strip()


def first(typed: Mapping[str, Sequence[str]], part: str = "") -> str:
    """The first value of an input on one line, "" where there is none. (A name sent twice is nobody's error.)"""
    values = typed.get(part)
    return one_line(values[0]) if values else ""
