"""Names of streets and numbers of houses as people write them, made comparable. Pure functions.

« 14 bis, av. du Gal de Gaulle » and « 14bis AVENUE GENERAL-DE-GAULLE » are the same place.
"""

import re
import unicodedata
from typing import NamedTuple

from parvis.territory.domain.naming import folded

_WAYS = {
    "all": "allee", "av": "avenue", "ave": "avenue", "aven": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "bvd": "boulevard", "boul": "boulevard", "ch": "chemin", "che": "chemin", "chem": "chemin",
    "chs": "chaussee", "cr": "cours", "crs": "cours", "esp": "esplanade", "fg": "faubourg", "fbg": "faubourg",
    "imp": "impasse", "mte": "montee", "pas": "passage", "pass": "passage", "psg": "passage", "pl": "place",
    "prom": "promenade", "qu": "quai", "r": "rue", "rle": "ruelle", "rpt": "rond point", "rte": "route",
    "sen": "sentier", "sq": "square", "ven": "venelle", "vla": "villa", "zac": "zone",
}  # fmt: skip
WAYS = frozenset(_WAYS.values()) | {
    "carrefour", "cite", "clos", "cour", "digue", "domaine", "escalier", "giratoire", "hameau", "jardin", "lotissement",
    "mail", "parvis", "pont", "port", "porte", "quartier", "residence", "rond", "sente", "terrasse", "traverse",
    "voie", "zone",
}  # fmt: skip
_TITLES = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "gal": "general", "gen": "general",
    "mal": "marechal", "mar": "marechal", "cdt": "commandant", "col": "colonel", "cne": "capitaine",
    "cap": "capitaine", "lt": "lieutenant", "ltn": "lieutenant", "sgt": "sergent", "dr": "docteur",
    "doct": "docteur", "pr": "professeur", "prof": "professeur", "pdt": "president", "mgr": "monseigneur",
    "fr": "frere", "frs": "freres", "sr": "soeur", "nd": "notre dame",
    "huit": "8", "onze": "11", "quatorze": "14", "premier": "1", "1er": "1", "quatre": "4",
}  # fmt: skip
_SMALL = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"])
_SUFFIXES = {"bis": 2, "ter": 3, "quater": 4, "quinquies": 5}
_NUMBER = re.compile(r"([0-9]{1,5})\s*(bis|ter|quater|quinquies|[a-z])?", re.ASCII)
_TRAILING = frozenset(["appartement", "appt", "apt", "bat", "batiment", "bp", "cs", "esc", "etage", "hall", "lot"])
LONGEST = 300


class House(NamedTuple):
    """A number in a street, in order: 14, 14 A, 14 bis, 14 ter, 16. `suffix` is 0 without one."""

    number: int
    suffix: int = 0


class Place(NamedTuple):
    """Where an address stands: the street as `key` gives it, and the house where one was given."""

    street: str
    house: House | None


def house(text: str) -> House | None:
    """The house of « 14 », « 14bis », « 14 B »; None where the text is no number."""
    found = _NUMBER.fullmatch(" ".join(text.lower().split()))
    return _house(found[1], found[2]) if found else None


def _house(number: str, suffix: str | None) -> House:
    """A single letter counts by its place in the alphabet, bis, ter, quater as B, C, D: so the land register writes."""
    rank = 0 if not suffix else _SUFFIXES.get(suffix) or ord(suffix) - ord("a") + 1
    return House(int(number), rank)


def words(text: str) -> list[str]:
    """The words that name a street: abbreviations written out, without articles; the kind of way stays first."""
    found = folded(_typed(text)).split()
    if found and found[0] in _WAYS:
        found[0] = _WAYS[found[0]]
    long = " ".join(_TITLES.get(word, word) for word in found).split()
    kept = [word for word in long if word not in _SMALL]
    return kept or long


def key(text: str) -> str:
    """A street's name as names are compared; "" where there is none."""
    return " ".join(words(text))


def place(text: str) -> Place | None:
    """The street and house of a line of address; None where it names no street.

    What stands before the number of a known kind of way (a residence) and after the name (a building, a floor, a
    postcode) is left out.
    """
    tokens = _split(folded(_typed(text)))
    numbers = (at for at, token in enumerate(tokens) if token.isdigit())
    start = next((at for at in numbers if _begins_way(tokens, _after_house(tokens, at))), None)
    if start is None:
        way = next((at for at, token in enumerate(tokens) if at and _is_way(token, tokens, at)), None)
        if tokens and tokens[0].isdigit() and not (way and _is_way(tokens[0], tokens, 0)):
            start = 0
        else:
            name = _ended(tokens)
            street = key(" ".join(name))
            return Place(street, None) if street else None
    after = _after_house(tokens, start)
    suffix = tokens[start + 1] if after > start + 1 and not tokens[start + 1].isdigit() else None
    street = key(" ".join(_ended(tokens[after:])))
    return Place(street, _house(tokens[start], suffix)) if street else None


def _typed(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:LONGEST]).replace("n°", " ").replace("N°", " ")


def _split(text: str) -> list[str]:
    """Words, with a number and the letter or « bis » that is stuck to it apart: 14bis, 14b."""
    return re.sub(r"\b([0-9]{1,5})(bis|ter|quater|quinquies|[a-z])\b", r"\1 \2", text).split()


def _is_way(token: str, tokens: list[str], at: int) -> bool:
    return at + 1 < len(tokens) and _WAYS.get(token, token) in WAYS


def _begins_way(tokens: list[str], at: int) -> bool:
    return at < len(tokens) and _is_way(tokens[at], tokens, at)


def _after_house(tokens: list[str], at: int) -> int:
    """Where the name begins after a number at `at`: behind its suffix, and behind the other numbers of « 14-16 »."""
    after = at + 1
    if after < len(tokens) and tokens[after] in _SUFFIXES:
        after += 1
    elif len("".join(tokens[after : after + 1])) == 1 and tokens[after].isalpha() and _begins_way(tokens, after + 1):
        # « 14 r marine » is a street, « 14 b rue de la marine » a suffix
        after += 1
    while after + 1 < len(tokens) and tokens[after].isdigit() and len(tokens[after]) <= 4:
        if not (_begins_way(tokens, after + 1) or (tokens[after + 1] in _SUFFIXES)):
            break
        after += 2 if tokens[after + 1] in _SUFFIXES else 1
    return after


def _ended(tokens: list[str]) -> list[str]:
    """The name without what follows it."""
    for at, token in enumerate(tokens):
        if at and (token in _TRAILING or re.fullmatch(r"[0-9]{5}", token)):
            return tokens[:at]
    return tokens


def alike(asked: str, known: str) -> bool:
    """Whether two keys name one street though a first name is an initial in one of them: « rue v hugo »."""
    theirs, ours = asked.split(), known.split()
    if len(theirs) != len(ours) or not theirs or theirs[0] != ours[0] or theirs[-1] != ours[-1]:
        return False
    return all(
        one == other or (1 in (len(one), len(other)) and one[0] == other[0] and one[0].isalpha())
        for one, other in zip(theirs, ours, strict=True)
    )
