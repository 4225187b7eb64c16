"""Yes or no."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from parvis.expressions.api import Kind
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
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


@field_type
class YesNo(FieldType[FieldOptions]):
    name = "yes_no"
    title = LocalizedText(fr="Oui ou non", en="Yes or no")
    shape = bool
    kind = Kind.BOOLEAN
    index = {"": IndexKind.YES}
    live = "boolean"
    examples = (Example({"": ["yes"]}, True, text="Oui"), Example({"": ["no"]}, False, text="Non"))
    wrong = (Wrong({"": ["maybe"]}),)

    def read(self, typed: Typed, asked: Asked[FieldOptions]) -> Reading:
        answer = first(typed)
        if not answer:
            return Reading()
        if answer not in ("yes", "no"):
            return Reading(errors={"": _("Choose yes or no")})
        return Reading(answer == "yes")

    def typed(self, value: JsonValue, asked: Asked[FieldOptions]) -> dict[str, list[str]]:
        return {"": ["yes" if value else "no"]}

    def widget(self, w: WidgetParams) -> str:
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
                    {"value": "yes", "text": _("Yes"), "attributes": w.chosen("", "yes")},
                    {"value": "no", "text": _("No"), "attributes": w.chosen("", "no")},
                ],
            },
        )

    def text(self, value: JsonValue, asked: Asked[FieldOptions]) -> str:
        return _("Yes") if value else _("No")

    def schema(self, asked: Asked[FieldOptions]) -> dict[str, Any]:
        return {"type": "boolean"}

    def erased(self, value: JsonValue) -> JsonValue:
        return value
