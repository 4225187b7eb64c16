"""Answers for lists: the paths that they keep, the values there, and how people read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Any

from django.utils import translation

from parvis.forms.data import Answers, Indexed, IndexKind, JsonValue, Projected
from parvis.forms.domain.questions import Leaf, Question, rows_of


def _questions(leaves: Iterable[Leaf]) -> Iterator[Question]:
    return (question for leaf in leaves for question in leaf.questions())


def _path(base: str, part: str) -> str:
    return f"{base}.{part}" if part else base


def indexed(leaves: Iterable[Leaf], language: str) -> list[Indexed]:
    """See `CompiledForm.indexed`."""
    found = []
    leaves = list(leaves)
    expected = {question.id for leaf in leaves for question in leaf.expected()}
    with translation.override(language):
        for question in _questions(leaves):
            asked = question.asked[language]
            parts = question.type.indexed(asked.options)
            if not parts:
                continue
            labels = {column.key: column.label for column in question.type.columns(asked)}
            before = "".join(f"{block.label.into(language)} – " for block in question.blocks)
            choices = tuple(
                (choice.value, choice.label.into(language)) for choice in getattr(asked.options, "choices", ())
            )
            certain = _certain(question, asked) if question.id in expected else frozenset()
            for part, kind in parts.items():
                label = before + (labels[_path(question.id, part)] if part else asked.label)
                several = question.type.several or bool(question.blocks)
                written = partial(_written, question, language) if kind is IndexKind.CODE and not part else None
                path = _path(question.name, part)
                found.append(Indexed(path, kind, label, several, choices, written, part in certain))
    return found


def _certain(question: Question, asked: Any) -> Collection[str]:
    """The parts that no answer to a question lacks, as its schema says."""
    return {"", *question.type.schema(asked).get("required", ())}


def _written(question: Question, language: str, text: str) -> str | None:
    """A code (a telephone number, a plate) as the question keeps what is typed; None where it refuses it."""
    asked = question.asked[language]
    reading = question.type.written(text, asked)
    if reading.errors or reading.value is None:
        return None
    kept = dict(question.type.projected(reading.value, asked.options)).get("")
    return kept if isinstance(kept, str) else None


def projected(leaves: Iterable[Leaf], answers: Answers) -> list[Projected]:
    """See `CompiledForm.projected`."""
    found: list[Projected] = []
    for question in _questions(leaves):
        options = question.asked["fr"].options
        parts = question.type.indexed(options)
        if not parts:
            continue
        counted = dict.fromkeys(parts, 0)
        for _rows, row in rows_of(question.blocks, answers):
            value = row.get(question.id)
            if value is None:
                continue
            for one in value if question.type.several else [value]:
                for part, kept in question.type.projected(one, options):
                    path = _path(question.name, part)
                    found.append(Projected(path, parts[part], kept, counted[part]))
                    counted[part] += 1
    return found


def texts(leaves: Iterable[Leaf], answers: Answers, paths: Collection[str], language: str) -> dict[str, str]:
    """See `CompiledForm.texts`."""
    found: dict[str, str] = {}
    with translation.override(language):
        for question in _questions(leaves):
            base = question.name
            asked = question.asked[language]
            wanted = [part for part in question.type.indexed(asked.options) if _path(base, part) in paths]
            rows = list(rows_of(question.blocks, answers)) if wanted else []
            for part in wanted:
                shown = [_text(question, part, row.get(question.id), asked) for _at, row in rows]
                found[_path(base, part)] = ", ".join(text for text in shown if text)
    return found


def _text(question: Question, part: str, value: JsonValue, asked: Any) -> str:
    if value is None:
        return ""
    return question.type.text(value, asked) if part == "" else question.type.part_text(value, part, asked)
