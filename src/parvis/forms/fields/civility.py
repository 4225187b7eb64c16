"""How somebody wishes to be addressed: Madame or Monsieur."""

from __future__ import annotations

import unicodedata
from typing import Any, Literal

from django.utils.translation import gettext as _, pgettext

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields.choice import Choice
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

CHOICES = (
    Choice(value="mrs", label=LocalizedText(fr="Madame", en="Mrs")),
    Choice(value="mr", label=LocalizedText(fr="Monsieur", en="Mr")),
)
#: as people and spreadsheets write them
_WRITTEN = {
    "mrs": "mrs", "madame": "mrs", "mme": "mrs", "mademoiselle": "mrs", "mlle": "mrs", "ms": "mrs", "f": "mrs",
    "mr": "mr", "monsieur": "mr", "m": "mr",
}  # fmt: skip


class CivilityOptions(FieldOptions):
    @property
    def choices(self) -> tuple[Choice, ...]:
        """The two forms of address, for whoever lists the choices of a question."""
        return CHOICES


@field_type
class Civility(FieldType[CivilityOptions]):
    name = "civility"
    title = LocalizedText(fr="Civilité", en="Title (Mrs, Mr)")
    Options = CivilityOptions
    shape = Literal["mrs", "mr"]
    kind = Kind.CHOICE
    index = {"": IndexKind.CHOICE}
    live = "choice"
    examples = (Example({"": ["mrs"]}, "mrs", text="Mme"), Example({"": ["mr"]}, "mr", text="M."))
    wrong = (Wrong({"": ["Dr"]}), Wrong({"": ["x" * 200]}))

    def variable(self, options: CivilityOptions) -> Variable | None:
        return Variable(Kind.CHOICE, choices=tuple(choice.value for choice in CHOICES))

    def read(self, typed: Typed, asked: Asked[CivilityOptions]) -> Reading:
        text = first(typed)
        if not text:
            return Reading()
        value = _WRITTEN.get(unicodedata.normalize("NFKC", text[:20]).casefold().rstrip("."))
        return Reading(value) if value else Reading(errors={"": _("Choose one of the answers offered")})

    def typed(self, value: JsonValue, asked: Asked[CivilityOptions]) -> dict[str, list[str]]:
        return {"": [value]}

    def widget(self, w: WidgetParams) -> str:
        language = w.asked.language
        return w.component(
            "radios",
            {
                "idPrefix": w.id(),
                "name": w.id(),
                "classes": "govuk-radios--inline",
                "fieldset": {"legend": w.legend()},
                "hint": w.hint(),
                "errorMessage": w.error(),
                "items": [
                    {
                        "value": choice.value,
                        "text": choice.label.into(language),
                        "attributes": w.chosen("", choice.value),
                    }
                    for choice in CHOICES
                ],
            },
        )

    def text(self, value: JsonValue, asked: Asked[CivilityOptions]) -> str:
        return pgettext("before a name", "Mrs") if value == "mrs" else pgettext("before a name", "Mr")

    def schema(self, asked: Asked[CivilityOptions]) -> dict[str, Any]:
        return {"oneOf": [{"const": choice.value, "title": choice.label.into(asked.language)} for choice in CHOICES]}
