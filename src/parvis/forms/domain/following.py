"""Texts that follow from answers (`data.Following`): worked out while filling in, kept once submitted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from operator import methodcaller
from typing import Any

from markupsafe import escape

from parvis.expressions.api import Kind, Rule, Scope, Variable
from parvis.forms.data import (
    Answers,
    Column,
    Exported,
    Field,
    Following,
    FormDefinition,
    FormState,
    Indexed,
    IndexKind,
    JsonValue,
    Projected,
    SummarySection,
)

_around: ContextVar[Mapping[str, JsonValue]] = ContextVar("forms_around", default={})  # noqa: B039 - never changed


@contextmanager
def around(values: Mapping[str, JsonValue]) -> Iterator[None]:
    """While a form reads or draws: its context (`organisation`), and the texts that follow from its answers."""
    token = _around.set(values)
    try:
        yield
    finally:
        _around.reset(token)


def surroundings() -> Mapping[str, JsonValue]:
    """What a type of field may know beside what was typed: the organisation of the request, the zone of its address."""
    return _around.get()


def scope(followings: Iterable[Following]) -> Scope:
    """What rules may read of them."""
    return {one.name: Variable(Kind.TEXT) for one in followings}


def follow(
    followings: Sequence[Following], kept: Answers, values: Mapping[str, JsonValue], context: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The texts that follow from the answers that count, `values`; `kept`: all answers, and what was kept of them."""
    found: dict[str, JsonValue] = {}
    for one in followings:
        answer = values.get(one.field)
        if answer is None:
            continue
        text = kept.get(one.name)
        if text is None:
            text = one.of(answer, context)
        if text is not None:
            found[one.name] = text
    return found


def loosened(followings: Sequence[Following], before: Answers, merged: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """`merged` without the kept texts of answers that changed: they are worked out anew."""
    changed = {one.name for one in followings if before.get(one.field) != merged.get(one.field)}
    return {name: value for name, value in merged.items() if name not in changed}


def told(definition: FormDefinition, followings: Sequence[Following]) -> dict[str, frozenset[str]]:
    """By the name of a text: the computed questions that show it as it is, with words in its stead where there is none
    (`{"var": name}`, `{"??": [{"var": name}, …]}`).
    """
    computed = {
        item.id: item.computed
        for page in definition.pages
        for section in page.sections
        for item in section.items
        if isinstance(item, Field) and item.computed is not None
    }
    return {
        one.name: frozenset(id_ for id_, rule in computed.items() if _shown_by(rule) == {"var": one.name})
        for one in followings
    }


def _shown_by(rule: Rule) -> Rule:
    """The variable that a rule gives back as it is, if it does nothing else."""
    if isinstance(rule, Mapping) and set(rule) == {"??"} and isinstance(rule["??"], list) and rule["??"]:
        return rule["??"][0]
    return rule


def shown(
    followings: Sequence[Following],
    sections: list[SummarySection],
    state: FormState,
    language: str,
    by: Mapping[str, frozenset[str]],
) -> list[SummarySection]:
    """The sections of a summary, each text after the answer that it follows from, unless a question of the same summary
    shows it. by: of `told`.
    """
    rows_shown = {row.field_id for section in sections for row in section.rows}
    followings = [one for one in followings if not by[one.name] & rows_shown]
    if not followings:
        return sections
    found = []
    for section in sections:
        rows = []
        for row in section.rows:
            rows.append(row)
            for one in followings:
                text = state.values.get(one.name)
                if one.field == row.field_id and isinstance(text, str):
                    label = one.label.into(language)
                    rows.append(replace(row, label=label, text=text, html=escape(text), field_id=one.name))
        found.append(replace(section, rows=tuple(rows)))
    return found


def kept(followings: Sequence[Following], state: FormState) -> dict[str, JsonValue]:
    """What is submitted of them."""
    return {one.name: state.values[one.name] for one in followings if state.values.get(one.name) is not None}


def schema(followings: Sequence[Following], language: str) -> dict[str, Any]:
    """Their properties in the JSON Schema of the submitted answers."""
    return {one.name: {"title": one.label.into(language), "type": "string"} for one in followings}


def columns(followings: Sequence[Following], language: str) -> list[Column]:
    """Their columns in an export."""
    return [Column(one.name, one.label.into(language)) for one in followings]


def cells(followings: Sequence[Following], answers: Answers) -> list[str | int | None]:
    """The cells for `columns`."""
    return [value if isinstance(value := answers.get(one.name), str) else None for one in followings]


def projected(followings: Sequence[Following], answers: Answers) -> list[Projected]:
    """Their typed column, for lists and filters."""
    return [
        Projected(one.name, IndexKind.TEXT, value)
        for one in followings
        if isinstance(value := answers.get(one.name), str)
    ]


def indexed(followings: Sequence[Following], language: str) -> list[Indexed]:
    """Their paths, for lists."""
    return [Indexed(one.name, IndexKind.TEXT, one.label.into(language)) for one in followings]


def texts(followings: Sequence[Following], answers: Answers, paths: Collection[str]) -> dict[str, str]:
    """What they say, at those of `paths` that are theirs."""
    return {one.name: str(answers.get(one.name) or "") for one in followings if one.name in paths}


def exported(followings: Sequence[Following], language: str) -> list[Exported]:
    """Their columns in an export."""
    return [Exported(one.name, one.label.into(language), IndexKind.TEXT) for one in followings]


def getters(followings: Sequence[Following], paths: Collection[str]) -> dict[str, Callable[[Answers], JsonValue]]:
    """How to read them from the answers."""
    return {one.name: methodcaller("get", one.name) for one in followings if one.name in paths}
