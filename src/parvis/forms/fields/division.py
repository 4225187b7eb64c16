"""A country, a département or a region, chosen in its whole list: INSEE's codes."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext as _

from parvis.expressions.api import Kind, Variable
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
from parvis.territory.api import countries, divisions

ABROAD = "99"


class DivisionOptions(FieldOptions):
    of: Literal["country", "department", "region"] = "department"
    abroad: bool = False
    """Whether somebody who lives in no département of France may say so (99)."""


def listed(options: DivisionOptions, language: str) -> dict[str, str]:
    """What is offered: labels by code."""
    if options.of == "country":
        return {one.code: one.into(language) for one in countries.listed(language)}
    if options.of == "region":
        return divisions.regions()
    found = {code: f"{code}\u00a0– {name}" for code, name in divisions.departments().items()}
    return {**found, ABROAD: f"{ABROAD}\u00a0– " + _("Abroad")} if options.abroad else found


@field_type
class Division(FieldType[DivisionOptions]):
    name = "division"
    title = LocalizedText(fr="Pays, département ou région", en="Country, département or region")
    Options = DivisionOptions
    shape = str
    kind = Kind.CHOICE
    index = {"": IndexKind.CODE}
    live = "choice"
    examples = (
        Example({"": ["59"]}, "59", text="59\u00a0– Nord"),
        Example({"": ["2A"]}, "2A", {"abroad": True}, text="2A\u00a0– Corse-du-Sud"),
        Example({"": ["99"]}, "99", {"abroad": True}),
        Example({"": ["32"]}, "32", {"of": "region"}, text="Hauts-de-France"),
        Example({"": ["99131"]}, "99131", {"of": "country"}, text="Belgique"),
    )
    wrong = (
        Wrong({"": ["20"]}),
        Wrong({"": ["Nord"]}),
        Wrong({"": ["99"]}),
        Wrong({"": ["59"]}, options={"of": "region"}),
        Wrong({"": ["BE"]}, options={"of": "country"}),
    )

    def variable(self, options: DivisionOptions) -> Variable | None:
        return Variable(Kind.CHOICE, choices=tuple(listed(options, "fr")))

    def read(self, typed: Typed, asked: Asked[DivisionOptions]) -> Reading:
        value = first(typed)
        if not value:
            return Reading()
        if value not in listed(asked.options, asked.language):
            return Reading(errors={"": _("Choose one of the answers offered")})
        return Reading(value)

    def typed(self, value: JsonValue, asked: Asked[DivisionOptions]) -> dict[str, list[str]]:
        return {"": [value]}

    def widget(self, w: WidgetParams) -> str:
        entries: list[dict[str, Any]] = [{"value": "", "text": _("Choose")}]
        for code, label in listed(w.asked.options, w.asked.language).items():
            entries.append({"value": code, "text": label, "attributes": w.chosen("", code, "selected")})
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

    def text(self, value: JsonValue, asked: Asked[DivisionOptions]) -> str:
        return listed(asked.options, asked.language).get(value, str(value))

    def cells(self, value: JsonValue, asked: Asked[DivisionOptions]) -> list[str | int | None]:
        return [None if value is None else self.text(value, asked)]

    def schema(self, asked: Asked[DivisionOptions]) -> dict[str, Any]:
        return {"type": "string", "enum": list(listed(asked.options, asked.language))}

    def erased(self, value: JsonValue) -> JsonValue:
        return value
