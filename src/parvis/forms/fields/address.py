"""A postal address in France (NF Z10-011): number and street, complement, postcode, city."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape
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

LONGEST = {"street": 200, "complement": 200, "postcode": 5, "city": 100}
_POSTCODE = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-5]|97|98)[0-9]{3}")
_SPACES = re.compile(r"\s+")


class AddressValue(TypedDict, total=False):
    street: str
    complement: str
    postcode: str
    city: str


class AddressOptions(FieldOptions):
    own: bool = True
    """Whether it is where the person who answers lives."""


@field_type
class Address(FieldType[AddressOptions]):
    name = "address"
    title = LocalizedText(fr="Adresse postale", en="Postal address")
    Options = AddressOptions
    shape = AddressValue
    kind = None
    index = {
        "street": IndexKind.TEXT,
        "complement": IndexKind.TEXT,
        "postcode": IndexKind.CODE,
        "city": IndexKind.TEXT,
    }
    live = "parts"
    prefill = ("person.address",)
    examples = (
        Example(
            {"street": ["14 rue de la Marine"], "complement": [""], "postcode": ["59 140"], "city": ["Dunkerque"]},
            {"street": "14 rue de la Marine", "postcode": "59140", "city": "Dunkerque"},
            text="14 rue de la Marine, 59140 Dunkerque",
        ),
        Example(
            {"street": ["3 <i>bis</i>"], "complement": ["Bât. B"], "postcode": ["97400"], "city": ["Saint-Denis"]},
            {"street": "3 <i>bis</i>", "complement": "Bât. B", "postcode": "97400", "city": "Saint-Denis"},
            {"own": False},
        ),
    )
    wrong = (
        Wrong({"street": [""], "postcode": ["59140"], "city": ["Dunkerque"]}, "street"),
        Wrong({"street": ["14 rue"], "postcode": [""], "city": ["Dunkerque"]}, "postcode"),
        Wrong({"street": ["14 rue"], "postcode": ["5914"], "city": ["Dunkerque"]}, "postcode"),
        Wrong({"street": ["14 rue"], "postcode": ["00100"], "city": ["Dunkerque"]}, "postcode"),
        Wrong({"street": ["14 rue"], "postcode": ["59140"], "city": [""]}, "city"),
        Wrong({"street": ["r" * 201], "postcode": ["59140"], "city": ["Dunkerque"]}, "street"),
        Wrong({"street": ["14 rue"], "postcode": ["59140"], "city": ["59140"]}, "city"),
    )

    def parts(self, options: AddressOptions) -> tuple[str, ...]:
        return ("street", "complement", "postcode", "city")

    def subvariables(self, options: AddressOptions) -> Mapping[str, Variable]:
        return {part: Variable(Kind.TEXT) for part in self.parts(options)}

    def read(self, typed: Typed, asked: Asked[AddressOptions]) -> Reading:
        value = {part: first(typed, part) for part in self.parts(asked.options)}
        value["postcode"] = _SPACES.sub("", value["postcode"])
        if not any(value.values()):
            return Reading()
        errors = {
            part: _("Shorten this line: %(max)d characters at most") % {"max": LONGEST[part]}
            for part, text in value.items()
            if len(text) > LONGEST[part] and part != "postcode"
        }
        if not value["street"]:
            errors["street"] = _("Add the number and the street")
        if not value["postcode"]:
            errors["postcode"] = _("Add the postcode")
        elif not _POSTCODE.fullmatch(value["postcode"]):
            errors["postcode"] = _("A postcode has five figures, like 59140: check it")
        if not value["city"]:
            errors["city"] = _("Add the town")
        elif not any(character.isalpha() for character in value["city"]):
            errors["city"] = _("Write the name of the town")
        return Reading(errors=errors) if errors else Reading({part: text for part, text in value.items() if text})

    def typed(self, value: JsonValue, asked: Asked[AddressOptions]) -> dict[str, list[str]]:
        return {part: [text] for part, text in value.items()}

    def widget(self, w: WidgetParams) -> str:
        def token(name: str) -> str:
            return name if w.asked.options.own else "off"

        return w.group(
            w.part_input("street", _("Number and street"), autocomplete=token("address-line1")),
            w.part_input(
                "complement",
                _("More address details (optional)"),
                hint=_("Building, floor, place name"),
                autocomplete=token("address-line2"),
            ),
            w.part_input(
                "postcode",
                _("Postcode"),
                classes="govuk-input--width-5",
                inputmode="numeric",
                spellcheck=False,
                autocomplete=token("postal-code"),
            ),
            w.part_input("city", _("Town"), classes="govuk-!-width-two-thirds", autocomplete=token("address-level2")),
        )

    def _lines(self, value: JsonValue) -> list[str]:
        town = f"{value.get('postcode', '')} {value.get('city', '')}".strip()
        return [line for line in (value.get("complement", ""), value.get("street", ""), town) if line]

    def text(self, value: JsonValue, asked: Asked[AddressOptions]) -> str:
        return ", ".join(self._lines(value))

    def html(self, value: JsonValue, asked: Asked[AddressOptions]) -> Markup:
        return Markup("<br>").join(escape(line) for line in self._lines(value))

    def columns(self, asked: Asked[AddressOptions]) -> list[Column]:
        labels = {
            "street": _("Number and street"),
            "complement": _("More address details"),
            "postcode": _("Postcode"),
            "city": _("Town"),
        }
        return [Column(f"{asked.id}.{part}", f"{asked.label} – {label}") for part, label in labels.items()]

    def cells(self, value: JsonValue, asked: Asked[AddressOptions]) -> list[str | int | None]:
        return [(value or {}).get(part) for part in self.parts(asked.options)]

    def schema(self, asked: Asked[AddressOptions]) -> dict[str, Any]:
        lines = {part: {"type": "string", "minLength": 1, "maxLength": LONGEST[part]} for part in LONGEST}
        lines["postcode"] = {"type": "string", "pattern": "^[0-9]{5}$"}
        return {
            "type": "object",
            "properties": lines,
            "required": ["street", "postcode", "city"],
            "additionalProperties": False,
        }

    def erased(self, value: JsonValue) -> JsonValue:
        # where, without who: enough for figures by postcode
        return {part: value[part] for part in ("postcode", "city") if part in value} or None
