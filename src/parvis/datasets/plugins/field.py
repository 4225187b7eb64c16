"""A choice from a data set of the organisation that is asked: its key, its words and columns, as they were that day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup
from pydantic import Field as Constrained, StringConstraints
from typing_extensions import TypedDict

from parvis.datasets.data import LONGEST_CELL, LONGEST_KEY, LONGEST_LABEL, Choice
from parvis.datasets.domain.looking import LONGEST_ASKED, MOST_OFFERED, SALT, source
from parvis.expressions.api import Kind, Variable
from parvis.forms.api import first, macro, surroundings
from parvis.forms.data import Column, Identifier, IndexKind, JsonValue, LocalizedText
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


class Chosen(TypedDict):
    key: str
    label: str
    version: int
    row: dict[str, str]


class DataChoiceOptions(FieldOptions):
    dataset: Identifier
    """The data set, by its name for procedures."""
    keep: tuple[Identifier, ...] = Constrained(default=(), max_length=40)
    """The columns that are kept with the answer, and that rules and computed questions may read: `shop.row.town`."""
    fills: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]\w{0,59} ?= ?[a-z]\w{0,59}$")], ...] = Constrained(
        default=(), max_length=40
    )
    """Questions that a column answers once a row is chosen, as long as they are empty: `town = commune`."""

    def filled(self) -> dict[str, str]:
        """Columns by the question that they answer."""
        pairs = (one.partition("=") for one in self.fills)
        return {question.strip(): column.strip() for question, _is, column in pairs}

    def columns(self) -> tuple[str, ...]:
        """The columns that an answer keeps."""
        return tuple(dict.fromkeys((*self.keep, *self.filled().values())))


_SHOPS = {"dataset": "shops", "keep": ["town"]}


def _organisation() -> UUID | None:
    found = surroundings().get("organisation")
    return UUID(str(found)) if found else None


def _value(found: Choice, number: int, options: DataChoiceOptions) -> dict[str, Any]:
    row = {name: found.cells[name] for name in options.columns() if found.cells.get(name)}
    return {"key": found.key, "label": found.label, "version": number, "row": row}


@field_type
class DataChoice(FieldType[DataChoiceOptions]):
    name = "data_choice"
    title = LocalizedText(fr="Choix dans un jeu de données", en="Choice from a data set")
    Options = DataChoiceOptions
    shape = Chosen
    kind = None
    index = {"label": IndexKind.TEXT, "key": IndexKind.CODE}
    live = "none"
    examples = (
        Example(
            {"": ["Boulangerie du Port"], "choice": ["b1"]},
            {"key": "b1", "label": "Boulangerie du Port", "version": 3, "row": {"town": "Dunkerque"}},
            _SHOPS,
            text="Boulangerie du Port",
        ),
        Example(
            {"": ["plage"]},
            {"key": "c <i>2", "label": "Café de la <b>plage</b>", "version": 3, "row": {}},
            {"dataset": "shops"},
        ),
        Example(
            {"": ["boulangerie"], "choice": ["b1"]},
            {"key": "b1", "label": "Boulangerie du Port", "version": 3, "row": {"town": "Dunkerque"}},
            {"dataset": "shops", "fills": ["place = town"]},
        ),
    )
    wrong = (
        Wrong({"": ["boulangerie"]}, options=_SHOPS),
        Wrong({"": ["Quincaillerie"]}, options=_SHOPS),
        Wrong({"": ["Quincaillerie"], "choice": ["b1"]}, options=_SHOPS),
        Wrong({"": ["b"]}, options=_SHOPS),
        Wrong({"": ["Boulangerie du Port"], "choice": ["b1"]}, options={"dataset": "elsewhere"}),
    )

    def parts(self, options: DataChoiceOptions) -> tuple[str, ...]:
        return ("", "choice")

    def subvariables(self, options: DataChoiceOptions) -> Mapping[str, Variable]:
        names = ("key", "label", *(f"row.{name}" for name in options.columns()))
        return {name: Variable(Kind.TEXT) for name in names}

    def indexed(self, options: DataChoiceOptions) -> Mapping[str, IndexKind]:
        return {**self.index, **{f"row.{name}": IndexKind.TEXT for name in options.columns()}}

    def projected(self, value: JsonValue, options: DataChoiceOptions) -> list[tuple[str, str | int | float]]:
        row = [(f"row.{name}", value["row"][name]) for name in options.columns() if value["row"].get(name)]
        return [("label", value["label"]), ("key", value["key"]), *row]

    def read(self, typed: Typed, asked: Asked[DataChoiceOptions]) -> Reading:
        text, choice = first(typed), first(typed, "choice")
        if not text:
            return Reading()
        found, message = self._understood(text, choice, asked.options)
        if found is None:
            return Reading(errors={"": message})
        now = source().current(_organisation(), asked.options.dataset)
        return Reading(_value(found, now.number if now else 0, asked.options))

    def _understood(self, text: str, choice: str, options: DataChoiceOptions) -> tuple[Choice | None, str]:
        organisation = _organisation()
        if source().current(organisation, options.dataset) is None:
            return None, _("This list can’t be chosen from at the moment: try again later")
        if choice and len(choice) <= LONGEST_KEY:
            kept = source().chosen(organisation, options.dataset, choice)
            if kept is not None and kept.label == text:
                return kept, ""
        if len(text) > LONGEST_LABEL:
            return None, _("Nothing in the list has these words: check them")
        offered = source().search(organisation, options.dataset, text, MOST_OFFERED + 1)
        found = next((one for one in offered if one.key == choice), None)
        exactly = [one for one in offered if one.label == text or one.key == text]
        if found is None and len(exactly or offered) == 1:
            found = (exactly or offered)[0]
        if found is not None:
            return found, ""
        if not offered:
            return None, _("Nothing in the list has these words: check them")
        if len(offered) > MOST_OFFERED:
            return None, _("Much of the list has these words: write more of them, or choose one of these")
        return None, _("Several have these words: choose the right one")

    def typed(self, value: JsonValue, asked: Asked[DataChoiceOptions]) -> dict[str, list[str]]:
        return {"": [value["label"]], "choice": [value["key"]]}

    def stands(self, value: JsonValue, options: DataChoiceOptions, before: DataChoiceOptions, *, sent: bool) -> bool:
        # a row of the same data set, as it was that day: also where that row has gone since
        return options.dataset == before.dataset

    def fills(self, value: JsonValue, options: DataChoiceOptions) -> Mapping[str, str]:
        return {
            question: value["row"][column] for question, column in options.filled().items() if value["row"].get(column)
        }

    def widget(self, w: WidgetParams) -> str:
        entry = w.sole_input(
            autocomplete="off",
            spellcheck=False,
            hint_else=_("Write a few letters, then choose"),
        )
        return f"<div data-combobox>{entry}{w.late('choice')}</div>"

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[DataChoiceOptions]) -> Markup:
        organisation, options, search = _organisation(), asked.options, Markup()
        if organisation is not None:
            token = signing.dumps([str(organisation), options.dataset], salt=SALT, compress=True)
            search = Markup('<template data-search="{}"></template>').format(reverse("datasets:search", args=[token]))
        text, choice = first(typed), first(typed, "choice")
        if text and choice and len(choice) <= LONGEST_KEY:
            kept = source().chosen(organisation, options.dataset, choice)
            if kept is not None and kept.label == text:
                hidden = Markup('<input type="hidden" name="{}-choice" value="{}">')
                return search + hidden.format(html_id, choice)
        offered = source().search(organisation, options.dataset, text[:LONGEST_ASKED], MOST_OFFERED) if text else []
        if not offered:
            return search
        radios = macro("radios")(
            {
                "idPrefix": f"{html_id}-choice",
                "name": f"{html_id}-choice",
                "classes": "govuk-radios--small",
                "fieldset": {"legend": {"text": _("Which one do you mean?")}},
                "items": [{"value": one.key, "text": one.label} for one in offered],
            }
        )
        return search + Markup(radios)  # noqa: S704 - made by the macro, which escapes

    def text(self, value: JsonValue, asked: Asked[DataChoiceOptions]) -> str:
        return str(value["label"])

    def columns(self, asked: Asked[DataChoiceOptions]) -> list[Column]:
        return [
            Column(f"{asked.id}.label", asked.label),
            Column(f"{asked.id}.key", asked.label + " – " + _("key")),
            *(Column(f"{asked.id}.row.{name}", f"{asked.label} – {name}") for name in asked.options.columns()),
        ]

    def cells(self, value: JsonValue, asked: Asked[DataChoiceOptions]) -> list[str | int | None]:
        names = asked.options.columns()
        if not value:
            return [None] * (2 + len(names))
        return [value["label"], value["key"], *(value["row"].get(name) for name in names)]

    def schema(self, asked: Asked[DataChoiceOptions]) -> dict[str, Any]:
        cell = {"type": "string", "minLength": 1, "maxLength": LONGEST_CELL}
        return {
            "type": "object",
            "properties": {
                "key": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
                "label": {"type": "string", "minLength": 1, "maxLength": LONGEST_LABEL},
                "version": {"type": "integer", "minimum": 0},
                "row": {
                    "type": "object",
                    "properties": dict.fromkeys(asked.options.columns(), cell),
                    "additionalProperties": False,
                },
            },
            "required": ["key", "label", "version", "row"],
            "additionalProperties": False,
        }
