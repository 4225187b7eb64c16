"""A number of a public register, with its check figures: SIREN, SIRET, RNA, social security, Belgian register."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _, gettext_lazy
from stdnum.be import nn as nn_numbers
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fr import nir as nir_numbers, siren as siren_numbers, siret as siret_numbers

from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.association import read_rna
from parvis.forms.fields.text import OneLine
from parvis.forms.registry import (
    Asked,
    Example,
    FieldOptions,
    Reading,
    Typed,
    WidgetParams,
    Wrong,
    field_type,
)

Scheme = Literal["siren", "siret", "rna", "nir", "nrn_be"]

_NOISE = re.compile(r"[\s.\-\u2010-\u2015/]+")


def _rna(number: str) -> str:
    found = read_rna(number)
    if found is None:
        raise NotValid
    return found


@dataclass(frozen=True, slots=True)
class _Register:
    """One register. groups: how people read the number; shape: as JSON Schema says it."""

    validate: Callable[[str], str]
    groups: tuple[int, ...]
    shape: str
    hint: Any


_REGISTERS: dict[str, _Register] = {
    "siren": _Register(siren_numbers.validate, (3, 3, 3), "^[0-9]{9}$", gettext_lazy("9 figures, like 552 008 443")),
    "siret": _Register(
        siret_numbers.validate, (3, 3, 3, 5), "^[0-9]{14}$", gettext_lazy("14 figures: the SIREN, then 5 figures")
    ),
    "rna": _Register(_rna, (10,), "^W[0-9][0-9AB][0-9]{7}$", gettext_lazy("W and nine figures, like W594001234")),
    # Répertoire national d'identification des personnes physiques (décret 82-103); 2A and 2B for Corsica
    "nir": _Register(
        nir_numbers.validate,
        (1, 2, 2, 2, 3, 3, 2),
        "^[0-9]{5}[0-9][0-9AB][0-9]{8}$",
        gettext_lazy("15 figures, on the carte Vitale"),
    ),
    # Royal decree of 3 April 1984 on the identification number of the national register
    "nrn_be": _Register(
        nn_numbers.validate,
        (2, 2, 2, 3, 2),
        "^[0-9]{11}$",
        gettext_lazy("11 figures, on the back of the Belgian identity card"),
    ),
}


class IdentifierOptions(FieldOptions):
    scheme: Scheme
    """Which register the number is of."""


@field_type
class Identifier(OneLine[IdentifierOptions]):
    name = "identifier"
    title = LocalizedText(fr="Numéro d’un répertoire (SIREN, SIRET, RNA…)", en="Number of a register (SIREN, SIRET…)")
    Options = IdentifierOptions
    index = {"": IndexKind.CODE}
    live = "compact"
    examples = (
        Example({"": ["552 008 443"]}, "552008443", {"scheme": "siren"}, text="552\u00a0008\u00a0443"),
        Example({"": ["356 000 000 49837"]}, "35600000049837", {"scheme": "siret"}),
        Example({"": ["w2b1001234"]}, "W2B1001234", {"scheme": "rna"}, text="W2B1001234"),
        Example({"": ["2 95 10 99 126 111 93"]}, "295109912611193", {"scheme": "nir"}),
        Example({"": ["85.07.30-033.28"]}, "85073003328", {"scheme": "nrn_be"}, text="85.07.30-033.28"),
    )
    wrong = (
        Wrong({"": ["552 008 444"]}, options={"scheme": "siren"}),
        Wrong({"": ["552 008 44"]}, options={"scheme": "siren"}),
        Wrong({"": ["552 008 443"]}, options={"scheme": "siret"}),
        Wrong({"": ["A594001234"]}, options={"scheme": "rna"}),
        Wrong({"": ["2 95 10 99 126 111 92"]}, options={"scheme": "nir"}),
        Wrong({"": ["85.07.30-033.29"]}, options={"scheme": "nrn_be"}),
        Wrong({"": ["1" * 500]}, options={"scheme": "nrn_be"}),
    )

    def read(self, typed: Typed, asked: Asked[IdentifierOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        number = _NOISE.sub("", unicodedata.normalize("NFKC", text[:60])).upper()
        register = _REGISTERS[asked.options.scheme]
        if not re.fullmatch(register.shape.strip("^$"), number):
            return Reading(errors={"": _("This number has another form: %(form)s") % {"form": register.hint}})
        try:
            return Reading(str(register.validate(number)))
        except NotValid:
            return Reading(errors={"": _("This number does not exist: one of its figures must be wrong")})

    def typed(self, value: JsonValue, asked: Asked[IdentifierOptions]) -> dict[str, list[str]]:
        return {"": [self.text(value, asked).replace("\u00a0", " ")]}

    def widget(self, w: WidgetParams) -> str:
        register = _REGISTERS[w.asked.options.scheme]
        return w.sole_input(
            classes="govuk-input--width-20", spellcheck=False, autocomplete="off", hint_else=str(register.hint)
        )

    def text(self, value: JsonValue, asked: Asked[IdentifierOptions]) -> str:
        if asked.options.scheme == "nrn_be":
            return str(nn_numbers.format(value))
        parts, at = [], 0
        for size in _REGISTERS[asked.options.scheme].groups:
            parts.append(value[at : at + size])
            at += size
        return "\u00a0".join(part for part in [*parts, value[at:]] if part)

    def cells(self, value: JsonValue, asked: Asked[IdentifierOptions]) -> list[str | int | None]:
        return [value]

    def schema(self, asked: Asked[IdentifierOptions]) -> dict[str, Any]:
        return {"type": "string", "pattern": _REGISTERS[asked.options.scheme].shape}
