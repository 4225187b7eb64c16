"""Ids of ours from names of theirs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from parvis.incoming.domain.model import Offered

_CHOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
LONGEST = 60


def plainly(text: str) -> str:
    """Small letters, figures and `_`."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]+", "_", folded.encode("ascii", "ignore").decode()).strip("_")


class Names:
    """Gives out ids, each once in a form."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def give(self, wanted: str, otherwise: str) -> str:
        """An id like `wanted`, or like `otherwise` where nothing is left of it."""
        base = plainly(wanted)[: LONGEST - 4].strip("_") or otherwise
        if not base[0].isalpha():
            base = f"{otherwise}_{base}"[: LONGEST - 4]
        found, number = base, 1
        while found in self.taken:
            number += 1
            found = f"{base}_{number}"
        self.taken.add(found)
        return found


def offered(pairs: Iterable[tuple[str, str]]) -> tuple[Offered, ...]:
    """Choices with ids that our forms take: theirs where they may stay. The same id twice is one choice, the first."""
    made: dict[str, Offered] = {}
    taken: set[str] = set()
    for key, label in pairs:
        if key in made:
            continue
        value = key if _CHOICE.fullmatch(key) and key not in taken else ""
        if not value:
            base = plainly(key)[:70] or "choice"
            value, number = base, 1
            while value in taken:
                number += 1
                value = f"{base}_{number}"
        taken.add(value)
        made[key] = Offered(key, label or key, value)
    return tuple(made.values())
