"""How documents are called in a ZIP: a pattern of passages, made safe for every system, no two alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import PurePosixPath

from django.utils.translation import get_language, gettext as _

from parvis.cases import api as cases
from parvis.cases.registry import NAME
from parvis.exchange.data import NotPossible
from parvis.files.api import clean_name

#: a folder a case, in it the documents by their own names
USUAL = "{reference}/{document}"
_LONGEST = 200


def check(pattern: str) -> str:
    """The pattern as it is kept, "" for the usual one. Raises NotPossible with words for who typed it."""
    plain = pattern.strip()
    if len(plain) > _LONGEST or not plain.isprintable():
        raise NotPossible(_("Write a shorter pattern"))
    try:
        kept = passages().kept(plain)
    except cases.passages.Unknown as wrong:
        typed = "{" + wrong.marks[0] + "}" if wrong.marks else plain
        raise NotPossible(
            _("“%(passage)s” is no passage: take %(passages)s") % {"passage": typed, "passages": offered()}
        ) from wrong
    if plain and not passages().keys(kept) & {"reference", "document"}:
        raise NotPossible(_("Put {reference} or {document} into the pattern: else all names are alike"))
    return kept


def passages() -> cases.passages.Passages:
    """What may stand in a name."""
    return cases.passages.Passages(cases.passages.of_use(NAME))


def offered() -> str:
    """The passages, in the page's language."""
    return ", ".join(f"{{{one.name(_language())}}}" for one in passages().entries)


def shown(pattern: str) -> str:
    """A pattern that is kept, in the page's language."""
    return passages().shown(pattern or USUAL, _language())


def _language() -> str:
    return get_language() or "fr"


class Names:
    """The names of one archive. What a passage brings never makes a folder; the pattern's own slashes do."""

    def __init__(self, pattern: str) -> None:
        self._parts = [part for part in (pattern or USUAL).split("/") if part.strip()] or [USUAL]
        self._taken: set[str] = set()
        self._passages = passages()

    def name(self, passages: Mapping[str, str], at: dt.datetime, extension: str) -> str:
        """The name of a document: safe parts, its true extension once, a number where one is taken already."""
        values = {**passages, "date": at.date().isoformat()}
        values["document"] = _without(values["document"], extension)

        def passage(key: str) -> str:
            return values[key].replace("/", "-").replace("\\", "-")

        parts = [clean_name(self._passages.fill(part, passage)) for part in self._parts]
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
