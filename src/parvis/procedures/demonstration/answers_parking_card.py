"""Plausible requests for a resident parking card. Files apart: `answers.files_asked` says which go with them."""

import datetime as dt
from typing import Any

from parvis.procedures.demonstration.answers import DUNKERQUE, Commune, Draw
from parvis.procedures.demonstration.parking_card import SLUG


def answers(
    seed: int, today: dt.date, *, commune: Commune = DUNKERQUE, email: str = "", draw: Draw | None = None
) -> dict[str, Any]:
    """A valid request for a home in `commune`, whatever the day. email: of the holder's account.

    draw: what it is drawn from, instead of one of that seed.
    """
    draw = draw or Draw(seed, SLUG)
    holder = draw.person()
    return {
        "holder": holder.named,
        "address": draw.address(commune),
        "plate": draw.plate(),
        **draw.reached(holder, email, phone="phone" if draw.often(0.7) else ""),
    }
