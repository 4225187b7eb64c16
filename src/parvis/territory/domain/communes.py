"""Every commune of France, searched in memory: some 2 MB, loaded when first asked.

One text holds a line for each commune, the most populous first, and is searched as it stands: a look-up costs about
a millisecond (once for what is asked again) and no object for each commune.
"""

import re
from functools import cache, lru_cache

from parvis.territory.data import Commune
from parvis.territory.domain import national
from parvis.territory.domain.naming import folded, typographic

_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES = ("l", "le", "la", "les")
_KINDS = {"c": "commune", "d": "delegated", "a": "associated", "m": "arrondissement"}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}


@lru_cache(maxsize=2048)
def get(insee: str) -> Commune | None:
    """The commune with this INSEE code: of today, a former one or an arrondissement; an old code gives today's commune.

    A former commune may bear the code of the one that it joined: then that one is given.
    """
    code = insee.strip().upper()
    if not re.fullmatch(r"\d[\dAB]\d{3}", code):
        return None
    text = _text()
    for mark in (*(f"|{code}|{letter}|" for letter in _KINDS), f"~{code}|"):
        place = text.find(mark.encode())
        if place >= 0:
            return _commune(_line_around(text, place))
    return None


def search(text: str, limit: int = 10, *, former: bool = False) -> list[Commune]:
    """Communes whose name, postcode or INSEE code matches what somebody typed, best first.

    Tolerates accents, case, hyphens, apostrophes, "st" for "saint" and a missing article. Order: the whole name, then
    names that start so, then names with a word that starts so; within each the most populous first.
    former: also former communes (of birth, for instance) and municipal arrondissements.
    """
    wanted = searchable(text)
    if len(wanted) < 2:
        return []
    if re.fullmatch(r"\d[\dab]\d{0,3}", wanted):
        code = wanted.upper()
        marks = [f"|{code}|", f"|{code}", f" {code}"]
    else:
        marks = [f"\n|{wanted}|", f"\n|{wanted}", f" {wanted}"]
    kinds = set(_KINDS) if former else {"c"}
    everything = _text()
    found: dict[str, None] = {}
    for mark in (mark.encode() for mark in marks):
        place = everything.find(mark)
        while place >= 0 and len(found) < limit:
            line = _line_around(everything, place + 1)
            if line.split("|", 4)[3] in kinds:
                found.setdefault(line)
            place = everything.find(mark, place + 1)
    return [_commune(line) for line in found]


def searchable(text: str) -> str:
    """What is compared: folded, without the article in front, "st" and "ste" written out."""
    words = [_ABBREVIATIONS.get(word, word) for word in folded(text).split(" ")]
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


def _line_around(text: bytes, place: int) -> str:
    return text[text.rindex(b"\n", 0, place) + 1 : text.index(b"\n", place)].decode()


def _commune(line: str) -> Commune:
    _, _, insee, letter, parent, county, postcodes, name, *_ = line.split("|")
    return Commune(insee, name, county, tuple(postcodes.split()), _KINDS[letter], parent)


def _line(facts: national.CommuneFacts) -> str:
    fields = (
        searchable(facts.name),
        facts.insee,
        _LETTERS[facts.kind],
        facts.parent,
        facts.county,
        " ".join(facts.postcodes),
        typographic(facts.name),
        "".join(f"~{code}|" for code in facts.former_codes),
    )
    return "|" + "|".join(fields)


@cache
def _text() -> bytes:
    """Lines of `|folded name|INSEE|kind|parent|département|postcodes|name|~old code|…`, the most populous first."""
    lines = sorted((-(facts.population or 0), facts.name, _line(facts)) for facts in national.communes())
    return ("\n" + "\n".join(line for _, _, line in lines) + "\n").encode()
