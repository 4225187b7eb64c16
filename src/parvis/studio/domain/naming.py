"""Ids of new elements, from what they are called: stable from then on, whatever they are called later."""

import re
import unicodedata
from collections.abc import Collection

_ELSE = re.compile(r"[^a-z0-9]+")
_LONGEST = 40
#: names that rules and drafts use for something else
KEPT = frozenset({"today", "said", "allotted", "reference", "status", "organisation"})


def new_id(called: str, taken: Collection[str], *, fallback: str = "question") -> str:
    """An id made of the words `called` that `taken` does not hold: "Nom de l’association" → nom_de_l_association."""
    spelt = called.lower().replace("’", " ").replace("œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore")
    made = _ELSE.sub("_", plain.decode().lower()).strip("_")[:_LONGEST].strip("_")
    if not made:
        made = fallback
    if not made[0].isalpha() or made in KEPT or made.startswith(("zone_", "kept_")):
        made = f"q_{made}"
    if made not in taken:
        return made
    number = 2
    while f"{made}_{number}" in taken:
        number += 1
    return f"{made}_{number}"
