"""Plausible requests for a copy of a birth certificate."""

import datetime as dt
from typing import Any

from parvis.procedures.demonstration.answers import DUNKERQUE, Commune, Draw
from parvis.procedures.demonstration.birth_certificate import SLUG

_CAPACITIES = ("self", "self", "self", "self", "spouse", "ascendant", "descendant", "representative", "professional")


def answers(
    seed: int, today: dt.date, *, commune: Commune = DUNKERQUE, email: str = "", draw: Draw | None = None
) -> dict[str, Any]:
    """A valid request made on `today` about somebody born in `commune`. email: of the asker's account.

    draw: what it is drawn from, instead of one of that seed.
    """
    draw = draw or Draw(seed, SLUG)
    born, asker = draw.person(), draw.person()
    copy = draw.choice(("full", "full", "with_parents", "without_parents"))
    capacity = draw.choice(_CAPACITIES) if copy != "without_parents" else ""
    years = draw.randint(1, 16) if capacity in ("ascendant", "representative") else draw.randint(19, 88)
    found: dict[str, Any] = {
        "born": draw.born(born, draw.day(today, -365 * years - 360, -365 * years - years // 4 - 1), commune),
        "copy": copy,
        "address": draw.address(commune),
        **draw.reached(born if capacity == "self" else asker, email, phone="phone" if draw.often(0.6) else ""),
    }
    if capacity:
        found["capacity"] = capacity
        for parent in ("parent_1", "parent_2"):
            if draw.often(0.9):
                name = draw.person()
                family = born.family_name if parent == "parent_1" else name.family_name
                found[parent] = {"first_names": name.first_names, "birth_name": family}
    if capacity != "self":
        found["asker"] = asker.named
    elif draw.often(0.2):
        found["used_name"] = draw.person().family_name
    return found
