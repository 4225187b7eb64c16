"""Plausible enrolments at school. Files apart: `answers.files_asked` says which go with them."""

import datetime as dt
from typing import Any

from parvis.procedures.demonstration.answers import DUNKERQUE, Commune, Draw
from parvis.procedures.demonstration.school_enrolment import SLUG

_REASONS = {
    "sibling": "Son grand frère est en CE2 dans cette école : nous pourrions les déposer ensemble.",
    "carer": "Son assistante maternelle habite dans la rue de l’école et le garde après la classe.",
    "work": "Nous commençons à 7 heures tous les deux, et l’école demandée est sur le chemin du travail.",
    "removal": "Nous emménageons dans ce quartier en octobre, le bail est signé.",
}
_SCHOOLS = ("École Jean-Zay, Lille", "École du Moulin, Bergues", "École Pasteur, Calais", "École des Dunes, Bray-Dunes")


def answers(
    seed: int,
    today: dt.date,
    *,
    commune: Commune = DUNKERQUE,
    email: str = "",
    wanted: str = "",
    draw: Draw | None = None,
) -> dict[str, Any]:
    """A valid enrolment made on `today` in `commune`. email: of the parent's account.

    draw: what it is drawn from, instead of one of that seed.
    wanted: the school asked for instead of the sector's, as the field holds it; none, no derogation.
    """
    draw = draw or Draw(seed, SLUG)
    parent, child = draw.person(), draw.person()
    family = parent.family_name
    when = "next" if draw.often(0.8) else "now"
    entry = today.year + (today.month >= 9) - (when == "now")
    age = draw.choice((3, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 10, 2))
    born = dt.date(entry - age, draw.randint(1, 12) if entry - age < today.year else 1, draw.randint(1, 28))
    found: dict[str, Any] = {
        "when": when,
        "child": {"first_names": child.first_names, "birth_name": family, "birth_date": born.isoformat()},
        "address": draw.address(commune),
        "home_proof": draw.choice(("document", "document", "honour")),
        "parent": parent.named,
        "authority": True,
        "had_school": age > 3 and draw.often(0.8),
        "other_school": bool(wanted),
        "vaccinated": True,
        **draw.reached(parent, email, phone="phone" if draw.often(0.9) else ""),
    }
    if found["home_proof"] == "honour":
        found["address_honour"] = True
    if draw.often(0.8):
        found["other_parent"] = draw.person().named
    if found["had_school"]:
        found["previous_school"] = draw.choice(_SCHOOLS)
    if wanted:
        reason = draw.choice(tuple(_REASONS))
        found |= {"wanted": wanted, "reasons": [reason], "explanation": _REASONS[reason]}
    return found
