"""Groups of communes with their own taxation (EPCI), and the territorial establishments of Greater Paris, by SIREN."""

from __future__ import annotations

from functools import cache

from parvis.territory.domain import national
from parvis.territory.domain.naming import folded, typographic


@cache
def _all() -> tuple[dict[str, str], dict[str, str]]:
    """Names by SIREN, in the order of the names; and these names as they are searched."""
    found = {}
    for file in ("epci.json", "ept.json"):
        for code, name in national.named_groups(file):
            found[code] = typographic(" ".join(name.split()))
    names = dict(sorted(found.items(), key=lambda one: (folded(one[1]), one[0])))
    return names, {code: f" {folded(name)}" for code, name in names.items()}


def named() -> dict[str, str]:
    """Every group's name by its SIREN: "245900428" CU de Dunkerque."""
    return _all()[0]


def search(text: str, limit: int = 10) -> dict[str, str]:
    """The groups whose names have all the words of a text (each may be a beginning), or the one with this SIREN."""
    names, searched = _all()
    code = "".join(text.split())
    if code in names:
        return {code: names[code]}
    words = [f" {word}" for word in folded(text).split()]
    if not words or len(folded(text)) < 2:
        return {}
    found: dict[str, str] = {}
    for siren, name in searched.items():
        if all(word in name for word in words):
            found[siren] = names[siren]
            if len(found) == limit:
                break
    return found
