"""Addresses as sorting machines read them (NF Z10-011): at most six lines of 38 characters, no punctuation.

From the street down everything is in capitals without accents; the last line is the postcode and the town.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

#: characters of a line, and lines
WIDTH, HEIGHT = 38, 6
#: what the standard lets one shorten where a line is too long, in this order
_SHORT = {
    "AVENUE": "AV",
    "BOULEVARD": "BD",
    "IMPASSE": "IMP",
    "PASSAGE": "PAS",
    "RESIDENCE": "RES",
    "CHEMIN": "CHE",
    "ALLEE": "ALL",
    "ROUTE": "RTE",
    "SQUARE": "SQ",
    "PLACE": "PL",
    "FAUBOURG": "FG",
    "BATIMENT": "BAT",
    "APPARTEMENT": "APP",
    "ESCALIER": "ESC",
    "IMMEUBLE": "IMM",
    "LOTISSEMENT": "LOT",
    "GENERAL": "GAL",
    "MARECHAL": "MAL",
    "COMMANDANT": "CDT",
    "CAPITAINE": "CNE",
    "LIEUTENANT": "LT",
    "COLONEL": "CNL",
    "DOCTEUR": "DR",
    "PROFESSEUR": "PR",
    "PRESIDENT": "PDT",
    "SAINTE": "STE",
    "SAINT": "ST",
    "ASSOCIATION": "ASSOC",
}


def lines(name: Sequence[str], postal: Mapping[str, str]) -> tuple[str, ...]:
    """The lines of the envelope: who (an association, then a person), complement, street, postcode and town.

    Empty where the address has no street, postcode or town: such a letter would come back.
    """
    street, town = _capitals(postal.get("street", "")), _capitals(postal.get("city", ""))
    postcode = re.sub(r"\D", "", postal.get("postcode", ""))
    who = [line for line in (_plain(part) for part in name[:2]) if line]
    if not (who and street and town and len(postcode) == 5):
        return ()
    written = [*who, _capitals(postal.get("complement", "")), street, f"{postcode} {town}"]
    return tuple(fit(line) for line in written if line)[-HEIGHT:]


def fit(line: str) -> str:
    """A line within its width: words shortened as the standard allows, from the first; then cut between words."""
    for word, short in _SHORT.items():
        if len(line) <= WIDTH:
            return line
        line = re.sub(rf"\b{word}\b", short, line, flags=re.IGNORECASE)
    if len(line) <= WIDTH:
        return line
    whole = line[: WIDTH + 1].rpartition(" ")[0]
    return whole or line[:WIDTH]


def _plain(text: str) -> str:
    """Without punctuation, but for the hyphens and apostrophes of names."""
    kept = (c if c.isalnum() or c in "-'’" else " " for c in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).replace("’", "'").split())


def _capitals(text: str) -> str:
    """Capitals of the alphabet and digits alone."""
    spelled = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    marked = unicodedata.normalize("NFKD", spelled)
    bare = "".join(c if c.isascii() and c.isalnum() else "" if unicodedata.combining(c) else " " for c in marked)
    return " ".join(bare.upper().split())
