"""The choices of an item field: written in it, in a data source of the export, or in a list that a service keeps.

A service that gives everybody the same list becomes a data set of the organisation, which waits for its first copy.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parvis.incoming.domain.naming import plainly
from parvis.incoming.domain.nodes import Node, without_surrogates
from parvis.incoming.publik import language
from parvis.incoming.publik.package import Package

_MARK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_SOURCE = re.compile(r"\bdata_source\.(\w+)")
_COMPUTED = re.compile(r"\bform_var_(\w+)")
#: what differs from one request to another
_PERSONAL = ("form_", "session_", "request", "webservice", "data_source", "cards", "block_")
#: what one question may offer here
MOST = 500
#: sources of other systems that are lists in JSON
_SERVICES = frozenset({"json", "jsonp", "geojson"})
_WRITTEN = frozenset({"jsonvalue", "formula", "python"})
#: filters that leave a list the list that it is
_AS_IS = r"(?:\s*\|\s*(?:unlazy_filter|json_dumps|safe|list))*"
_ONE = re.compile(rf"\s*\{{\{{\s*([\w.]+){_AS_IS}\s*\}}\}}\s*")
_FIRST = re.compile(r"\s*\{%\s*firstof\s+([\w.\s]+?)\s*%\}\s*")
_HOST = re.compile(r"\{\{[^{}]*\}\}|^\w+://[^/]*")
_LONGEST_ADDRESS = 2000
#: lists that name lists
_DEEPEST = 5

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Remote:
    """A list that stands outside the export, the same for everybody. code: the data set that it becomes here; address:
    where a service gives it, "" where the export does not say; path, key, label: what holds the list in the answer, and
    a row's id and words there.
    """

    code: str
    address: str = ""
    path: str = ""
    key: str = "id"
    label: str = "text"


@dataclass(frozen=True, slots=True)
class Loaded:
    """pairs: ids and labels. why: what is not the same, in both languages; None for a list that is all there.
    guessed: the ids are not those that rules speak of. remote: where the list is, if not here.
    """

    pairs: Pairs
    why: tuple[str, str] | None = None
    guessed: bool = False
    remote: Remote | None = None


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
    if source is None or not kind or kind == "none":
        return _bounded(own)
    if kind in _SERVICES or kind in _WRITTEN or kind == "rss" or ":" in kind:
        return _of(source, "", own, package)
    return _named(kind, own, package)


def _named(name: str, own: Pairs, package: Package) -> Loaded:
    """The source of that name."""
    found = package.sources.get(name)
    source = found.child("data_source") if found is not None else None
    if found is not None and source is not None:
        return _of(source, name, own, package, found)
    return Loaded(
        own[:MOST],
        (
            f"Les choix viennent de la source « {name} », que l’export ne contient pas : un jeu de données de ce nom "
            "est à créer.",
            f"The choices come from the source “{name}”, which the export does not hold: a data set of that name has "
            "to be made.",
        ),
        guessed=True,
        remote=Remote(package.code(name, name)),
    )


def _of(source: Node, name: str, own: Pairs, package: Package, holder: Node | None = None) -> Loaded:
    """What `source` gives. holder: the named source that it is."""
    kind, text = source.value("type"), source.value("value")
    said = f" « {name} »" if name else ""
    if kind in _WRITTEN:
        filled = _filled(text, package)
        if "{{" in filled or "{%" in filled:
            found = _followed(text, package, _DEEPEST)
            return found if found is not None else _marked(filled, said, own, package)
        pairs = _parsed(filled)
        if pairs is not None:
            return _bounded(pairs)
    remote = _service(kind, text, name, package, holder) if kind in _SERVICES else None
    if remote is not None:
        return Loaded((), guessed=True, remote=remote)
    return Loaded(
        own[:MOST],
        (
            f"Les choix viennent d’ailleurs{said} ({(text or kind)[:120]}).",
            f"The choices come from elsewhere{said} ({(text or kind)[:120]}).",
        ),
        guessed=True,
    )


def _service(kind: str, text: str, name: str, package: Package, holder: Node | None) -> Remote | None:
    """A list that a service gives to everybody alike; None where the address depends on who asks, or on an answer."""
    settings = {one: f"{{{{ {one} }}}}" for one in _MARK.findall(text) if not one.startswith(_PERSONAL)}
    address = language.constant(text, settings | package.constants)
    if not address or not address.strip():
        return None
    address = address.strip()[:_LONGEST_ADDRESS]

    def set_to(tag: str, otherwise: str) -> str:
        return (holder.value(tag) if holder is not None else "") or otherwise

    if kind == "geojson":
        path, key, label = "features", set_to("id_property", "id"), set_to("label_template_property", "text")
    else:
        path, key, label = (
            set_to("data_attribute", "data"),
            set_to("id_attribute", "id"),
            set_to("text_attribute", "text"),
        )
    # the end of an address tells lists apart
    wanted = name or plainly(_HOST.sub("", address))[-50:]
    return Remote(package.code(name or f"{address} {path} {key} {label}", wanted), address, path, key, label)


def _followed(text: str, package: Package, deepest: int) -> Loaded | None:
    """The list that a template passes on: a source, an option, a computed value that is one, or the first of these that
    is not empty; None where it does anything else."""
    one, several = _ONE.fullmatch(text), _FIRST.fullmatch(text)
    names = [one[1]] if one else several[1].split() if several else []
    for at, name in enumerate(names):
        found = _passed_on(name, package, deepest)
        if found is None:
            return None
        if found.pairs or (at == len(names) - 1 and found.remote is not None):
            return found
        if found.remote is not None or found.why is not None:
            return None  # nobody knows whether it is empty
    return None


def _passed_on(name: str, package: Package, deepest: int) -> Loaded | None:
    if name.startswith("data_source.") and name.count(".") == 1:
        found = _named(name.removeprefix("data_source."), (), package)
        return found if found.pairs or found.remote is not None else None
    if name.startswith("form_option_"):
        value = package.constants.get(name)
        if not value:
            return Loaded(())
        pairs = _pairs(value, disabled=False) if isinstance(value, list) else None
        return _bounded(pairs) if pairs else None
    held = package.computed.get(name.removeprefix("form_var_")) if name.startswith("form_var_") else None
    return _followed(held, package, deepest - 1) if held and deepest > 0 else None


def reads(text: str) -> frozenset[str]:
    """Names of the computed values that a list of choices is made of."""
    return frozenset(_COMPUTED.findall(text))


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
