"""A text that one certifies by ticking a box, kept word for word with its version and its language.

What counts is the text of the definition that was asked, never one that was sent: another text than today's is not
taken over, and has to be certified anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from markupsafe import Markup, escape
from pydantic import Field as Constrained
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
from parvis.territory.api import markup_html


class Certified(TypedDict):
    certified: Literal[True]
    text: str
    version: str
    language: Literal["fr", "en"]


class StatementOptions(FieldOptions):
    text: LocalizedText
    """Markdown (CommonMark with tables, without pictures)."""
    version: str = Constrained(default="1", min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$")
    """What tells this text from those before: 2, 2026-05…"""


_TEXT = {
    "text": {
        "fr": "Je certifie **sur l’honneur** que ces renseignements sont exacts.",
        "en": "I certify **on my honour** that this is correct.",
    },
    "version": "2026-05",
}


def _value(options: StatementOptions, language: str) -> dict[str, Any]:
    return {
        "certified": True,
        "text": options.text.into(language),
        "version": options.version,
        "language": "en" if language == "en" and options.text.en else "fr",
    }


@field_type
class Statement(FieldType[StatementOptions]):
    name = "statement"
    title = LocalizedText(fr="Déclaration à certifier", en="Statement to certify")
    Options = StatementOptions
    shape = Certified
    kind = None
    index = {"certified": IndexKind.YES, "version": IndexKind.CODE}
    live = "statement"
    anew = True
    examples = (
        Example(
            {"": ["yes"]},
            {
                "certified": True,
                "text": "Je certifie **sur l’honneur** que ces renseignements sont exacts.",
                "version": "2026-05",
                "language": "fr",
            },
            _TEXT,
            text="Certifié (version 2026-05)\u00a0: Je certifie **sur l’honneur** que ces renseignements sont exacts.",
        ),
        Example(
            {"": ["yes"], "language": ["en"]},
            {
                "certified": True,
                "text": "I certify **on my honour** that this is correct.",
                "version": "2026-05",
                "language": "en",
            },
            _TEXT,
        ),
    )
    wrong = (Wrong({"": ["maybe"]}, options=_TEXT), Wrong({"": ["true"]}, options=_TEXT))

    def parts(self, options: StatementOptions) -> tuple[str, ...]:
        return ("", "language")

    def subvariables(self, options: StatementOptions) -> Mapping[str, Variable]:
        return {"certified": Variable(Kind.BOOLEAN), "version": Variable(Kind.TEXT)}

    def read(self, typed: Typed, asked: Asked[StatementOptions]) -> Reading:
        answer = first(typed)
        if not answer:
            return Reading()
        if answer != "yes":
            return Reading(errors={"": _("Tick the box, or leave it empty")})
        # the language of the page on which the box was ticked
        language = first(typed, "language") or asked.language
        return Reading(_value(asked.options, language))

    def typed(self, value: JsonValue, asked: Asked[StatementOptions]) -> dict[str, list[str]]:
        language = value["language"]
        same = value == _value(asked.options, language)
        return {"": ["yes"], "language": [language]} if same else {}

    def widget(self, w: WidgetParams) -> str:
        described = [f"{w.id()}-text"]
        heads = [Markup(w.late("language"))]  # noqa: S704 - made by `late`
        if hint := w.hint():
            described.append(f"{w.id()}-hint")
            heads.append(Markup(w.component("hint", {"id": described[-1], **hint})))  # noqa: S704 - made by the macro
        if error := w.error():
            described.append(f"{w.id()}-error")
            heads.append(Markup(w.component("error-message", {"id": described[-1], **error})))  # noqa: S704 - as above
        box = w.component(
            "checkboxes",
            {
                "idPrefix": w.id(),
                "name": w.id(),
                "items": [{"value": "yes", "text": _("I certify it"), "attributes": w.chosen("", "yes")}],
            },
        )
        fieldset = w.component(
            "fieldset",
            {
                "legend": w.legend(),
                "describedBy": " ".join(described),
                "html": Markup("").join([*heads, Markup(box)]),  # noqa: S704 - made by macros
            },
        )
        modifier = " govuk-form-group--error" if w.error() else ""
        return f'<div class="govuk-form-group{modifier}">{fieldset}</div>'

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[StatementOptions]) -> Markup:
        # whoever ticked it in the other language reads again what they ticked
        language = _value(asked.options, first(typed, "language") or asked.language)["language"]
        words = markup_html(asked.options.text.into(language))
        return Markup(
            '<div class="pv-statement" id="{0}-text"{1}>{2}</div><input type="hidden" name="{0}-language" value="{3}">'
        ).format(html_id, Markup(' lang="{}"').format(language) if language != asked.language else "", words, language)

    def text(self, value: JsonValue, asked: Asked[StatementOptions]) -> str:
        return _("Certified (version %(version)s): %(text)s") % {"version": value["version"], "text": value["text"]}

    def html(self, value: JsonValue, asked: Asked[StatementOptions]) -> Markup:
        said = escape(_("Certified (version %(version)s):") % {"version": value["version"]})
        return Markup("{}<br>{}").format(said, markup_html(value["text"]))

    def columns(self, asked: Asked[StatementOptions]) -> list[Column]:
        return [
            Column(f"{asked.id}.certified", asked.label),
            Column(f"{asked.id}.version", asked.label + " – " + _("version")),
            Column(f"{asked.id}.text", asked.label + " – " + _("text")),
        ]

    def cells(self, value: JsonValue, asked: Asked[StatementOptions]) -> list[str | int | None]:
        return [_("Yes"), value["version"], value["text"]] if value else [None, None, None]

    def schema(self, asked: Asked[StatementOptions]) -> dict[str, Any]:
        return {"enum": [_value(asked.options, language) for language in ("fr", "en")]}

    def erased(self, value: JsonValue) -> JsonValue:
        return value
