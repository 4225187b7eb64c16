"""A telephone number, kept as E.164 (ITU-T)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.text import OneLine
from parvis.forms.registry import Asked, Example, FieldOptions, Reading, Typed, WidgetParams, Wrong, field_type

OVERSEAS = {
    **dict.fromkeys(("0262", "0263", "0269", "0639", "0692", "0693"), "262"),
    **dict.fromkeys(("0590", "0690", "0691"), "590"),
    **dict.fromkeys(("0594", "0694"), "594"),
    **dict.fromkeys(("0596", "0696", "0697"), "596"),
    "0508": "508",
}
"""Country code by the first four digits of overseas numbers (national numbering plan, ARCEP decision 2018-0881)."""

_NOISE = re.compile(r"[\s().\-/_\u2010-\u2015]+")


def normalised(text: str) -> str | None:
    """The number as E.164, read as one dialled in France unless it begins with + or 00; None when there is none such.

    French numbers are read here; the library of all plans (several MB) is loaded only for the others.
    """
    digits = _NOISE.sub("", unicodedata.normalize("NFKC", text).replace("(0)", ""))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+33"):
        digits = "0" + digits[3:].removeprefix("0")
    if re.fullmatch(r"0[1-9][0-9]{8}", digits):
        # 06 39 98 is not Mayotte's: ARCEP keeps it for works of fiction
        code = "33" if digits.startswith("063998") else OVERSEAS.get(digits[:4], "33")
        return f"+{code}{digits[1:]}"
    if re.fullmatch(r"\+[0-9]{12}", digits) and OVERSEAS.get(f"0{digits[4:7]}") == digits[1:4]:
        return digits
    if not re.fullmatch(r"\+[0-9]{6,15}", digits):
        return None
    import phonenumbers  # loaded late: several MB that most processes never need

    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def spaced(number: str) -> str:
    """An E.164 number as people of France write it, or with its country code when it is from elsewhere."""
    if re.fullmatch(r"\+33[0-9]{9}", number):
        return "\u00a0".join(("0" + number[3:])[i : i + 2] for i in range(0, 10, 2))
    if re.fullmatch(r"\+(262|590|594|596|508)[0-9]{9}", number):
        local = "0" + number[4:]
        return "\u00a0".join((local[:4], local[4:6], local[6:8], local[8:]))
    if not re.fullmatch(r"\+[0-9]{6,15}", number):
        return number
    import phonenumbers  # loaded late, as above

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:  # a plan that the library of today no longer knows
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)).replace(" ", "\u00a0")


class PhoneOptions(FieldOptions):
    own: bool = True
    """Whether it is the number of the person who answers."""


@field_type
class Phone(OneLine[PhoneOptions]):
    name = "phone"
    title = LocalizedText(fr="Téléphone", en="Telephone")
    Options = PhoneOptions
    index = {"": IndexKind.CODE}
    prefill = ("person.phone",)
    examples = (
        Example({"": ["0692-12.34 56"]}, "+262692123456", text="0692\u00a012\u00a034\u00a056"),
        Example({"": ["06 39 98 12 34"]}, "+33639981234"),
        Example({"": ["06 12 34 56 78"]}, "+33612345678", text="06\u00a012\u00a034\u00a056\u00a078"),
        Example({"": ["+33 (0)3 28 26 26 26"]}, "+33328262626", text="03\u00a028\u00a026\u00a026\u00a026"),
        Example({"": ["0032 2 501 02 11"]}, "+3225010211"),
    )
    wrong = (
        Wrong({"": ["06 12 34 56"]}),
        Wrong({"": ["appelez-moi"]}),
        Wrong({"": ["+999 12345678"]}),
        Wrong({"": ["061234567890"]}),
    )

    def read(self, typed: Typed, asked: Asked[PhoneOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        number = normalised(text) if len(text) <= 40 else None
        if number is None:
            return Reading(
                errors={
                    "": _("Give a telephone number of ten digits, like 06 12 34 56 78, or with its country code: +32…")
                }
            )
        return Reading(number)

    def typed(self, value: JsonValue, asked: Asked[PhoneOptions]) -> dict[str, list[str]]:
        return {"": [spaced(value).replace("\u00a0", " ")]}

    def widget(self, w: WidgetParams) -> str:
        return w.sole_input(
            type="tel",
            inputmode="tel",
            classes="govuk-input--width-20",
            autocomplete="tel" if w.asked.options.own else "off",
        )

    def text(self, value: JsonValue, asked: Asked[PhoneOptions]) -> str:
        return spaced(value)

    def html(self, value: JsonValue, asked: Asked[PhoneOptions]) -> Markup:
        return Markup('<a class="govuk-link" href="tel:{}">{}</a>').format(value, spaced(value))

    def schema(self, asked: Asked[PhoneOptions]) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\+[1-9][0-9]{5,14}$"}
