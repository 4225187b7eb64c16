"""An association: its name, its number in the national register (RNA), its SIRET."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fr import siret as siret_numbers
from typing_extensions import TypedDict

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import Column, IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
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

LONGEST_NAME = 250
_RNA = re.compile(r"W[0-9][0-9AB][0-9]{7}")
_NOISE = re.compile(r"[\s.\-\u2010-\u2015]+")


class AssociationValue(TypedDict, total=False):
    name: str
    rna: str
    siret: str


class AssociationOptions(FieldOptions):
    numbers: Literal["either", "rna", "siret", "both", "none"] = "either"
    """Which number must be given. "either" suits most: an association of Alsace or Moselle has no RNA (local law of
    1908), one without employees or grants may have no SIRET."""


def read_rna(text: str) -> str | None:
    """An RNA number: W, then nine characters that begin with the département (2A and 2B in Corsica); else None.

    Source: arrêté du 14 octobre 2009 (RNA); Ministry of the Interior, description of the register's extracts.
    """
    number = _NOISE.sub("", text).upper()
    return number if _RNA.fullmatch(number) else None


def read_siret(text: str) -> tuple[str | None, str]:
    """A SIRET with its check figures (Luhn; La Poste: sum divisible by 5), or None and how to mend it."""
    number = _NOISE.sub("", text)
    if not re.fullmatch(r"[0-9]+", number):
        return None, _("A SIRET is written in figures only: check it")
    if len(number) != 14:
        return None, _("A SIRET has 14 figures, yours has %(count)d: check it") % {"count": len(number)}
    try:
        return str(siret_numbers.validate(number)), ""
    except NotValid:
        return None, _("This SIRET does not exist: one of its figures must be wrong")


def spaced_siret(number: str) -> str:
    return "\u00a0".join((number[:3], number[3:6], number[6:9], number[9:]))


@field_type
class Association(FieldType[AssociationOptions]):
    name = "association"
    title = LocalizedText(fr="Association", en="Association")
    Options = AssociationOptions
    shape = AssociationValue
    kind = None
    index = {"name": IndexKind.TEXT, "rna": IndexKind.CODE, "siret": IndexKind.CODE}
    live = "parts"
    prefill = ("association.identity",)
    examples = (
        Example(
            {"name": ["Les Corsaires de la Citadelle"], "rna": ["w594 001 234"], "siret": [""]},
            {"name": "Les Corsaires de la Citadelle", "rna": "W594001234"},
            text="Les Corsaires de la Citadelle, RNA\u00a0W594001234",
        ),
        Example(
            {"name": ["Comité d'Alsace"], "rna": [""], "siret": ["732 829 320 00074"]},
            {"name": "Comité d'Alsace", "siret": "73282932000074"},
            text="Comité d'Alsace, SIRET\u00a0732\u00a0829\u00a0320\u00a000074",
        ),
        Example(
            {"name": ["Amicale de La Poste"], "rna": ["W2B1001234"], "siret": ["35600000049837"]},
            {"name": "Amicale de La Poste", "rna": "W2B1001234", "siret": "35600000049837"},
            {"numbers": "both"},
        ),
        Example({"name": ["Collectif"], "rna": [""], "siret": [""]}, {"name": "Collectif"}, {"numbers": "none"}),
    )
    wrong = (
        Wrong({"name": ["A"], "rna": [""], "siret": [""]}, "rna"),
        Wrong({"name": [""], "rna": ["W594001234"]}, "name"),
        Wrong({"name": ["A"], "rna": ["594001234"]}, "rna"),
        Wrong({"name": ["A"], "siret": ["73282932000079"]}, "siret"),
        Wrong({"name": ["A"], "siret": ["732829320"]}, "siret"),
        Wrong({"name": ["A"], "siret": ["35600000049838"]}, "siret"),
        Wrong({"name": ["A"], "rna": ["W594001234"]}, "siret", {"numbers": "siret"}),
        Wrong({"name": ["A" * 251], "rna": ["W594001234"]}, "name"),
    )

    def parts(self, options: AssociationOptions) -> tuple[str, ...]:
        return ("name", "rna", "siret")

    def subvariables(self, options: AssociationOptions) -> Mapping[str, Variable]:
        return {part: Variable(Kind.TEXT) for part in self.parts(options)}

    def read(self, typed: Typed, asked: Asked[AssociationOptions]) -> Reading:
        name, rna, siret = (first(typed, part) for part in ("name", "rna", "siret"))
        if not (name or rna or siret):
            return Reading()
        value: dict[str, str] = {}
        errors: dict[str, str] = {}
        if not name:
            errors["name"] = _("Add the name of the association")
        elif len(name) > LONGEST_NAME:
            errors["name"] = _("This name is too long: %(max)d characters at most") % {"max": LONGEST_NAME}
        else:
            value["name"] = name
        if rna:
            if number := read_rna(rna):
                value["rna"] = number
            else:
                errors["rna"] = _("An RNA number is a W and nine figures, like W594001234: check it")
        if siret:
            found, message = read_siret(siret)
            if found:
                value["siret"] = found
            else:
                errors["siret"] = message
        wanted = asked.options.numbers
        if wanted in ("rna", "both") and not rna:
            errors["rna"] = _("Add the RNA number: it is on the receipt of the prefecture")
        if wanted in ("siret", "both") and not siret:
            errors["siret"] = _("Add the SIRET number")
        if wanted == "either" and not (rna or siret):
            errors["rna"] = _("Add the RNA number or the SIRET number: one of the two is enough")
        return Reading(errors=errors) if errors else Reading(value)

    def typed(self, value: JsonValue, asked: Asked[AssociationOptions]) -> dict[str, list[str]]:
        return {part: [text] for part, text in value.items()}

    def widget(self, w: WidgetParams) -> str:
        numbers = w.asked.options.numbers
        rna = _("RNA number") if numbers in ("either", "rna", "both") else _("RNA number (optional)")
        siret = _("SIRET number") if numbers in ("either", "siret", "both") else _("SIRET number (optional)")
        siret_hint = _("14 figures")
        if numbers == "either":
            siret_hint = _(
                "14 figures; enough by itself, for example in Alsace and Moselle where there is no RNA number"
            )
        return w.group(
            w.part_input("name", _("Name of the association"), autocomplete="organization"),
            w.part_input(
                "rna",
                rna,
                hint=_("W and nine figures, on the receipt of the prefecture: W594001234"),
                classes="govuk-input--width-10",
                spellcheck=False,
            ),
            w.part_input(
                "siret", siret, hint=siret_hint, classes="govuk-input--width-20", inputmode="numeric", spellcheck=False
            ),
        )

    def text(self, value: JsonValue, asked: Asked[AssociationOptions]) -> str:
        parts = [value.get("name", "")]
        if value.get("rna"):
            parts.append(f"RNA\u00a0{value['rna']}")
        if value.get("siret"):
            parts.append(f"SIRET\u00a0{spaced_siret(value['siret'])}")
        return ", ".join(parts)

    def columns(self, asked: Asked[AssociationOptions]) -> list[Column]:
        labels = {"name": _("Name"), "rna": "RNA", "siret": "SIRET"}
        return [Column(f"{asked.id}.{part}", f"{asked.label} – {label}") for part, label in labels.items()]

    def cells(self, value: JsonValue, asked: Asked[AssociationOptions]) -> list[str | int | None]:
        return [(value or {}).get(part) for part in ("name", "rna", "siret")]

    def schema(self, asked: Asked[AssociationOptions]) -> dict[str, Any]:
        wanted = {"rna": ["rna"], "siret": ["siret"], "both": ["rna", "siret"]}.get(asked.options.numbers, [])
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
                "rna": {"type": "string", "pattern": "^W[0-9][0-9AB][0-9]{7}$"},
                "siret": {"type": "string", "pattern": "^[0-9]{14}$"},
            },
            "required": ["name", *wanted],
            "additionalProperties": False,
        }
        if asked.options.numbers == "either":
            schema["anyOf"] = [{"required": ["rna"]}, {"required": ["siret"]}]
        return schema

    def erased(self, value: JsonValue) -> JsonValue:
        # a legal person: its public identifiers are no personal data (GDPR recital 14)
        return value
