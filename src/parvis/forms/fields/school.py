"""A school of the organisation that is asked, among those that it keeps (`territory`); the sector's stands first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired
from uuid import UUID

from django.utils.translation import gettext as _
from markupsafe import Markup, escape
from typing_extensions import TypedDict

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import Column, Identifier, IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.following import surroundings
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
from parvis.territory.api import schools
from parvis.territory.data import School as Known


class SchoolValue(TypedDict):
    uai: str
    name: str
    zone: NotRequired[str]


class SchoolOptions(FieldOptions):
    level: Literal["maternelle", "elementaire"] | None = None
    """Only schools that teach this level."""
    zone: Identifier | None = None
    """The variable that holds the sector of the address (`zone_sector`): its school stands first, and says so."""


def offered(options: SchoolOptions) -> list[Known]:
    """The schools that may be chosen: those of the organisation that is asked, the sector's first."""
    around = surroundings()
    organisation, zone = around.get("organisation"), _zone(options)
    found = schools.of(UUID(organisation) if organisation else None)
    found = [one for one in found if options.level is None or options.level in one.levels]
    return sorted(found, key=lambda one: not (zone and one.zone == zone))


def _zone(options: SchoolOptions) -> str:
    return str(surroundings().get(options.zone) or "") if options.zone else ""


@field_type
class School(FieldType[SchoolOptions]):
    name = "school"
    title = LocalizedText(fr="École", en="School")
    Options = SchoolOptions
    shape = SchoolValue
    kind = None
    index = {"name": IndexKind.TEXT, "uai": IndexKind.CODE}
    live = "none"
    examples = (
        Example({"": ["0599901A"]}, {"uai": "0599901A", "name": "École des Dunes", "zone": "Dunes"},
                text="École des Dunes"),
        Example({"": ["0599902B"]}, {"uai": "0599902B", "name": "École du <i>Phare</i>"}, {"level": "maternelle"}),
    )  # fmt: skip
    wrong = (
        Wrong({"": ["0599999Z"]}),
        Wrong({"": ["École des Dunes"]}),
        Wrong({"": ["0599901A"]}, options={"level": "maternelle"}),
    )

    def subvariables(self, options: SchoolOptions) -> Mapping[str, Variable]:
        return {part: Variable(Kind.TEXT) for part in ("uai", "name", "zone")}

    def read(self, typed: Typed, asked: Asked[SchoolOptions]) -> Reading:
        uai = first(typed)
        if not uai:
            return Reading()
        found = next((one for one in offered(asked.options) if one.uai == uai), None)
        if found is None:
            return Reading(errors={"": _("Choose one of the schools offered")})
        value = {"uai": found.uai, "name": found.name}
        return Reading(value | {"zone": found.zone} if found.zone else value)

    def typed(self, value: JsonValue, asked: Asked[SchoolOptions]) -> dict[str, list[str]]:
        return {"": [value["uai"]]}

    def widget(self, w: WidgetParams) -> str:
        # what is offered depends on the organisation, and changes: it is drawn with each page
        described = []
        heads = []
        if hint := w.hint():
            described.append(f"{w.id()}-hint")
            heads.append(w.component("hint", {"id": described[-1], **hint}))
        if error := w.error():
            described.append(f"{w.id()}-error")
            heads.append(w.component("error-message", {"id": described[-1], **error}))
        html = Markup("").join(Markup(one) for one in (*heads, w.late("")))  # noqa: S704 - made by macros
        fieldset = w.component(
            "fieldset", {"legend": w.legend(), "describedBy": " ".join(described) or None, "html": html}
        )
        return f'<div class="govuk-form-group{" govuk-form-group--error" if w.error() else ""}">{fieldset}</div>'

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[SchoolOptions]) -> Markup:
        found = offered(asked.options)
        if not found:
            return Markup('<p class="govuk-body" id="{}" tabindex="-1">{}</p>').format(
                html_id, _("No school is listed here yet: ask the town hall")
            )
        zone = _zone(asked.options)
        items = []
        for one in found:
            own = zone and one.zone == zone
            name = Markup("{} <strong>({})</strong>").format(one.name, _("your sector")) if own else escape(one.name)
            items.append(
                {
                    "value": one.uai,
                    "html": name,
                    "hint": {"text": one.address} if one.address else None,
                    "checked": first(typed) == one.uai,
                }
            )
        return Markup(  # noqa: S704 - made by the macro, which escapes
            macro("radios")({"idPrefix": html_id, "name": html_id, "items": items})
        )

    def text(self, value: JsonValue, asked: Asked[SchoolOptions]) -> str:
        return str(value["name"])

    def columns(self, asked: Asked[SchoolOptions]) -> list[Column]:
        return [
            Column(f"{asked.id}.uai", f"{asked.label} – UAI"),
            Column(f"{asked.id}.name", asked.label + " – " + _("name")),
        ]

    def cells(self, value: JsonValue, asked: Asked[SchoolOptions]) -> list[str | int | None]:
        return [value["uai"], value["name"]] if value else [None, None]

    def schema(self, asked: Asked[SchoolOptions]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "uai": {"type": "string", "pattern": "^[0-9]{7}[A-Z]$"},
                "name": {"type": "string", "minLength": 1, "maxLength": 120},
                "zone": {"type": "string", "minLength": 1, "maxLength": 120},
            },
            "required": ["uai", "name"],
            "additionalProperties": False,
        }

    def erased(self, value: JsonValue) -> JsonValue:
        return value
