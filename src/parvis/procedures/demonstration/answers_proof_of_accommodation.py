"""Plausible requests for an attestation d'accueil. Files apart: `answers.files_asked` says which go with them."""

import datetime as dt
from typing import Any

from parvis.procedures.demonstration.answers import DUNKERQUE, Commune, Draw
from parvis.procedures.demonstration.proof_of_accommodation import SLUG

_VISITORS = (
    ("Algérienne", ("Salima Ouali", "Nassim Belkacem", "Houria Mebarki")),
    ("Marocaine", ("Khadija El Fassi", "Younes Tazi")),
    ("Tunisienne", ("Rim Gharbi", "Slim Jaziri")),
    ("Sénégalaise", ("Awa Ndoye", "Cheikh Sarr")),
    ("Vietnamienne", ("Thu Trang", "Minh Pham")),
    ("Arménienne", ("Ani Sarkissian", "Tigran Petrosyan")),
)


def answers(
    seed: int, today: dt.date, *, commune: Commune = DUNKERQUE, email: str = "", draw: Draw | None = None
) -> dict[str, Any]:
    """A valid request made on `today` for a home in `commune`. email: of the host's account.

    draw: what it is drawn from, instead of one of that seed.
    """
    draw = draw or Draw(seed, SLUG)
    host = draw.person()
    nationality, names = draw.choice(_VISITORS)
    first_names, family = draw.choice(names).split(" ", 1)
    arrives = draw.day(today, 35, 120)
    found: dict[str, Any] = {
        "host": draw.born(host, draw.day(today, -365 * 70, -365 * 25), commune),
        "address": draw.address(commune),
        "occupancy": draw.choice(("owner", "tenant", "tenant", "occupant")),
        "area": draw.randint(38, 120),
        "living_there": draw.randint(1, 4),
        "comfort": ["water", "toilet", "bathroom", "heating"],
        "commitment": True,
        "visitor": {
            "first_names": first_names,
            "birth_name": family,
            "birth_date": draw.day(today, -365 * 68, -365 * 20).isoformat(),
        },
        "nationality": nationality,
        "passport": draw.passport(),
        "arrives_on": arrives.isoformat(),
        "leaves_on": draw.day(arrives, 10, 88).isoformat(),
        "insurer": draw.choice(("visitor", "host")),
        **draw.reached(host, email, phone="phone" if draw.often(0.9) else ""),
    }
    if draw.often(0.3):
        found["companions"] = [
            {
                "tie": tie,
                "person": {"first_names": draw.person().first_names, "family_name": family},
                "born_on": draw.day(today, -365 * high, -365 * low).isoformat(),
                "nationality_of": nationality,
                "passport_of": draw.passport(),
            }
            for tie, low, high in (("spouse", 20, 60), ("child", 2, 15))[: draw.randint(1, 2)]
        ]
    return found
