"""A commune of France, found by name, postcode or INSEE code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from markupsafe import Markup
from typing_extensions import TypedDict

from parvis.expressions.api import Kind, Sense, Variable
from parvis.forms.data import Column, IndexKind, JsonValue, LocalizedText
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
from parvis.territory.api import communes, organisations
from parvis.territory.data import Commune as Found

MOST_OFFERED = 8
LONGEST = 100

_WITH_CODE = re.compile(r"(.+?)\s*\(([0-9AB]{5})\)")


class CommuneValue(TypedDict):
    insee: str
    name: str


class CommuneOptions(FieldOptions):
    among: Literal["france", "territory"] = "france"
    former: bool = False
    """Whether communes that no longer exist may be named: for a place of birth."""
    own: bool = False
    """Whether it is where the person who answers lives."""


def shown(commune: Found) -> str:
    code = commune.postcodes[0] if commune.postcodes else commune.insee
    return f"{commune.name} ({code})"


def _possible(commune: Found, options: CommuneOptions) -> bool:
    if commune.kind != "commune" and not options.former:
        return False
    return options.among == "france" or organisations.by_insee(commune.insee) is not None


def chosen(text: str, insee: str, options: CommuneOptions) -> Found | None:
    """The commune of an earlier choice, when its text was left as it is: no search is needed then."""
    commune = communes.get(insee) if re.fullmatch(r"[0-9][0-9AB][0-9]{3}", insee) else None
    return commune if commune and text == shown(commune) and _possible(commune, options) else None


def candidates(text: str, options: CommuneOptions) -> list[Found]:
    """Communes that `text` may mean, best first; one alone where it leaves no doubt."""
    if len(text) > LONGEST:
        return []
    name, code = text, ""
    if found := _WITH_CODE.fullmatch(text):
        name, code = found[1], found[2]
    many = 200 if code or options.among == "territory" else MOST_OFFERED + 1
    offered = communes.search(name, many, former=options.former)
    exactly = communes.get(text) if re.fullmatch(r"[0-9][0-9ABab][0-9]{3}", text) else None
    if exactly and exactly not in offered:
        offered.insert(0, exactly)
    offered = [one for one in offered if _possible(one, options) and code in ("", one.insee, *one.postcodes)]
    wanted = communes.searchable(name)
    same = [one for one in offered if communes.searchable(one.name) == wanted]
    return same if len(same) == 1 else offered


def understood(text: str, choice: str, options: CommuneOptions) -> tuple[Found | None, str]:
    """The commune that was meant, or None and what to say. `choice`: the INSEE code chosen among those offered."""
    if kept := chosen(text, choice, options):
        return kept, ""
    offered = candidates(text, options)
    found = next((one for one in offered if one.insee == choice), None)
    if found is None and len(offered) == 1:
        found = offered[0]
    if found is not None:
        return found, ""
    if not offered:
        if options.among == "territory":
            return None, _("No commune of the territory has this name or postcode: check it")
        return None, _("No commune has this name or postcode: check it")
    if len(offered) > MOST_OFFERED:
        return None, _("Many communes match: write the whole name, or choose one of these")
    return None, _("Several communes match: choose the right one")


def offer(text: str, choice: str, html_id: str, options: CommuneOptions) -> Markup:
    """Below the input: the choice among what the text may mean, or the hidden mark of what was chosen."""
    if chosen(text, choice, options):
        return Markup('<input type="hidden" name="{}-choice" value="{}">').format(html_id, choice)
    offered = candidates(text, options)[:MOST_OFFERED] if text else []
    if len(offered) < 2:
        return Markup()
    return Markup(  # noqa: S704 - made by the macro, which escapes
        macro("radios")(
            {
                "idPrefix": f"{html_id}-choice",
                "name": f"{html_id}-choice",
                "classes": "govuk-radios--small",
                "fieldset": {"legend": {"text": _("Which commune do you mean?")}},
                "items": [{"value": one.insee, "text": shown(one)} for one in offered],
            }
        )
    )


@field_type
class Commune(FieldType[CommuneOptions]):
    name = "commune"
    title = LocalizedText(fr="Commune", en="Commune")
    Options = CommuneOptions
    shape = CommuneValue
    kind = None
    senses: ClassVar[Mapping[str, Sense]] = {"insee": Sense.COMMUNE}
    index = {"name": IndexKind.TEXT, "insee": IndexKind.CODE}
    live = "none"
    prefill = ("person.commune",)
    examples = (
        Example({"": ["gravelines"]}, {"insee": "59273", "name": "Gravelines"}, text="Gravelines (59820)"),
        Example({"": ["59183"]}, {"insee": "59183", "name": "Dunkerque"}),
        Example({"": ["Saint-Denis (97400)"]}, {"insee": "97411", "name": "Saint-Denis"}, {"own": True}),
        Example({"": ["st denis"], "choice": ["93066"]}, {"insee": "93066", "name": "Saint-Denis"}),
    )
    wrong = (
        Wrong({"": ["Trifouillis"]}),
        Wrong({"": ["59140"]}),
        Wrong({"": ["Saint-Denis"], "choice": ["59183"]}),
        Wrong({"": ["x" * 101]}),
    )

    def parts(self, options: CommuneOptions) -> tuple[str, ...]:
        return ("", "choice")

    def subvariables(self, options: CommuneOptions) -> Mapping[str, Variable]:
        return {"insee": Variable(Kind.TEXT), "name": Variable(Kind.TEXT)}

    def read(self, typed: Typed, asked: Asked[CommuneOptions]) -> Reading:
        text, choice = first(typed), first(typed, "choice")
        if not text:
            return Reading()
        found, message = understood(text, choice, asked.options)
        return Reading({"insee": found.insee, "name": found.name}) if found else Reading(errors={"": message})

    def typed(self, value: JsonValue, asked: Asked[CommuneOptions]) -> dict[str, list[str]]:
        commune = communes.get(value["insee"])
        # one that the register no longer has keeps the name under which it was chosen
        text = shown(commune) if commune and commune.insee == value["insee"] else value["name"]
        return {"": [text], "choice": [value["insee"]]}

    def widget(self, w: WidgetParams) -> str:
        entry = w.sole_input(
            autocomplete="address-level2" if w.asked.options.own else "off",
            spellcheck=False,
            hint_else=_("Name or postcode"),
        )
        return entry + w.late("choice")

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[CommuneOptions]) -> Markup:
        return offer(first(typed), first(typed, "choice"), html_id, asked.options)

    def text(self, value: JsonValue, asked: Asked[CommuneOptions]) -> str:
        return self.typed(value, asked)[""][0]

    def columns(self, asked: Asked[CommuneOptions]) -> list[Column]:
        return [
            Column(f"{asked.id}.insee", asked.label + " – " + _("INSEE code")),
            Column(f"{asked.id}.name", asked.label + " – " + _("name")),
        ]

    def cells(self, value: JsonValue, asked: Asked[CommuneOptions]) -> list[str | int | None]:
        return [value["insee"], value["name"]] if value else [None, None]

    def schema(self, asked: Asked[CommuneOptions]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "insee": {"type": "string", "pattern": "^[0-9][0-9AB][0-9]{3}$"},
                "name": {"type": "string", "minLength": 1, "maxLength": LONGEST},
            },
            "required": ["insee", "name"],
            "additionalProperties": False,
        }

    def erased(self, value: JsonValue) -> JsonValue:
        return value
