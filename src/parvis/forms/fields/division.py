"""A country, a département or a region, chosen in its whole list: INSEE's codes. A group of communes (EPCI), found by
its name among 1,300: its SIREN.
"""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.domain.widgets import macro
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
from parvis.territory.api import countries, divisions, groups

ABROAD = "99"
MOST_OFFERED = 8
LONGEST = 120


class DivisionOptions(FieldOptions):
    of: Literal["country", "department", "region", "epci"] = "department"
    abroad: bool = False
    """Whether somebody who lives in no département of France may say so (99)."""


def listed(options: DivisionOptions, language: str) -> dict[str, str]:
    """What is offered: labels by code."""
    if options.of == "country":
        return {one.code: one.into(language) for one in countries.listed(language)}
    if options.of == "region":
        return divisions.regions()
    if options.of == "epci":
        return groups.named()
    found = {code: f"{code}\u00a0– {name}" for code, name in divisions.departments().items()}
    return {**found, ABROAD: f"{ABROAD}\u00a0– " + _("Abroad")} if options.abroad else found


def _group(text: str, choice: str) -> Reading:
    """The group of communes that was named, or chosen among those that a name may mean."""
    if groups.named().get(choice) == text:
        return Reading(choice)
    offered = groups.search(text, MOST_OFFERED + 1) if len(text) <= LONGEST else {}
    if choice in offered:
        return Reading(choice)
    if len(offered) == 1:
        return Reading(next(iter(offered)))
    if not offered:
        return Reading(errors={"": _("No group of communes has this name: check it")})
    if len(offered) > MOST_OFFERED:
        return Reading(errors={"": _("Many groups of communes match: write more of the name, or choose one of these")})
    return Reading(errors={"": _("Several groups of communes match: choose the right one")})


@field_type
class Division(FieldType[DivisionOptions]):
    name = "division"
    title = LocalizedText(fr="Pays, région, département ou EPCI", en="Country, region, département or EPCI")
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
        Example({"": ["dunkerque"]}, "245900428", {"of": "epci"}, text="CU de Dunkerque"),
        Example({"": ["flandre"], "choice": ["200040954"]}, "200040954", {"of": "epci"}),
        Example({"": ["245900428"]}, "245900428", {"of": "epci"}),
    )
    wrong = (
        Wrong({"": ["20"]}),
        Wrong({"": ["Nord"]}),
        Wrong({"": ["99"]}),
        Wrong({"": ["59"]}, options={"of": "region"}),
        Wrong({"": ["BE"]}, options={"of": "country"}),
        Wrong({"": ["Trifouillis"]}, options={"of": "epci"}),
        Wrong({"": ["flandre"], "choice": ["59183"]}, options={"of": "epci"}),
        Wrong({"": ["x" * 121]}, options={"of": "epci"}),
    )

    def parts(self, options: DivisionOptions) -> tuple[str, ...]:
        return ("", "choice") if options.of == "epci" else ("",)

    def variable(self, options: DivisionOptions) -> Variable | None:
        return Variable(Kind.CHOICE, choices=tuple(listed(options, "fr")))

    def read(self, typed: Typed, asked: Asked[DivisionOptions]) -> Reading:
        value = first(typed)
        if not value:
            return Reading()
        if asked.options.of == "epci":
            return _group(value, first(typed, "choice"))
        if value not in listed(asked.options, asked.language):
            return Reading(errors={"": _("Choose one of the answers offered")})
        return Reading(value)

    def typed(self, value: JsonValue, asked: Asked[DivisionOptions]) -> dict[str, list[str]]:
        if asked.options.of == "epci":
            return {"": [groups.named().get(value, value)], "choice": [value]}
        return {"": [value]}

    def widget(self, w: WidgetParams) -> str:
        if w.asked.options.of == "epci":
            hint = _("Its name, or a part of it: the name of the largest commune, for example")
            return w.sole_input(autocomplete="off", spellcheck=False, hint_else=hint) + w.late("choice")
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

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[DivisionOptions]) -> Markup:
        text, choice = first(typed), first(typed, "choice")
        name = Markup('<input type="hidden" name="{}-choice" value="{}">')
        if choice and groups.named().get(choice) == text:
            return name.format(html_id, choice)
        offered = groups.search(text, MOST_OFFERED) if len(text) <= LONGEST else {}
        if len(offered) < 2:
            return Markup()
        return Markup(  # noqa: S704 - made by the macro, which escapes
            macro("radios")(
                {
                    "idPrefix": f"{html_id}-choice",
                    "name": f"{html_id}-choice",
                    "classes": "govuk-radios--small",
                    "fieldset": {"legend": {"text": _("Which one do you mean?")}},
                    "items": [{"value": code, "text": text} for code, text in offered.items()],
                }
            )
        )

    def text(self, value: JsonValue, asked: Asked[DivisionOptions]) -> str:
        return listed(asked.options, asked.language).get(value, str(value))

    def cells(self, value: JsonValue, asked: Asked[DivisionOptions]) -> list[str | int | None]:
        return [None if value is None else self.text(value, asked)]

    def schema(self, asked: Asked[DivisionOptions]) -> dict[str, Any]:
        if asked.options.of == "epci":
            return {"type": "string", "pattern": "^[0-9]{9}$"}
        return {"type": "string", "enum": list(listed(asked.options, asked.language))}

    def erased(self, value: JsonValue) -> JsonValue:
        return value
