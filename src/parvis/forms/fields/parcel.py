"""A cadastral parcel: its commune, its section and its number, kept as the 14 characters of its identifier.

INSEE code of the commune (5; Corsica 2A, 2B), prefix (3; "000", or the code of a commune that was absorbed), section
(2, with a zero before a letter alone) and number (4). The form of the tax administration has 15, with the direction
after the département: it is understood, and kept in 14. In Paris, Lyon and Marseille the commune is the arrondissement.
Source: DGFiP, Plan cadastral informatisé; IGN, API Carto cadastre.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.expressions.api import Kind
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields import commune as communes_asked
from parvis.forms.registry import (
    Asked,
    Example,
    FieldOptions,
    FieldType,
    Reading,
    Typed,
    WidgetParams,
    Wrong,
    field_type,
)
from parvis.territory.api import communes

SHAPE = re.compile(r"((?:[0-9]{2}|2[AB])[0-9]{3})([0-9]{3})([0-9A-Z]{2})([0-9]{4})")
_OF_TAXES = re.compile(r"([0-9]{2}|2[AB])[0-9]([0-9]{3}[0-9]{3}[0-9A-Z]{2}[0-9]{4})")
_NOISE = re.compile(r"[\s.\-\u2010-\u2015/_]+")
_SECTION = re.compile(r"[0-9]{0,2}|[0-9A-Z]?[A-Z]")
_TODAY, _EVER = communes_asked.CommuneOptions(), communes_asked.CommuneOptions(former=True)
#: communes whose parcels are those of their arrondissements
_OF_ARRONDISSEMENTS = frozenset({"13055", "69123", "75056"})


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def read_whole(text: str) -> str | None:
    """The 14 characters of an identifier of 14 or 15, however it is spaced; None for what is none."""
    if len(text) > 40:
        return None
    compact = _plain(text)
    if found := _OF_TAXES.fullmatch(compact):
        compact = found[1] + found[2]
    parts = SHAPE.fullmatch(compact)
    return compact if parts and parts[4] != "0000" and communes.get(parts[1]) is not None else None


def _options(text: str, choice: str) -> communes_asked.CommuneOptions:
    """Former communes and arrondissements count where no commune of today is meant."""
    if communes_asked.chosen(text, choice, _TODAY) or communes_asked.candidates(text, _TODAY):
        return _TODAY
    return _EVER


@field_type
class Parcel(FieldType[FieldOptions]):
    name = "parcel"
    title = LocalizedText(fr="Parcelle cadastrale", en="Cadastral parcel")
    shape = str
    kind = Kind.TEXT
    index = {"": IndexKind.CODE}
    live = "none"
    examples = (
        Example(
            {"commune": ["Dunkerque"], "section": ["ab"], "number": ["112"]},
            "59183000AB0112",
            text="Dunkerque, section AB, n°\u00a0112 (59183000AB0112)",
        ),
        Example({"commune": ["94067 410 0A 0112"]}, "940674100A0112"),
        Example({"commune": ["591 183 000 AB 0112"]}, "59183000AB0112"),
        Example(
            {"commune": ["Ajaccio"], "section": ["B"], "number": ["0007"]},
            "2A0040000B0007",
            text="Ajaccio, section B, n°\u00a07 (2A0040000B0007)",
        ),
        Example({"commune": ["Saint-Denis (97400)"], "section": ["CD"], "number": ["1 234"]}, "97411000CD1234"),
        Example({"commune": ["Saint-Pol-sur-Mer"], "section": ["AC"], "number": ["5"]}, "59183540AC0005"),
        Example(
            {"commune": ["Dunkerque"], "prefix": ["540"], "section": ["AC"], "number": ["5"]},
            "59183540AC0005",
            text="Dunkerque, préfixe 540, section AC, n°\u00a05 (59183540AC0005)",
        ),
        Example({"commune": ["75101"], "section": ["AO"], "number": ["12"]}, "75101000AO0012"),
        Example({"commune": ["Strasbourg"], "section": ["7"], "number": ["12"]}, "67482000070012"),
    )
    wrong = (
        Wrong({"commune": ["Dunkerque"], "section": [""], "number": ["112"]}, "section"),
        Wrong({"commune": ["Dunkerque"], "section": ["AB"], "number": [""]}, "number"),
        Wrong({"commune": [""], "section": ["AB"], "number": ["112"]}, "commune"),
        Wrong({"commune": ["Dunkerque"], "section": ["ABC"], "number": ["112"]}, "section"),
        Wrong({"commune": ["Dunkerque"], "section": ["A0"], "number": ["112"]}, "section"),
        Wrong({"commune": ["Dunkerque"], "section": ["AB"], "number": ["0"]}, "number"),
        Wrong({"commune": ["Dunkerque"], "section": ["AB"], "number": ["12345"]}, "number"),
        Wrong({"commune": ["Dunkerque"], "prefix": ["54"], "section": ["AB"], "number": ["1"]}, "prefix"),
        Wrong({"commune": ["Paris"], "section": ["AO"], "number": ["12"]}, "commune"),
        Wrong({"commune": ["Trifouillis"], "section": ["AO"], "number": ["12"]}, "commune"),
        Wrong({"commune": ["99999000AB0112"]}, "commune"),
        Wrong({"commune": ["59183000AB0000"]}, "commune"),
    )

    def parts(self, options: FieldOptions) -> tuple[str, ...]:
        return ("commune", "choice", "section", "number", "prefix")

    def read(self, typed: Typed, asked: Asked[FieldOptions]) -> Reading:
        text, choice = first(typed, "commune"), first(typed, "choice")
        section, number, prefix = (_plain(first(typed, part)[:40]) for part in ("section", "number", "prefix"))
        if not text:
            if not (section or number or prefix):
                return Reading()
            return Reading(errors={"commune": _("Add the commune")})
        if not (section or number) and (whole := read_whole(text)):
            return Reading(whole)
        found, message = communes_asked.understood(text, choice, _options(text, choice))
        if found is None:
            return Reading(errors={"commune": message})
        errors: dict[str, str] = {}
        if found.insee in _OF_ARRONDISSEMENTS:
            errors["commune"] = _("Name the arrondissement as well: “Paris 12e”, for example")
        if not section:
            errors["section"] = _("Add the section: one or two letters, on the plan or the tax notice")
        elif not _SECTION.fullmatch(section) or section in ("0", "00"):
            errors["section"] = _("A section has one or two letters, like AB (in Alsace and Moselle, figures)")
        if not number:
            errors["number"] = _("Add the number of the parcel")
        elif not re.fullmatch(r"[0-9]{1,4}", number) or int(number) == 0:
            errors["number"] = _("The number of a parcel goes from 1 to 9999: check it")
        if prefix and not re.fullmatch(r"[0-9]{3}", prefix):
            errors["prefix"] = _("The prefix has three figures, like 540; leave it empty where there is none")
        if errors:
            return Reading(errors=errors)
        absorbed = found.kind in ("delegated", "associated") and found.parent and found.parent != found.insee
        insee = found.parent if absorbed else found.insee
        prefix = prefix or (found.insee[2:] if absorbed else "000")
        return Reading(f"{insee}{prefix}{section.zfill(2)}{number.zfill(4)}")

    def typed(self, value: JsonValue, asked: Asked[FieldOptions]) -> dict[str, list[str]]:
        parts = SHAPE.fullmatch(str(value))
        commune = communes.get(parts[1]) if parts else None
        if parts is None or commune is None or commune.insee != parts[1]:
            return {"commune": [str(value)]}
        insee, prefix, section, number = parts.groups()
        return {
            "commune": [communes_asked.shown(commune)],
            "choice": [insee],
            "prefix": [prefix if prefix != "000" else ""],
            "section": [section.removeprefix("0") if section != "00" else section],
            "number": [number.lstrip("0") or number],
        }

    def accept(self, value: JsonValue, asked: Asked[FieldOptions]) -> Reading:
        whole = read_whole(value) if isinstance(value, str) else None
        return Reading(whole) if whole else self._odd(asked)

    def widget(self, w: WidgetParams) -> str:
        narrow = {"spellcheck": False, "autocomplete": "off"}
        inner = [
            w.part_input(
                "commune",
                _("Commune"),
                hint=_("Name or postcode; or here the whole identifier of the parcel, of 14 characters"),
                **narrow,
            ),
            w.late("choice"),
            w.part_input("section", _("Section"), hint=_("Like AB"), classes="govuk-input--width-3", **narrow),
            w.part_input(
                "number",
                _("Number"),
                hint=_("Like 112"),
                classes="govuk-input--width-4",
                inputmode="numeric",
                **narrow,
            ),
            w.part_input(
                "prefix",
                _("Prefix (if there is one)"),
                hint=_("Three figures, where the commune absorbed another one"),
                classes="govuk-input--width-3",
                inputmode="numeric",
                **narrow,
            ),
        ]
        return w.group(*inner)

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[FieldOptions]) -> Markup:
        text, choice = first(typed, "commune"), first(typed, "choice")
        if not text or read_whole(text):
            return Markup()
        return communes_asked.offer(text, choice, html_id, _options(text, choice))

    def text(self, value: JsonValue, asked: Asked[FieldOptions]) -> str:
        parts = SHAPE.fullmatch(str(value))
        commune = communes.get(parts[1]) if parts else None
        if parts is None or commune is None:
            return str(value)
        said = {
            "commune": commune.name,
            "prefix": parts[2],
            "section": parts[3].removeprefix("0"),
            "number": int(parts[4]),
            "id": value,
        }
        if parts[2] != "000":
            return _("%(commune)s, prefix %(prefix)s, section %(section)s, No.\u00a0%(number)s (%(id)s)") % said
        return _("%(commune)s, section %(section)s, No.\u00a0%(number)s (%(id)s)") % said

    def cells(self, value: JsonValue, asked: Asked[FieldOptions]) -> list[str | int | None]:
        return [value]

    def schema(self, asked: Asked[FieldOptions]) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{SHAPE.pattern}$"}
