"""Ids of ours from names of theirs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from parvis.incoming.domain.model import Offered

_CHOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
LONGEST, LONGEST_CHOICE = 60, 80


def plainly(text: str) -> str:
    """Small letters, figures and `_`."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]+", "_", folded.encode("ascii", "ignore").decode()).strip("_")


class Names:
    """Gives out ids, each once in a form."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)
        #: the last number that each base got, so that equal labels are not tried from the first one on
        self.numbers: dict[str, int] = {}

    def give(self, wanted: str, otherwise: str) -> str:
        """An id like `wanted`, or like `otherwise` where nothing is left of it."""
        base = plainly(wanted)[: LONGEST - 4].strip("_") or otherwise
        if not base[0].isalpha():
            base = f"{otherwise}_{base}"[: LONGEST - 4]
        found = _numbered(base, self.taken, self.numbers, LONGEST)
        self.taken.add(found)
        return found


def _numbered(base: str, taken: set[str], numbers: dict[str, int], longest: int) -> str:
    """`base`, or `base_2` and so on where it is taken, cut so that it fits with its number."""
    found, number = base, numbers.get(base, 1)
    while found in taken:
        number += 1
        found = f"{base[: longest - len(str(number)) - 1]}_{number}"
    numbers[base] = number
    return found


def offered(pairs: Iterable[tuple[str, str]]) -> tuple[Offered, ...]:
    """Choices with ids that our forms take: theirs where they may stay. The same id twice is one choice, the first."""
    made: dict[str, Offered] = {}
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for key, label in pairs:
        if key in made:
            continue
        value = key if _CHOICE.fullmatch(key) and key not in taken else ""
        if not value:
            value = _numbered(plainly(key)[:70] or "choice", taken, numbers, LONGEST_CHOICE)
        taken.add(value)
        made[key] = Offered(key, label or key, value)
    return tuple(made.values())
