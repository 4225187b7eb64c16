"""French names of places with their articles: "Ville de Dunkerque", "Commune d’Armbouts-Cappel", "Mairie du Port".

The article of a commune's name is INSEE's nomenclature TNCC (https://www.insee.fr/fr/information/2560684): 0 none,
1 none before a vowel or mute h, 2 le, 3 la, 4 les, 5 l’, 6 aux, 7 las, 8 los.
"""

import re
import unicodedata

#: from this population on, a commune is spoken of as a town ("Ville de"); a habit, editable for each organisation
TOWN_POPULATION = 5_000
_VOWELS = "aeiouyh"
_CONTRACTED = {2: ("Le ", "du "), 4: ("Les ", "des "), 6: ("Aux ", "des ")}
_SMALL_WORDS = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lez", "les", "sous", "sur"]
)
#: letters of Crockford's base 32: none that is taken for a digit when read aloud
_PREFIX_LETTERS = frozenset("ABCDEFGHJKMNPQRSTVWXYZ")


def typographic(name: str) -> str:
    """The name with the apostrophe of French typography."""
    return name.replace("'", "’")


def of(name: str, liaison: int) -> str:
    """The name after "of": "de Dunkerque", "d’Ajaccio", "du Port", "des Avirons", "de La Rochelle"."""
    name = typographic(name)
    if liaison in _CONTRACTED:
        article, contracted = _CONTRACTED[liaison]
        if name.startswith(article):
            return contracted + name[len(article) :]
    return f"d’{name}" if liaison == 1 else f"de {name}"


def of_title(title: str) -> str:
    """A full title after "of": "de la Ville de Dunkerque", "de l’Agglomération…", "du Grand Lyon"."""
    article = title_article(title)
    if article == "le ":
        return f"du {title}"
    return f"de {article}{title}"


def title_article(title: str) -> str:
    """The article before an organisation's title, with its space: "la ", "le ", "l’", or "" where usage has none.

    "Métropole", "Ville", "Commune", "Communauté" are feminine; a title that starts with the name of a place ("Brest
    Métropole", "Plaine Commune") takes none.
    """
    first = folded(title).split(" ")[0] if title else ""
    if first in ("ville", "commune", "communaute", "metropole", "mairie", "regie", "caisse"):
        return "la "
    if first in ("agglomeration", "eurometropole", "association", "office", "etablissement", "union"):
        return "l’"
    if first in ("centre", "syndicat", "sivom", "departement", "service"):
        return "le "
    return ""


def commune_title(name: str, liaison: int, population: int | None) -> str:
    """ "Ville de …" or "Commune de …", by population."""
    return f"{'Ville' if (population or 0) >= TOWN_POPULATION else 'Commune'} {of(name, liaison)}"


def folded(text: str) -> str:
    """Lower case without accents, ligatures or punctuation, one space between words: what a search compares."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    text = unicodedata.normalize("NFKD", text)
    return " ".join(re.findall(r"[a-z0-9]+", "".join(char for char in text if not unicodedata.combining(char))))


def slug(name: str) -> str:
    """The label of a host name (RFC 1123): "Saint-Georges-sur-l’Aa" gives "saint-georges-sur-l-aa"; at most 50."""
    words = folded(name).split(" ")
    label = ""
    for word in words:
        if len(label) + len(word) + 1 > 50:
            break
        label = f"{label}-{word}" if label else word
    return label or words[0][:50]


def group_slug(short_name: str) -> str:
    """The same for a group of communes, without small words: "CU de Dunkerque" gives "cu-dunkerque"."""
    words = [word for word in folded(short_name).split(" ") if word not in _SMALL_WORDS]
    return slug(" ".join(words) or short_name)


def prefixes(name: str) -> list[str]:
    """Two-letter prefixes for the references of cases, best first: initials, then first letter and a later one.

    "Dunkerque" gives "DK": its first letter, then the consonant that opens the second syllable. Only letters that are
    not taken for digits.
    """
    words = [word.upper() for word in folded(name).split(" ") if word not in _SMALL_WORDS] or [folded(name).upper()]
    wanted: list[str] = []
    if len(words) > 1:
        wanted += [words[0][0] + word[0] for word in words[1:]]
    syllable = re.match(r"([A-Z])[^AEIOUY]*[AEIOUY]+([^AEIOUY]+)", words[0])
    if syllable:
        wanted.append(syllable.group(1) + syllable.group(2)[-1])
    letters = "".join(words)
    wanted += [
        letters[first] + letters[later] for first in range(len(letters)) for later in range(first + 1, len(letters))
    ]
    wanted += [a + b for a in sorted(_PREFIX_LETTERS) for b in sorted(_PREFIX_LETTERS)]
    return [prefix for prefix in dict.fromkeys(wanted) if set(prefix) <= _PREFIX_LETTERS]
