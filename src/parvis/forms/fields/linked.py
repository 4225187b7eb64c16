"""Lists that narrow each other: what is chosen in one decides what the next offers, at any depth, from a table.

A line of the table is a way through the lists: `Nord > Dunkerque > Rosendaël`. Without a script the next list stands on
the page once the one before it was answered and the page was sent; the page's script fills it at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape
from pydantic import Field as Constrained, StringConstraints, model_validator

from parvis.expressions.api import Kind, Variable
from parvis.forms.data import Column, IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first, one_line
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

DEEPEST = 6
MOST_LINES = 5_000
MOST_WORDS = 500
"""Choices of one list that editors of conditions offer by name; beyond, they are compared as texts."""

_APART = re.compile(r"(?<=\s)>(?=\s)")

Tree = dict[str, Any]
"""What each choice leads to; {} after the last list, or where the table says no more."""


def _cells(line: str) -> list[str]:
    return [one_line(cell) for cell in _APART.split(f" {line} ")]


@lru_cache(maxsize=64)
def _tree(table: tuple[str, ...]) -> Tree:
    root: Tree = {}
    for line in table:
        here = root
        for cell in _cells(line):
            here = here.setdefault(cell, {})
    return root


def _pairs(tree: Tree) -> list[Any]:
    """For the page's script: lists of a choice and what follows, in the order of the table."""
    return [[one, _pairs(after)] if after else [one] for one, after in tree.items()]


@lru_cache(maxsize=64)
def _offered(table: tuple[str, ...], level: int) -> tuple[str, ...]:
    """Every choice of a list, wherever it leads from."""
    found: dict[str, None] = {}
    for line in table:
        cells = _cells(line)
        if len(cells) > level:
            found.setdefault(cells[level])
    return tuple(found)


class LinkedOptions(FieldOptions):
    lists: LocalizedText
    """Names of the lists in their order, apart by >: « Département > Commune »."""
    table: tuple[Annotated[str, StringConstraints(min_length=1, max_length=500)], ...] = Constrained(
        min_length=1, max_length=MOST_LINES
    )
    """Ways through the lists, apart by >. A way may end before the last list: nothing more is asked there."""

    @model_validator(mode="after")
    def _ways(self) -> LinkedOptions:
        depth = len(_cells(self.lists.fr))
        if not all(_cells(self.lists.fr)) or depth > DEEPEST:
            raise ValueError("name one to six lists, apart by >")
        if self.lists.en and len(_cells(self.lists.en)) != depth:
            raise ValueError("name the same number of lists in both languages")
        for line in self.table:
            cells = _cells(line)
            if not all(cells):
                raise ValueError("a line of the table has an empty choice: write it like A > B")
            if len(cells) > depth:
                raise ValueError("a line of the table has more choices than there are lists")
        return self

    def names(self, language: str) -> list[str]:
        """The lists' names."""
        return _cells(self.lists.into(language))

    def after(self, chosen: list[str]) -> Tree | None:
        """What may be chosen after these choices; None where they are no way through the table."""
        here: Tree | None = _tree(self.table)
        for one in chosen:
            here = here.get(one) if here is not None else None
        return here


_TABLE = {
    "lists": {"fr": "Département > Commune > Quartier", "en": "Département > Commune > Quarter"},
    "table": [
        "Nord > Dunkerque > Rosendaël",
        "Nord > Dunkerque > Petite-Synthe",
        "Nord > Gravelines",
        "Pas-de-Calais > Calais > Le <i>Courgain</i>",
    ],
}


def _level(number: int) -> str:
    return f"level_{number}"


@field_type
class Linked(FieldType[LinkedOptions]):
    name = "linked"
    title = LocalizedText(fr="Listes liées", en="Linked lists")
    Options = LinkedOptions
    shape = dict[str, str]
    kind = None
    index = {_level(number): IndexKind.TEXT for number in range(1, DEEPEST + 1)}
    live = "parts"
    examples = (
        Example(
            {"level_1": ["Nord"], "level_2": ["Dunkerque"], "level_3": ["Rosendaël"]},
            {"level_1": "Nord", "level_2": "Dunkerque", "level_3": "Rosendaël"},
            _TABLE,
            text="Nord, Dunkerque, Rosendaël",
        ),
        Example(
            {"level_1": ["Nord"], "level_2": ["Gravelines"], "level_3": [""]},
            {"level_1": "Nord", "level_2": "Gravelines"},
            _TABLE,
        ),
    )
    wrong = (
        Wrong({"level_1": ["Nord"], "level_2": [""], "level_3": [""]}, "level_2", _TABLE),
        Wrong({"level_1": ["Nord"], "level_2": ["Calais"]}, "level_2", _TABLE),
        Wrong({"level_1": ["Nord"], "level_2": ["Dunkerque"]}, "level_3", _TABLE),
        Wrong({"level_1": ["Somme"]}, "level_1", _TABLE),
        Wrong({"level_1": [""], "level_2": ["Dunkerque"]}, "level_1", _TABLE),
    )

    def parts(self, options: LinkedOptions) -> tuple[str, ...]:
        return tuple(_level(number) for number in range(1, len(options.names("fr")) + 1))

    def subvariables(self, options: LinkedOptions) -> Mapping[str, Variable]:
        found = {}
        for number, part in enumerate(self.parts(options)):
            choices = _offered(options.table, number)
            known = choices if 0 < len(choices) <= MOST_WORDS else ()
            found[part] = Variable(Kind.CHOICE, choices=known) if known else Variable(Kind.TEXT)
        return found

    def indexed(self, options: LinkedOptions) -> Mapping[str, IndexKind]:
        return {part: self.index[part] for part in self.parts(options)}

    def read(self, typed: Typed, asked: Asked[LinkedOptions]) -> Reading:
        options = asked.options
        said = {part: first(typed, part) for part in self.parts(options)}
        if not any(said.values()):
            return Reading()
        here: Tree = _tree(options.table)
        found: dict[str, str] = {}
        for part, name in zip(said, options.names(asked.language), strict=True):
            if not here:
                break  # the table says no more: what stands in later lists is from an earlier choice
            if not said[part]:
                return Reading(errors={part: _("Choose: %(list)s") % {"list": name}})
            if said[part] not in here:
                return Reading(errors={part: _("Choose one of the answers offered")})
            found[part] = said[part]
            here = here[said[part]]
        return Reading(found)

    def typed(self, value: JsonValue, asked: Asked[LinkedOptions]) -> dict[str, list[str]]:
        return {part: [value[part]] for part in self.parts(asked.options) if part in value}

    def widget(self, w: WidgetParams) -> str:
        # what the later lists offer hangs on what was chosen: they are drawn with each page
        inner = []
        for number, part in enumerate(self.parts(w.asked.options)):
            error = w.error(part)
            message = w.component("error-message", {"id": f"{w.id(part)}-error", **error}) if error else ""
            inner.append(
                w.late(f"{part}:{'bad' if error else 'head'}")
                + message
                + w.late(f"{part}:{'wrong' if error else 'list'}:{number}")
            )
        table = escape(json.dumps(_pairs(_tree(w.asked.options.table)), ensure_ascii=False, separators=(",", ":")))
        drawn = w.group(*inner)
        return f'<div data-linked="{table}">{drawn}</div>'

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[LinkedOptions]) -> Markup:
        own, what, *rest = part.split(":")
        parts = self.parts(asked.options)
        number = parts.index(own)
        here = asked.options.after([first(typed, one) for one in parts[:number]])
        id_ = f"{html_id}-{own}"
        if what in ("head", "bad"):
            name = asked.options.names(asked.language)[number]
            hidden = Markup(" hidden") if number and not here else ""
            bad = " govuk-form-group--error" if what == "bad" else ""
            return Markup(
                '<div class="govuk-form-group{}" data-linked-list{}><label class="govuk-label" for="{}">{}</label>'
            ).format(bad, hidden, id_, name)
        chosen = first(typed, own)
        described = Markup(' aria-describedby="{}-error"').format(id_) if what == "wrong" else ""
        wrong = " govuk-select--error" if what == "wrong" else ""
        options = Markup("").join(
            Markup('<option value="{0}"{1}>{0}</option>').format(one, Markup(" selected") if one == chosen else "")
            for one in here or {}
        )
        return Markup(
            '<select class="govuk-select{}" id="{}" name="{}"{}><option value="">{}</option>{}</select></div>'
        ).format(wrong, id_, id_, described, _("Choose"), options)

    def text(self, value: JsonValue, asked: Asked[LinkedOptions]) -> str:
        return ", ".join(value[part] for part in sorted(value))

    def columns(self, asked: Asked[LinkedOptions]) -> list[Column]:
        names = asked.options.names(asked.language)
        return [
            Column(f"{asked.id}.{part}", f"{asked.label} – {name}")
            for part, name in zip(self.parts(asked.options), names, strict=True)
        ]

    def cells(self, value: JsonValue, asked: Asked[LinkedOptions]) -> list[str | int | None]:
        return [(value or {}).get(part) for part in self.parts(asked.options)]

    def schema(self, asked: Asked[LinkedOptions]) -> dict[str, Any]:
        properties = {
            part: {"type": "string", "minLength": 1, "title": name}
            for part, name in zip(self.parts(asked.options), asked.options.names(asked.language), strict=True)
        }
        return {
            "type": "object",
            "properties": properties,
            "required": [_level(1)],
            "additionalProperties": False,
        }

    def erased(self, value: JsonValue) -> JsonValue:
        return value
