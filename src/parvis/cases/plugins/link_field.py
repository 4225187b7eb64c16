"""The type of field that names another request: one of the person's own, or one that the agent reads."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape
from pydantic import Field as Constrained

from parvis.cases.domain import linked_cases
from parvis.expressions.api import Kind
from parvis.forms.api import first, macro
from parvis.forms.data import IndexKind, JsonValue, LocalizedText
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


class CaseLinkOptions(FieldOptions):
    procedure: str = Constrained(default="", max_length=100, pattern=r"^[a-z0-9-]*$")
    """Only requests of this procedure, by its name in addresses; empty: of any."""


@field_type
class CaseLink(FieldType[CaseLinkOptions]):
    name = "case_link"
    title = LocalizedText(fr="Lien vers une autre demande", en="Link to another request")
    Options = CaseLinkOptions
    shape = str
    kind = Kind.TEXT
    index = {"": IndexKind.CODE}
    live = "none"
    examples = (
        Example({"": ["dk 26 4f7k2 n"]}, "DK-26-4F7K2-N", text="DK-26-4F7K2-N"),
        Example({"choice": ["DK-26-4F7K2-N"]}, "DK-26-4F7K2-N", {"procedure": "buvette-temporaire"}),
    )
    wrong = (
        Wrong({"": ["DK-26-4F7K2-J"]}),
        Wrong({"": ["ma demande de mai"]}),
        Wrong({"": ["DK-26-4F7K2-N" * 9]}),
        Wrong({"": ["DK-26-4F7K2-N"]}, options={"procedure": "autre"}),
    )

    def parts(self, options: CaseLinkOptions) -> tuple[str, ...]:
        return ("", "choice")

    def read(self, typed: Typed, asked: Asked[CaseLinkOptions]) -> Reading:
        text = first(typed) or first(typed, "choice")
        if not text:
            return Reading()
        found = linked_cases.find(text, asked.options.procedure)
        if found is None:
            return Reading(errors={"": _("None of the requests that you can open here has this reference: check it")})
        return Reading(found.reference)

    def typed(self, value: JsonValue, asked: Asked[CaseLinkOptions]) -> dict[str, list[str]]:
        return {"": [value]}

    def stands(self, value: JsonValue, options: CaseLinkOptions, before: CaseLinkOptions, *, sent: bool) -> bool:
        # who moves a request may not read the one that it names: its person or agent found it
        return options.procedure in ("", before.procedure)

    def widget(self, w: WidgetParams) -> str:
        entry = w.sole_input(
            classes="govuk-input--width-20",
            autocomplete="off",
            spellcheck=False,
            hint_else=_("Its reference, like DK-26-4F7K2-N: on its receipt, or in your requests"),
        )
        return entry + w.late("choice")

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[CaseLinkOptions]) -> Markup:
        if first(typed):
            return Markup()
        offered = linked_cases.own(asked.options.procedure)
        if not offered:
            return Markup()
        items = [
            {
                "value": one.reference,
                "text": f"{one.reference} – {one.title}" if one.title else one.reference,
                "checked": first(typed, "choice") == one.reference,
            }
            for one in offered
        ]
        return Markup(  # noqa: S704 - made by the macro, which escapes
            macro("radios")(
                {
                    "idPrefix": f"{html_id}-choice",
                    "name": f"{html_id}-choice",
                    "classes": "govuk-radios--small",
                    "fieldset": {"legend": {"text": _("Or one of your latest requests")}},
                    "items": items,
                }
            )
        )

    def text(self, value: JsonValue, asked: Asked[CaseLinkOptions]) -> str:
        return str(value)

    def html(self, value: JsonValue, asked: Asked[CaseLinkOptions]) -> Markup:
        found = linked_cases.find(str(value))
        if found is None:
            return escape(value)
        return Markup('<a class="govuk-link" href="{}">{}</a>').format(found.address, value)

    def schema(self, asked: Asked[CaseLinkOptions]) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9A-Z]{2}-[0-9]{2}-[0-9A-Z]{5}-[0-9A-Z]$"}
