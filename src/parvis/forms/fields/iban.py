"""A bank account's IBAN (ISO 13616): country, length and check figures (ISO 7064 mod 97-10) are checked."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import StringConstraints
from stdnum import iban as iban_numbers
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError as NotValid

from parvis.forms.data import JsonValue, LocalizedText
from parvis.forms.domain.typed import first
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

_NOISE = re.compile(r"[\s.\-\u2010-\u2015]+")


class IbanOptions(FieldOptions):
    countries: tuple[Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")], ...] = ()
    """Countries of accounts that may be given (ISO 3166-1 alpha-2); none: every country that has IBANs."""
    masked: bool = False
    """Whether readers see the ends alone: for cases in which nobody pays. Exports keep the whole number."""


def read_iban(text: str) -> tuple[str | None, str]:
    """An IBAN without spaces, or None and how to mend it."""
    number = _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper().removeprefix("IBAN")
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}", number):
        return None, _("An IBAN begins with two letters and two figures, like FR76: it is on your bank’s slip (RIB)")
    try:
        # without the lists of banks of some countries: they grow old, and would refuse an account that is right
        return str(iban_numbers.validate(number, check_country=False)), ""
    except InvalidLength:
        return None, _("This IBAN is too short or too long: check it")
    except InvalidChecksum:
        return None, _("This IBAN does not exist: one of its characters must be wrong")
    except NotValid:
        return None, _("No country has IBANs like this one: check it")


def grouped(number: str) -> str:
    """By four characters, as it is printed."""
    return "\u00a0".join(number[at : at + 4] for at in range(0, len(number), 4))


@field_type
class Iban(OneLine[IbanOptions]):
    name = "iban"
    title = LocalizedText(fr="Coordonnées bancaires (IBAN)", en="Bank account (IBAN)")
    Options = IbanOptions
    index = {}
    unindexed = "nobody is looked up by their bank account: it is read on the case itself (GDPR, article 5(1)(c))"
    live = "iban"
    examples = (
        Example(
            {"": ["FR76 3000 6000 0112 3456 7890 189"]},
            "FR7630006000011234567890189",
            text="FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
        ),
        Example({"": ["iban be68-5390-0754-7034"]}, "BE68539007547034"),
        Example(
            {"": ["fr14 2004 1010 0505 0001 3m02 606"]},
            "FR1420041010050500013M02606",
            {"masked": True, "countries": ["FR"]},
            text="FR14\u00a0…\u00a0606",
        ),
    )
    wrong = (
        Wrong({"": ["FR76 3000 6000 0112 3456 7890 188"]}),
        Wrong({"": ["FR76 3000 6000 0112 3456 7890 18"]}),
        Wrong({"": ["XX76 3000 6000 0112 3456 7890 189"]}),
        Wrong({"": ["12345678901"]}),
        Wrong({"": ["BE68 5390 0754 7034"]}, options={"countries": ["FR", "MC"]}),
        Wrong({"": ["FR76" * 100]}),
    )

    def read(self, typed: Typed, asked: Asked[IbanOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        number, message = read_iban(text[:60])
        if number is None:
            return Reading(errors={"": message})
        allowed = asked.options.countries
        if allowed and number[:2] not in allowed:
            shown = {"countries": ", ".join(allowed)}
            return Reading(errors={"": _("Give an account of these countries: %(countries)s") % shown})
        return Reading(number)

    def typed(self, value: JsonValue, asked: Asked[IbanOptions]) -> dict[str, list[str]]:
        return {"": [grouped(value).replace("\u00a0", " ")]}

    def widget(self, w: WidgetParams) -> str:
        return w.sole_input(
            classes="govuk-input--width-30",
            spellcheck=False,
            autocomplete="off",
            hint_else=_("On your bank’s slip (RIB): FR76 and 23 characters for an account in France"),
        )

    def text(self, value: JsonValue, asked: Asked[IbanOptions]) -> str:
        return f"{value[:4]}\u00a0…\u00a0{value[-3:]}" if asked.options.masked else grouped(value)

    def cells(self, value: JsonValue, asked: Asked[IbanOptions]) -> list[str | int | None]:
        return [value]

    def schema(self, asked: Asked[IbanOptions]) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}$"}
