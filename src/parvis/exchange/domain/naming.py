"""How documents are called in a ZIP: a pattern of passages, made safe for every system, no two alike."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from django.utils.translation import get_language, gettext as _

from parvis.exchange.data import NotPossible
from parvis.files.api import clean_name

#: a folder a case, in it the documents by their own names
USUAL = "{reference}/{document}"
#: passages in French and in English
PASSAGES: Mapping[str, str] = {
    "reference": "reference",
    "titre": "title",
    "title": "title",
    "demarche": "procedure",
    "procedure": "procedure",
    "document": "document",
    "date": "date",
}
_FRENCH = {"title": "titre", "procedure": "demarche"}
_PASSAGE = re.compile(r"\{([^{}]*)\}")
_LONGEST = 200


def check(pattern: str) -> str:
    """The pattern as it is kept, "" for the usual one. Raises NotPossible with words for who typed it."""
    plain = pattern.strip()
    if len(plain) > _LONGEST or not plain.isprintable():
        raise NotPossible(_("Write a shorter pattern"))
    unknown = [found for found in _PASSAGE.findall(plain) if found.strip().lower() not in PASSAGES]
    if unknown or re.search("[{}]", _PASSAGE.sub("", plain)):
        raise NotPossible(
            _("“%(passage)s” is no passage: take %(passages)s")
            % {"passage": "{" + unknown[0] + "}" if unknown else plain, "passages": offered()}
        )
    if plain and not ({PASSAGES[one.strip().lower()] for one in _PASSAGE.findall(plain)} & {"reference", "document"}):
        raise NotPossible(_("Put {reference} or {document} into the pattern: else all names are alike"))
    return plain


def offered() -> str:
    """The passages, in the page's language."""
    english = (get_language() or "fr").startswith("en")
    names = ("reference", "title", "procedure", "document", "date")
    return ", ".join(f"{{{one if english else _FRENCH.get(one, one)}}}" for one in names)


class Names:
    """The names of one archive. What a passage brings never makes a folder; the pattern's own slashes do."""

    def __init__(self, pattern: str) -> None:
        self._parts = [part for part in (pattern or USUAL).split("/") if part.strip()] or [USUAL]
        self._taken: set[str] = set()

    def name(self, passages: Mapping[str, str], at: dt.datetime, extension: str) -> str:
        """The name of a document: safe parts, its true extension once, a number where one is taken already."""
        values = {**passages, "date": at.date().isoformat()}
        values["document"] = _without(values["document"], extension)

        def passage(found: re.Match[str]) -> str:
            return values[PASSAGES[found[1].strip().lower()]].replace("/", "-").replace("\\", "-")

        parts = [clean_name(_PASSAGE.sub(passage, part)) for part in self._parts]
        folder, stem = "/".join(parts[:-1]), parts[-1]
        stem = stem[:150].rstrip(" .")
        number, name = 1, f"{stem}{extension}"
        while (key := f"{folder}/{name}".casefold()) in self._taken:
            number += 1
            name = f"{stem} ({number}){extension}"
        self._taken.add(key)
        return f"{folder}/{name}" if folder else name


def _without(name: str, extension: str) -> str:
    suffix = PurePosixPath(name).suffix
    return name[: -len(suffix)] if suffix and suffix.lower() == extension.lower() else name
