"""Several choices."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _, ngettext
from pydantic import Field as Constrained, model_validator

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import Column, IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import MOST_VALUES
from parvis.forms.fields.choice import Choices, items
from parvis.forms.registry import Asked, Example, FieldType, Reading, Typed, WidgetParams, Wrong, field_type


class SeveralOptions(Choices):
    min: int = Constrained(default=0, ge=0, le=500)
    """Least number of choices, once the question is answered."""
    max: int | None = Constrained(default=None, ge=1, le=500)
    none_of_them: str | None = None
    """The value that excludes all others ("none of these")."""

    @model_validator(mode="after")
    def _possible(self) -> SeveralOptions:
        if self.min > len(self.choices) or (self.max is not None and self.max < self.min):
            raise ValueError("min and max can’t be met with these choices")
        if self.none_of_them is not None and all(choice.value != self.none_of_them for choice in self.choices):
            raise ValueError("none_of_them is not the value of a choice")
        return self


_EXAMPLE: dict[str, Any] = {
    "choices": [
        {"value": "tables", "label": {"fr": "Tables", "en": "Tables"}},
        {"value": "barriers", "label": {"fr": "Barrières", "en": "Barriers"}},
        {"value": "none", "label": {"fr": "Aucun", "en": "None"}},
    ],
    "none_of_them": "none",
}


@field_type
class SeveralChoices(FieldType[SeveralOptions]):
    name = "choices"
    title = LocalizedText(fr="Plusieurs choix", en="Several choices")
    Options = SeveralOptions
    shape = list[str]
    kind = Kind.CHOICES
    index = {"": IndexKind.CHOICE}
    several = True
    live = "choices"
    examples = (
        Example({"": ["barriers", "tables"]}, ["tables", "barriers"], _EXAMPLE, text="Tables, Barrières"),
        Example({"": ["none"]}, ["none"], _EXAMPLE, text="Aucun"),
    )
    wrong = (
        Wrong({"": ["chairs"]}, options=_EXAMPLE),
        Wrong({"": ["tables", "none"]}, options=_EXAMPLE),
        Wrong({"": ["tables", "barriers"]}, options={**_EXAMPLE, "max": 1}),
        Wrong({"": ["tables"]}, options={**_EXAMPLE, "min": 2}),
    )

    def variable(self, options: SeveralOptions) -> Variable | None:
        return Variable(Kind.CHOICES, choices=tuple(choice.value for choice in options.choices))

    def read(self, typed: Typed, asked: Asked[SeveralOptions]) -> Reading:
        options = asked.options
        given = {value for value in list(typed.get("", ()))[:MOST_VALUES] if value}
        if not given:
            return Reading()
        chosen = [choice.value for choice in options.choices if choice.value in given]
        if len(chosen) != len(given):
            return Reading(errors={"": _("Choose among the answers offered")})
        if options.none_of_them in given:
            if len(given) == 1:
                return Reading(chosen)
            label = options.label(options.none_of_them or "", asked.language)
            return Reading(errors={"": _("Choose either “%(none)s” or other answers, not both") % {"none": label}})
        if options.max is not None and len(chosen) > options.max:
            message = ngettext("Choose %(max)d answer at most", "Choose %(max)d answers at most", options.max)
            return Reading(errors={"": message % {"max": options.max}})
        if len(chosen) < options.min:
            message = ngettext("Choose at least %(min)d answer", "Choose at least %(min)d answers", options.min)
            return Reading(errors={"": message % {"min": options.min}})
        return Reading(chosen)

    def typed(self, value: JsonValue, asked: Asked[SeveralOptions]) -> dict[str, list[str]]:
        return {"": list(value)}

    def widget(self, w: WidgetParams) -> str:
        options = w.asked.options
        boxes = items(w, options.choices)
        for box in boxes:
            if box["value"] == options.none_of_them:
                box["behaviour"] = "exclusive"
        return w.component(
            "checkboxes",
            {
                "idPrefix": w.id(),
                "name": w.id(),
                "fieldset": {"legend": w.legend()},
                "hint": w.hint("" if w.asked.hint else _("Several answers are possible")),
                "errorMessage": w.error(),
                "items": boxes,
            },
        )

    def text(self, value: JsonValue, asked: Asked[SeveralOptions]) -> str:
        return ", ".join(asked.options.label(one, asked.language) for one in value)

    def schema(self, asked: Asked[SeveralOptions]) -> dict[str, Any]:
        options = asked.options
        labels = [{"const": choice.value, "title": choice.label.into(asked.language)} for choice in options.choices]
        return {"type": "array", "items": {"oneOf": labels}, "uniqueItems": True, "minItems": 1}

    def columns(self, asked: Asked[SeveralOptions]) -> list[Column]:
        return [
            Column(f"{asked.id}.{choice.value}", f"{asked.label} – {choice.label.into(asked.language)}")
            for choice in asked.options.choices
        ]

    def cells(self, value: JsonValue, asked: Asked[SeveralOptions]) -> list[str | int | None]:
        return [None if value is None else int(choice.value in value) for choice in asked.options.choices]

    def erased(self, value: JsonValue) -> JsonValue:
        return value
