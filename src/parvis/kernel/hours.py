"""Times of day as people write and read them in France and in English."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

_TIME = re.compile(
    r"([01]?[0-9]|2[0-3])\s*(?:[h:.]\s*([0-5][0-9])?\s*(?:min|mn)?|heures?\s*([0-5][0-9])?)", re.IGNORECASE
)
_FOUR = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])")


def read_time(text: str) -> dt.time | None:
    """A time from "18h30", "18 h", "18:30", "18.30", "1830", "midi", "18"; None when it is none of these."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if text in ("midi", "noon"):
        return dt.time(12)
    if text in ("minuit", "midnight"):
        return dt.time(0)
    if four := _FOUR.fullmatch(text):
        return dt.time(int(four[1]), int(four[2]))
    if re.fullmatch(r"[01]?[0-9]|2[0-3]", text):
        return dt.time(int(text))
    if found := _TIME.fullmatch(text):
        return dt.time(int(found[1]), int(found[2] or found[3] or 0))
    return None


def time_in_words(time: dt.time, language: str) -> str:
    """14 h 02, 14 h; 14:02 in English."""
    if language == "en":
        return f"{time.hour}:{time.minute:02}"
    return f"{time.hour}\u00a0h" + (f"\u00a0{time.minute:02}" if time.minute else "")


def minutes_of(time: dt.time) -> int:
    """Minutes since midnight."""
    return time.hour * 60 + time.minute


def time_of(minutes: int) -> dt.time:
    """The time so many minutes after midnight. Raises ValueError beyond a day."""
    return dt.time(*divmod(minutes, 60))
