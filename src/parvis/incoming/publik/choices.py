"""The choices of an item field: written in it, or in a data source of the export; others come from elsewhere."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parvis.incoming.domain.nodes import Node, without_surrogates
from parvis.incoming.publik.package import Package

_MARK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_SOURCE = re.compile(r"\bdata_source\.(\w+)")
_COMPUTED = re.compile(r"\bform_var_(\w+)")
#: what differs from one request to another
_PERSONAL = ("form_", "session_", "request", "webservice", "data_source", "cards", "block_")
#: what one question may offer here
MOST = 500

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """pairs: ids and labels. why: what is not the same, in both languages; None for a list that is all there.
    guessed: the ids are not those that rules speak of.
    """

    pairs: Pairs
    why: tuple[str, str] | None = None
    guessed: bool = False


def _filled(text: str, package: Package) -> str:
    return _MARK.sub(lambda found: package.variables.get(found[1], found[0]), text)


def _parsed(text: str, *, disabled: bool = False) -> Pairs | None:
    """Ids and labels of a literal list, JSON or Python; None where it is no such list. disabled: those, too."""
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(text)
            if isinstance(found, dict) and isinstance(found.get("data"), list):
                found = found["data"]
            # a number of thousands of figures can be read, and not be written
            return _pairs(found, disabled=disabled) if isinstance(found, list | tuple) else None
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            continue
    return None


def _pairs(found: Sequence[Any], *, disabled: bool) -> Pairs | None:
    pairs: list[tuple[str, str]] = []
    for one in found:
        if isinstance(one, dict) and "id" in one:
            if disabled or one.get("disabled") is not True:
                pairs.append((str(one["id"]), str(one.get("text", one["id"]))))
        elif isinstance(one, list | tuple) and one:
            pairs.append((str(one[0]), str(one[1] if len(one) > 1 else one[0])))
        elif isinstance(one, str | int):
            pairs.append((str(one), str(one)))
        else:
            return None
    return tuple((without_surrogates(key), without_surrogates(label)) for key, label in pairs)


def _worked_out(text: str, package: Package) -> Pairs | None:
    """All that a computed list can hold, where it is made of one source of the export."""
    sources = _SOURCE.findall(text)
    for name in dict.fromkeys(_COMPUTED.findall(text)):
        sources += _SOURCE.findall(package.computed.get(name, ""))
    if len(set(sources)) != 1:
        return None
    found = package.sources.get(sources[0])
    if found is None or found.value("data_source", "type") != "jsonvalue":
        return None
    literal = _filled(found.value("data_source", "value"), package)
    return None if "{{" in literal or "{%" in literal else _parsed(literal, disabled=True)


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
                guessed=True,
            )
        kind, text = found.value("data_source", "type"), found.value("data_source", "value")
    said = f" « {name} »" if name else ""
    if kind in ("jsonvalue", "formula", "python"):
        filled = _filled(text, package)
        if "{{" in filled or "{%" in filled:
            return _marked(filled, said, own, package)
        pairs = _parsed(filled)
        if pairs is not None:
            return _bounded(pairs)
    return Loaded(
        own[:MOST],
        (
            f"Les choix viennent d’ailleurs{said} ({(text or kind)[:120]}).",
            f"The choices come from elsewhere{said} ({(text or kind)[:120]}).",
        ),
        guessed=True,
    )


def _marked(filled: str, said: str, own: Pairs, package: Package) -> Loaded:
    """A list with marks: of the installation, which its operator knows, or of the person who asks."""
    marks = _MARK.findall(filled)
    if "{%" not in filled and filled.count("{{") == len(marks) and not any(one.startswith(_PERSONAL) for one in marks):
        pairs = _parsed(filled)
        if pairs:
            listed = ", ".join(dict.fromkeys(marks))
            return Loaded(
                pairs[:MOST],
                (
                    f"Les choix{said} contiennent des réglages de l’installation ({listed}) : donnez-les à la lecture.",
                    f"The choices{said} hold settings of the installation ({listed}): give them when reading.",
                ),
                guessed=True,
            )
    pairs = _worked_out(filled, package)
    why = (
        f"La liste des choix{said} est calculée à chaque demande ({filled[:120]}).",
        f"The list of choices{said} is worked out for each request ({filled[:120]}).",
    )
    return Loaded(pairs[:MOST], why) if pairs else Loaded(own[:MOST], why, guessed=True)


def _bounded(pairs: tuple[tuple[str, str], ...]) -> Loaded:
    if not pairs:
        return Loaded((), ("La liste des choix est vide.", "The list of choices is empty."))
    if len(pairs) > MOST:
        return Loaded(
            pairs[:MOST],
            (f"Seuls les {MOST} premiers choix sont repris.", f"Only the first {MOST} choices are taken."),
        )
    return Loaded(pairs)
