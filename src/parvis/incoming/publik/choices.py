"""The choices of an item field: written in it, or in a data source of the export; others come from elsewhere."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import Any

from parvis.incoming.domain.nodes import Node
from parvis.incoming.publik.package import Package

_MARK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
#: what one question may offer here
MOST = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """pairs: ids and labels. why: what is not the same, in both languages; None for a list that is all there."""

    pairs: tuple[tuple[str, str], ...]
    why: tuple[str, str] | None = None
    more: tuple[dict[str, Any], ...] = ()


def _filled(text: str, package: Package) -> str:
    return _MARK.sub(lambda found: package.variables.get(found[1], found[0]), text)


def _parsed(text: str) -> tuple[tuple[str, str], ...] | None:
    """Ids and labels of a literal list, JSON or Python; None where it is no such list."""
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            continue
        if isinstance(found, dict) and isinstance(found.get("data"), list):
            found = found["data"]
        if not isinstance(found, list | tuple):
            return None
        pairs: list[tuple[str, str]] = []
        for one in found:
            if isinstance(one, dict) and "id" in one:
                if one.get("disabled") is True:
                    continue
                pairs.append((str(one["id"]), str(one.get("text", one["id"]))))
            elif isinstance(one, list | tuple) and one:
                pairs.append((str(one[0]), str(one[1] if len(one) > 1 else one[0])))
            elif isinstance(one, str | int):
                pairs.append((str(one), str(one)))
            else:
                return None
        return tuple(pairs)
    return None


def load(field: Node, package: Package) -> Loaded:
    """The choices of an item or items field."""
    items = field.child("items")
    own = tuple(
        (one.text.strip(), one.text.strip()) for one in (items.all("item") if items else ()) if one.text.strip()
    )
    source = field.child("data_source")
    kind = source.value("type") if source else ""
    if not kind or kind == "none":
        return _bounded(own)
    text = source.value("value") if source else ""
    name = ""
    if kind not in ("jsonvalue", "json", "jsonp", "rss", "geojson", "formula", "python") and ":" not in kind:
        name = kind
        found = package.sources.get(kind)
        if found is None:
            return Loaded(
                own[:MOST],
                (
                    f"Les choix viennent de la source « {kind} », que l’export ne contient pas.",
                    f"The choices come from the source “{kind}”, which the export does not hold.",
                ),
            )
        kind, text = found.value("data_source", "type"), found.value("data_source", "value")
    said = f" « {name} »" if name else ""
    if kind in ("jsonvalue", "formula", "python"):
        filled = _filled(text, package)
        if "{{" in filled or "{%" in filled:
            # no person of an export is there to fill the marks: which choices there are depends on who asks
            return Loaded(
                own[:MOST],
                (
                    f"La liste des choix{said} est calculée à chaque demande ({filled[:120]}).",
                    f"The list of choices{said} is worked out for each request ({filled[:120]}).",
                ),
            )
        pairs = _parsed(filled)
        if pairs is not None:
            return _bounded(pairs)
    return Loaded(
        own[:MOST],
        (
            f"Les choix viennent d’ailleurs{said} ({(text or kind)[:120]}).",
            f"The choices come from elsewhere{said} ({(text or kind)[:120]}).",
        ),
    )


def _bounded(pairs: tuple[tuple[str, str], ...]) -> Loaded:
    if not pairs:
        return Loaded((), ("La liste des choix est vide.", "The list of choices is empty."))
    if len(pairs) > MOST:
        return Loaded(
            pairs[:MOST],
            (f"Seuls les {MOST} premiers choix sont repris.", f"Only the first {MOST} choices are taken."),
        )
    return Loaded(pairs)
