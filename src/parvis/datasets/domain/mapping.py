"""What the columns of a sheet are: its line of titles, the key, the words, what is kept beside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.datasets.data import (
    LONGEST_CELL,
    LONGEST_KEY,
    LONGEST_LABEL,
    MOST_COLUMNS,
    Refused,
)
from parvis.forms.data import PRIVATE_USE
from parvis.territory.api import folded

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def plain(cell: Any) -> str:
    """A cell on one line, as forms keep texts."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(PRIVATE_USE.sub("", _CONTROLS.sub(" ", str(cell))).split())


def titles(line: Sequence[Any]) -> list[str]:
    """The titles of columns, those that stand twice with a number."""
    found: list[str] = []
    for cell in line:
        title = plain(cell)[:120]
        base, number = title, 2
        while title and title in found:
            title, number = f"{base} ({number})", number + 1
        found.append(title)
    return found


def named(found: Iterable[str], before: Mapping[str, str] = {}) -> list[tuple[str, str]]:  # noqa: B006 - never changed
    """A name for each title, as rules and options say it. before: names by title that stay."""
    taken: set[str] = set(before.values())
    pairs = []
    for title in found:
        if not title:
            continue
        name = before.get(title)
        if name is None:
            base = folded(title).replace(" ", "_")[:50].strip("_")
            base = base if base[:1].isalpha() else f"c_{base}".strip("_")
            name, number = base, 2
            while name in taken:
                name, number = f"{base}_{number}", number + 1
            taken.add(name)
        pairs.append((name, title))
    return pairs


@dataclass(frozen=True, slots=True)
class Columns:
    """Where what is kept stands in a line: indexes of cells."""

    key: int
    label: tuple[int, ...]
    kept: tuple[int, ...]
    names: tuple[tuple[str, str], ...]


def placed(mapping: Mapping[str, Any], header: Sequence[Any]) -> Columns:
    """The columns of a mapping in a sheet with these titles. Columns that are gone are left out, but for the key and
    the words: raises Refused.
    """
    here = {title: index for index, title in enumerate(titles(header)) if title}
    missing = [title for title in (mapping["key"], *mapping["label"]) if title not in here]
    if missing:
        said = ", ".join(f"«\u00a0{title}\u00a0»" for title in missing)
        raise Refused(_("The column of the key or of the words is missing: %(columns)s") % {"columns": said})
    names = tuple((name, title) for name, title in mapping["columns"] if title in here)[:MOST_COLUMNS]
    return Columns(
        here[mapping["key"]],
        tuple(here[title] for title in mapping["label"]),
        tuple(here[title] for _name, title in names),
        names,
    )


def row(line: int, cells: Sequence[Any], columns: Columns) -> tuple[str, str, str, list[str]] | None:
    """Key, words, what they are searched by, and cells of a line; None where it has no key or words. Raises Refused."""

    def cell(index: int) -> str:
        return plain(cells[index]) if index < len(cells) else ""

    key = cell(columns.key)
    label = " – ".join(text for index in columns.label if (text := cell(index)))
    if not key or not label:
        return None
    kept = [cell(index) for index in columns.kept]
    for text, most in ((key, LONGEST_KEY), (label, LONGEST_LABEL), *((one, LONGEST_CELL) for one in kept)):
        if len(text) > most:
            said = {"line": line, "max": most, "text": text[:40]}
            raise Refused(_("Line %(line)d: “%(text)s…” is longer than %(max)d characters") % said)
    return key, label, f" {folded(f'{label} {key}')} "[:400], kept
