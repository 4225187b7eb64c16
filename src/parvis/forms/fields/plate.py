"""A vehicle's registration number, kept in one way of writing: AB-123-CD, or 123 ABC 59 for one from before 2009."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from parvis.forms.data import IndexKind, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.text import OneLine
from parvis.forms.registry import Asked, Example, FieldOptions, Reading, Typed, WidgetParams, Wrong, field_type

_NOISE = re.compile(r"[\s.\-\u2010-\u2015/_]+")
_LETTERS = "A-HJ-NP-TV-Z"  # I, O and U are never used: they look like 1, 0 and V
_SIV = re.compile(rf"([{_LETTERS}]{{2}})([0-9]{{3}})([{_LETTERS}]{{2}})")
_FNI = re.compile(r"([1-9][0-9]{0,3})([A-HJ-NP-Z]{1,3})(2A|2B|0[1-9]|[1-8][0-9]|9[0-5]|97[1-8])")
_FOREIGN = re.compile(r"[A-Z0-9]{2,10}")


class PlateOptions(FieldOptions):
    foreign: bool = False
    """Whether a number of another country is accepted as well."""
    provisional: bool = True
    """Whether a provisional number (WW-123-AA, four months) is accepted."""


def read_plate(text: str, *, provisional: bool = True) -> str | None:
    """A French registration number in its one way of writing, or None.

    Source: arrêté du 9 février 2009 on registration, annexes: two letters, three figures from 001, two letters,
    without I, O, U nor the pair SS; WW begins provisional numbers. Before: figures, letters, département (Corsica: 2A,
    2B).
    """
    compact = _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
    if found := _SIV.fullmatch(compact):
        left, number, right = found.groups()
        barred = number == "000" or "SS" in (left, right) or (left == "WW" and not provisional)
        return None if barred else f"{left}-{number}-{right}"
    if found := _FNI.fullmatch(compact):
        return " ".join(found.groups())
    return None


@field_type
class Plate(OneLine[PlateOptions]):
    name = "plate"
    title = LocalizedText(fr="Plaque d’immatriculation", en="Registration plate")
    Options = PlateOptions
    index = {"": IndexKind.CODE}
    live = "plate"
    examples = (
        Example({"": ["ab 123 cd"]}, "AB-123-CD", text="AB-123-CD"),
        Example({"": ["AB-123-CD"]}, "AB-123-CD"),
        Example({"": ["ww123aa"]}, "WW-123-AA"),
        Example({"": ["123abc59"]}, "123 ABC 59"),
        Example({"": ["4521 QX 2a"]}, "4521 QX 2A", text="4521 QX 2A"),
        Example({"": ["12-AB-974"]}, "12 AB 974"),
        Example({"": ["1-abc-234"]}, "1ABC234", {"foreign": True}, text="1ABC234"),
        Example({"": ["zz 999 zz"]}, "ZZ-999-ZZ", {"foreign": True}),
    )
    wrong = (
        Wrong({"": ["AB-12-CD"]}),
        Wrong({"": ["AI-123-CD"]}),
        Wrong({"": ["AB-123-OU"]}),
        Wrong({"": ["SS-123-AB"]}),
        Wrong({"": ["AB-123-SS"]}),
        Wrong({"": ["AB-000-CD"]}),
        Wrong({"": ["WW-123-AA"]}, options={"provisional": False}),
        Wrong({"": ["0123 AB 59"]}),
        Wrong({"": ["123 ABC 96"]}),
        Wrong({"": ["123 ABC 00"]}),
        Wrong({"": ["1-ABC-234"]}),
        Wrong({"": ["A" * 11]}, options={"foreign": True}),
        Wrong({"": ["<b>1"]}, options={"foreign": True}),
        Wrong({"": ["Peugeot"]}),
    )

    def read(self, typed: Typed, asked: Asked[PlateOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        options = asked.options
        if len(text) <= 30:
            if found := read_plate(text, provisional=options.provisional):
                return Reading(found)
            compact = _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
            if options.foreign and _FOREIGN.fullmatch(compact) and any(c.isdigit() for c in compact):
                return Reading(compact)
        if options.foreign:
            return Reading(errors={"": _("Give the number as it is on the plate, in letters and figures: AB-123-CD")})
        return Reading(errors={"": _("A registration number is like AB-123-CD, or 123 ABC 59 before 2009: check it")})

    def widget(self, w: WidgetParams) -> str:
        return w.sole_input(
            classes="govuk-input--width-10",
            spellcheck=False,
            autocomplete="off",
            hint_else=_("For example AB-123-CD: in field A of the registration certificate"),
            attributes={"autocapitalize": "characters"},
        )

    def schema(self, asked: Asked[PlateOptions]) -> dict[str, Any]:
        if asked.options.foreign:
            return {"type": "string", "pattern": "^[A-Z0-9][A-Z0-9 -]{1,11}$"}
        return {"type": "string", "pattern": "^([A-Z]{2}-[0-9]{3}-[A-Z]{2}|[0-9]{1,4} [A-Z]{1,3} [0-9][0-9AB][0-9]?)$"}
