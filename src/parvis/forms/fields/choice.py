"""One choice among several."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Constrained, StringConstraints, model_validator

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import Definition, IndexKind, JsonValue, LocalizedText
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

MOST_RADIOS = 8
"""Beyond this many choices, a list takes less room than radio buttons."""


class Choice(Definition):
    value: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]
    """Stable: answers, conditions and exports hold it, never the label."""
    label: LocalizedText
    hint: LocalizedText | None = None


class Choices(FieldOptions):
    choices: tuple[Choice, ...] = Constrained(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _distinct(self) -> Choices:
        values = [choice.value for choice in self.choices]
        if len(values) != len(set(values)):
            raise ValueError("two choices have the same value")
        return self

    def label(self, value: str, language: str) -> str:
        """The label of a value; the value itself where an older revision offered it and this one does not."""
        for choice in self.choices:
            if choice.value == value:
                return choice.label.into(language)
        return value


class ChoiceOptions(Choices):
    look: Literal["auto", "radios", "list"] = "auto"

    def as_list(self) -> bool:
        return self.look == "list" or (self.look == "auto" and len(self.choices) > MOST_RADIOS)


def items(w: WidgetParams, choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """Radio buttons or boxes for the component library."""
    language = w.asked.language
    return [
        {
            "value": choice.value,
            "text": choice.label.into(language),
            "hint": {"text": choice.hint.into(language)} if choice.hint else None,
            "attributes": w.chosen("", choice.value),
        }
        for choice in choices
    ]


_EXAMPLE = {
    "choices": [
        {"value": "1", "label": {"fr": "Groupe 1 : sans alcool", "en": "Group 1: no alcohol"}},
        {"value": "3", "label": {"fr": "Groupe 3 : vin, bière, cidre", "en": "Group 3: wine, beer, cider"}},
    ]
}


@field_type
class OneChoice(FieldType[ChoiceOptions]):
    name = "choice"
    title = LocalizedText(fr="Un choix", en="One choice")
    Options = ChoiceOptions
    shape = str
    kind = Kind.CHOICE
    index = {"": IndexKind.CHOICE}
    live = "choice"
    examples = (
        Example({"": ["3"]}, "3", _EXAMPLE, text="Groupe 3 : vin, bière, cidre"),
        Example({"": ["1"]}, "1", {**_EXAMPLE, "look": "list"}),
    )
    wrong = (Wrong({"": ["4"]}, options=_EXAMPLE), Wrong({"": ["Groupe 1"]}, options=_EXAMPLE))

    def variable(self, options: ChoiceOptions) -> Variable | None:
        return Variable(Kind.CHOICE, choices=tuple(choice.value for choice in options.choices))

    def read(self, typed: Typed, asked: Asked[ChoiceOptions]) -> Reading:
        value = first(typed)
        if not value:
            return Reading()
        if not any(choice.value == value for choice in asked.options.choices):
            return Reading(errors={"": _("Choose one of the answers offered")})
        return Reading(value)

    def typed(self, value: JsonValue, asked: Asked[ChoiceOptions]) -> dict[str, list[str]]:
        return {"": [value]}

    def widget(self, w: WidgetParams) -> str:
        options = w.asked.options
        if not options.as_list():
            return w.component(
                "radios",
                {
                    "idPrefix": w.id(),
                    "name": w.id(),
                    "fieldset": {"legend": w.legend()},
                    "hint": w.hint(),
                    "errorMessage": w.error(),
                    "items": items(w, options.choices),
                },
            )
        entries: list[dict[str, Any]] = [{"value": "", "text": _("Choose")}]
        for choice in options.choices:
            label = choice.label.into(w.asked.language)
            attributes = w.chosen("", choice.value, "selected")
            entries.append({"value": choice.value, "text": label, "attributes": attributes})
        return w.component(
            "select",
            {
                "id": w.id(),
                "name": w.id(),
                "label": w.label(),
                "hint": w.hint(),
                "errorMessage": w.error(),
                "items": entries,
            },
        )

    def text(self, value: JsonValue, asked: Asked[ChoiceOptions]) -> str:
        return asked.options.label(value, asked.language)

    def schema(self, asked: Asked[ChoiceOptions]) -> dict[str, Any]:
        return {
            "oneOf": [
                {"const": choice.value, "title": choice.label.into(asked.language)} for choice in asked.options.choices
            ]
        }

    def erased(self, value: JsonValue) -> JsonValue:
        return value
