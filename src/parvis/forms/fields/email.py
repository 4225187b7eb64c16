"""An e-mail address."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.forms.data import JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.text import OneLine
from parvis.forms.registry import Asked, Example, FieldOptions, Reading, Typed, WidgetParams, Wrong, field_type

LONGEST = 254
"""Characters of an address at most (RFC 5321 § 4.5.3.1.3, less its angle brackets)."""

_valid = EmailValidator()


def mend(text: str) -> str | None:
    """What is wrong with an e-mail address, in words that say how to mend it; None when it is fine."""
    local, at, domain = text.rpartition("@")
    if not at:
        return _("An e-mail address has an @, like nom@exemple.fr")
    if not local:
        return _("Something is missing before the @: like nom@exemple.fr")
    if " " in text:
        return _("Remove the spaces from the e-mail address")
    if "@" in local:
        return _("An e-mail address has only one @, like nom@exemple.fr")
    if "." not in domain:
        return _("The end of the e-mail address is missing: like .fr or .com")
    if len(text) > LONGEST:
        return _("This e-mail address is too long: check it")
    try:
        _valid(text)
    except ValidationError:
        return _("Check the e-mail address: it looks like nom@exemple.fr")
    return None


class EmailOptions(FieldOptions):
    own: bool = True
    """Whether it is the address of the person who answers (the browser may then fill it in)."""


@field_type
class Email(OneLine[EmailOptions]):
    name = "email"
    title = LocalizedText(fr="Adresse électronique", en="E-mail address")
    Options = EmailOptions
    prefill = ("person.email",)
    examples = (
        Example({"": [" Amina.Benali@Exemple.FR "]}, "Amina.Benali@exemple.fr", text="Amina.Benali@exemple.fr"),
        Example({"": ["o'neil+mairie@exemple.org"]}, "o'neil+mairie@exemple.org", {"own": False}),
    )
    wrong = (
        Wrong({"": ["amina"]}),
        Wrong({"": ["amina@"]}),
        Wrong({"": ["@exemple.fr"]}),
        Wrong({"": ["amina@exemple"]}),
        Wrong({"": ["amina benali@exemple.fr"]}),
        Wrong({"": ["amina@@exemple.fr"]}),
        Wrong({"": ["amina@exemple,fr"]}),
        Wrong({"": ["a" * 250 + "@exemple.fr"]}),
    )

    def read(self, typed: Typed, asked: Asked[EmailOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        message = mend(text)
        if message:
            return Reading(errors={"": message})
        local, _at, domain = text.rpartition("@")
        return Reading(f"{local}@{unicodedata.normalize('NFKC', domain).lower()}")

    def widget(self, w: WidgetParams) -> str:
        return w.sole_input(
            type="email",
            spellcheck=False,
            autocapitalize="none",
            autocomplete="email" if w.asked.options.own else "off",
        )

    def html(self, value: JsonValue, asked: Asked[EmailOptions]) -> Markup:
        return Markup('<a class="govuk-link" href="mailto:{0}">{0}</a>').format(value)

    def schema(self, asked: Asked[EmailOptions]) -> dict[str, Any]:
        return {"type": "string", "format": "idn-email", "maxLength": LONGEST}
