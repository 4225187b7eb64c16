"""One box to tick: an agreement, a declaration. Its label is the sentence beside the box; required: it must be ticked.

An empty box is no answer, so that nothing says "no" in someone's name; a question with two answers is `yes_no`.
"""

from __future__ import annotations

from typing import Any, Literal

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
class Checkbox(FieldType[FieldOptions]):
    name = "checkbox"
    title = LocalizedText(fr="Case à cocher", en="Box to tick")
    shape = Literal[True]
    kind = Kind.BOOLEAN
    index = {"": IndexKind.YES}
    live = "ticked"
    examples = (Example({"": ["yes"]}, True, text="Oui"),)
    wrong = (Wrong({"": ["maybe"]}), Wrong({"": ["true"]}))

    def read(self, typed: Typed, asked: Asked[FieldOptions]) -> Reading:
        answer = first(typed)
        if not answer:
            return Reading()
        if answer != "yes":
            return Reading(errors={"": _("Tick the box, or leave it empty")})
        return Reading(True)

    def typed(self, value: JsonValue, asked: Asked[FieldOptions]) -> dict[str, list[str]]:
        return {"": ["yes"]}

    def widget(self, w: WidgetParams) -> str:
        return w.component(
            "checkboxes",
            {
                "idPrefix": w.id(),
                "name": w.id(),
                "hint": w.hint(),
                "errorMessage": w.error(),
                "items": [{"value": "yes", "html": w.label()["html"], "attributes": w.chosen("", "yes")}],
            },
        )

    def text(self, value: JsonValue, asked: Asked[FieldOptions]) -> str:
        return _("Yes")

    def schema(self, asked: Asked[FieldOptions]) -> dict[str, Any]:
        return {"const": True}

    def erased(self, value: JsonValue) -> JsonValue:
        return value
