"""The identity of a person, as civil status has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _, pgettext
from typing_extensions import TypedDict

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import Column, IndexKind, JsonValue, LocalizedText
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

LONGEST = 100

_APOSTROPHES = re.compile("[\u2018\u02bc\u00b4`']")


class Identity(TypedDict, total=False):
    title: str
    first_names: str
    family_name: str
    used_name: str


class PersonOptions(FieldOptions):
    ask_title: bool = False
    ask_used_name: bool = True
    own: bool = True
    """Whether it is the person who answers (the browser may then fill it in)."""


def straight(name: str) -> str:
    """A name with the one apostrophe of French typography, whatever was typed for it."""
    return _APOSTROPHES.sub("’", name)


def mend_name(name: str) -> str | None:
    """What is wrong with a name. Letters of any script, hyphens, apostrophes, points and spaces are names."""
    if len(name) > LONGEST:
        return _("This name is too long: %(max)d characters at most") % {"max": LONGEST}
    if any(unicodedata.category(c) in ("Nd", "Nl", "No") for c in name):
        return _("A name has no figures: check it")
    if not any(unicodedata.category(c).startswith("L") for c in name):
        return _("Write the name in letters")
    if any(unicodedata.category(c)[0] not in "LM" and c not in " -.,’·" for c in name):
        return _("A name has letters, hyphens and apostrophes only: remove the other signs")
    return None


@field_type
class Person(FieldType[PersonOptions]):
    name = "person"
    title = LocalizedText(fr="Identité d’une personne", en="Identity of a person")
    Options = PersonOptions
    shape = Identity
    kind = None
    index = {
        "first_names": IndexKind.TEXT,
        "family_name": IndexKind.TEXT,
        "used_name": IndexKind.TEXT,
        "title": IndexKind.CODE,
    }
    live = "parts"
    prefill = ("person.identity",)
    examples = (
        Example(
            {"first_names": ["Amina  Zohra"], "family_name": ["Benali"], "used_name": ["Deswarte-N'Diaye"]},
            {"first_names": "Amina Zohra", "family_name": "Benali", "used_name": "Deswarte-N’Diaye"},
            text="Amina Zohra Benali, nom d’usage\u00a0: Deswarte-N’Diaye",
        ),
        Example(
            {"title": ["mr"], "first_names": ["Jean"], "family_name": ["Łukasz-Őry"], "used_name": [""]},
            {"title": "mr", "first_names": "Jean", "family_name": "Łukasz-Őry"},
            {"ask_title": True},
            text="M. Jean Łukasz-Őry",
        ),
        Example(
            {"first_names": ["明"], "family_name": ["王"]}, {"first_names": "明", "family_name": "王"}, {"own": False}
        ),
    )
    wrong = (
        Wrong({"first_names": ["Amina"], "family_name": [""]}, "family_name"),
        Wrong({"first_names": [""], "family_name": ["Benali"]}, "first_names"),
        Wrong({"first_names": ["Amina"], "family_name": ["B3nali"]}, "family_name"),
        Wrong({"first_names": ["<b>"], "family_name": ["Benali"]}, "first_names"),
        Wrong({"first_names": ["--"], "family_name": ["Benali"]}, "first_names"),
        Wrong({"first_names": ["Amina"], "family_name": ["B" * 101]}, "family_name"),
        Wrong({"first_names": ["Jean"], "family_name": ["Dupont"], "title": ["Dr"]}, "title", {"ask_title": True}),
    )

    def parts(self, options: PersonOptions) -> tuple[str, ...]:
        title = ("title",) if options.ask_title else ()
        used = ("used_name",) if options.ask_used_name else ()
        return ("first_names", "family_name", *used, *title)

    def subvariables(self, options: PersonOptions) -> Mapping[str, Variable]:
        texts = {part: Variable(Kind.TEXT) for part in self.parts(options) if part != "title"}
        return texts | ({"title": Variable(Kind.CHOICE, choices=("mrs", "mr"))} if options.ask_title else {})

    def indexed(self, options: PersonOptions) -> Mapping[str, IndexKind]:
        return {part: kind for part, kind in self.index.items() if part in self.parts(options)}

    def read(self, typed: Typed, asked: Asked[PersonOptions]) -> Reading:
        names = {part: straight(first(typed, part)) for part in self.parts(asked.options) if part != "title"}
        title = first(typed, "title") if asked.options.ask_title else ""
        if not any(names.values()):
            return Reading()
        errors = {part: message for part, name in names.items() if name and (message := mend_name(name))}
        if not names["first_names"]:
            errors["first_names"] = _("Add the first names")
        if not names["family_name"]:
            errors["family_name"] = _("Add the family name")
        if title not in ("", "mrs", "mr"):
            errors["title"] = _("Choose one of the answers offered")
        if errors:
            return Reading(errors=errors)
        return Reading({part: text for part, text in {"title": title, **names}.items() if text})

    def typed(self, value: JsonValue, asked: Asked[PersonOptions]) -> dict[str, list[str]]:
        return {part: [text] for part, text in value.items()}

    def widget(self, w: WidgetParams) -> str:
        options = w.asked.options
        inputs = []
        if options.ask_title:
            inputs.append(
                w.component(
                    "radios",
                    {
                        "idPrefix": w.id("title"),
                        "name": w.id("title"),
                        "classes": "govuk-radios--inline govuk-radios--small",
                        "fieldset": {"legend": {"text": _("Title (optional)")}},
                        "errorMessage": w.error("title"),
                        "items": [
                            {"value": "mrs", "text": _("Mrs"), "attributes": w.chosen("title", "mrs")},
                            {"value": "mr", "text": _("Mr"), "attributes": w.chosen("title", "mr")},
                        ],
                    },
                )
            )
        own = options.own
        inputs += [
            w.part_input(
                "first_names", _("First names"), autocomplete="given-name" if own else "off", spellcheck=False
            ),
            w.part_input(
                "family_name", _("Family name"), autocomplete="family-name" if own else "off", spellcheck=False
            ),
        ]
        if options.ask_used_name:
            hint = _("If it is not the family name, for example after marriage")
            inputs.append(w.part_input("used_name", _("Used name (optional)"), hint=hint, spellcheck=False))
        return w.group(*inputs)

    def text(self, value: JsonValue, asked: Asked[PersonOptions]) -> str:
        title = {"mrs": pgettext("before a name", "Mrs"), "mr": pgettext("before a name", "Mr")}.get(
            value.get("title", ""), ""
        )
        name = " ".join(part for part in (title, value.get("first_names", ""), value.get("family_name", "")) if part)
        if value.get("used_name"):
            return _("%(name)s, used name: %(used)s") % {"name": name, "used": value["used_name"]}
        return name

    def columns(self, asked: Asked[PersonOptions]) -> list[Column]:
        labels = {
            "first_names": _("First names"),
            "family_name": _("Family name"),
            "used_name": _("Used name"),
            "title": _("Title"),
        }
        return [Column(f"{asked.id}.{part}", f"{asked.label} – {labels[part]}") for part in self.parts(asked.options)]

    def cells(self, value: JsonValue, asked: Asked[PersonOptions]) -> list[str | int | None]:
        return [(value or {}).get(part) for part in self.parts(asked.options)]

    def schema(self, asked: Asked[PersonOptions]) -> dict[str, Any]:
        name = {"type": "string", "minLength": 1, "maxLength": LONGEST}
        properties: dict[str, Any] = {part: name for part in self.parts(asked.options) if part != "title"}
        if asked.options.ask_title:
            properties["title"] = {"enum": ["mrs", "mr"]}
        return {
            "type": "object",
            "properties": properties,
            "required": ["first_names", "family_name"],
            "additionalProperties": False,
        }
