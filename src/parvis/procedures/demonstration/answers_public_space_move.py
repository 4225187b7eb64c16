"""Plausible requests to keep a place free for a move."""

import datetime as dt
from typing import Any

from parvis.procedures.demonstration.answers import DUNKERQUE, Commune, Draw, moment
from parvis.procedures.demonstration.public_space_move import SLUG

_MOVERS = ("Déménagements du Westhoek", "Les Bras de la Côte", "Transports Flandre-Opale")
_KERB = {"van": 8, "lorry": 12, "lorry_and_trailer": 18}


def answers(
    seed: int, today: dt.date, *, commune: Commune = DUNKERQUE, email: str = "", draw: Draw | None = None
) -> dict[str, Any]:
    """A valid request made on `today`, in `commune`. email: of the asker's account.

    draw: what it is drawn from, instead of one of that seed.
    """
    draw = draw or Draw(seed, SLUG)
    asker, day = draw.person(), draw.day(today, 16, 70)
    vehicle, lift = draw.choice(tuple(_KERB)), draw.often(0.3)
    mover = draw.often(0.3)
    starts = draw.choice((7, 8, 9, 13))
    found: dict[str, Any] = {
        "asks_for": "mover" if mover else "oneself",
        "asker": asker.named,
        "place": draw.address(commune),
        "kerb": _KERB[vehicle] + (6 if lift else 0),
        "starts_at": moment(day, starts),
        "ends_at": moment(day, starts + draw.choice((4, 5, 8))),
        "vehicle": vehicle,
        "lift": lift,
        **draw.reached(asker, email, phone="day_phone"),
    }
    if mover:
        found["company"] = draw.choice(_MOVERS)
    if "email" not in found:
        found["address"] = draw.address(commune)
    return found
