"""The words of the text form, in both languages: one way of writing each operator.

`writing` puts a rule into words, `parsing` reads them back; both languages are read whatever the page's own is, with or
without accents.
"""

from __future__ import annotations

import re
from typing import Final

from parvis.expressions.domain.functions import fold

LANGUAGES = ("en", "fr")

#: Operators that stand between two values, loosest first: (operator, English, French). Signs are the same in both.
BETWEEN: Final[dict[str, tuple[str, str]]] = {
    "===": ("=", "="),
    "!==": ("!=", "!="),
    "number.below": ("<", "<"),
    "number.at_most": ("<=", "<="),
    "number.above": (">", ">"),
    "number.at_least": (">=", ">="),
    "date.before": ("before", "avant"),
    "date.on_or_before": ("on_or_before", "au_plus_tard"),
    "date.after": ("after", "après"),
    "date.on_or_after": ("on_or_after", "à_partir_de"),
    "in": ("in", "parmi"),
    "list.includes": ("includes", "comprend"),
    "list.includes_any": ("includes_any", "comprend_un_de"),
    "list.includes_all": ("includes_all", "comprend_tous"),
    "text.same": ("like", "comme"),
    "text.contains": ("contains", "contient"),
    "text.starts_with": ("starts_with", "commence_par"),
}
#: Operators written as functions.
CALLED: Final[dict[str, tuple[str, str]]] = {
    "if": ("if", "si"),
    "??": ("or_else", "à_défaut"),
    "is_empty": ("empty", "vide"),
    "is_filled": ("filled", "rempli"),
    "max": ("max", "max"),
    "min": ("min", "min"),
    "number.round": ("round", "arrondi"),
    "date.days_between": ("days_between", "jours_entre"),
    "date.months_between": ("months_between", "mois_entre"),
    "date.years_between": ("years_between", "années_entre"),
    "date.year": ("year", "année"),
    "date.month": ("month", "mois"),
    "date.weekday": ("weekday", "jour_de_semaine"),
    "datetime.before": ("moment_before", "moment_avant"),
    "datetime.after": ("moment_after", "moment_après"),
    "datetime.minutes_between": ("minutes_between", "minutes_entre"),
    "datetime.date": ("day_of", "jour_de"),
    "today": ("today", "aujourdhui"),
    "age": ("age", "âge"),
    "text.equal": ("identical", "identique"),
    "text.length": ("length", "longueur"),
    "text.lower": ("lower", "minuscules"),
    "list.any": ("any", "au_moins_un"),
    "list.all": ("all", "tous"),
    "list.none": ("none", "aucun"),
    "list.count": ("count", "compte"),
    "list.sum": ("sum", "somme"),
    "list.length": ("number_of", "nombre"),
    "geo.metres": ("metres_between", "mètres_entre"),
}
#: `date.add` names its unit in its word.
SHIFTED: Final[dict[str, tuple[str, str]]] = {
    "days": ("plus_days", "plus_jours"),
    "months": ("plus_months", "plus_mois"),
    "years": ("plus_years", "plus_années"),
}
AND, OR, NOT = ("and", "et"), ("or", "ou"), ("not", "non")
TRUE, FALSE, NOTHING = ("true", "vrai"), ("false", "faux"), ("nothing", "rien")

#: Operators that say the same as another: they are written as that one.
ALIASES: Final[dict[str, str]] = {
    "==": "===",
    "!=": "!==",
    "some": "list.any",
    "all": "list.all",
    "none": "list.none",
}

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_as(word: str) -> str:
    """A word as it is looked up: no case, no accents."""
    return fold(word)


def _looked_up(words: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {read_as(said): operator for operator, both in words.items() for said in both}


WORDS_BETWEEN: Final = _looked_up(BETWEEN)
WORDS_CALLED: Final = _looked_up(CALLED)
WORDS_SHIFTED: Final = _looked_up(SHIFTED)
#: What stands for itself wherever it stands, so that no variable is written bare under such a name.
RESERVED: Final = frozenset(
    {read_as(said) for both in (AND, OR, NOT, TRUE, FALSE, NOTHING) for said in both}
    | {word for word in WORDS_BETWEEN if word[0].isalpha()}
)


def bare(name: str) -> bool:
    """Whether a variable of that name may be written as it is."""
    return NAME.fullmatch(name) is not None and read_as(name) not in RESERVED
