"""Answers for exports: every answer that a form may hold, each as a spreadsheet takes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import methodcaller
from typing import Any

from django.utils import translation

from parvis.forms.data import Answers, Exported, IndexKind, JsonValue
from parvis.forms.domain.questions import Leaf, Question, Repeated

Getter = Callable[[Answers], JsonValue]
#: kinds whose values stay what they are: a spreadsheet counts and sorts them
PLAIN = frozenset(
    {IndexKind.YES, IndexKind.INTEGER, IndexKind.AMOUNT, IndexKind.DECIMAL, IndexKind.DATE, IndexKind.MOMENT}
)


def _columns(leaves: Iterable[Leaf], language: str) -> Iterator[tuple[Question, Repeated | None, str, Exported]]:
    for leaf in leaves:
        for item in leaf.items():
            block = item if isinstance(item, Repeated) else None
            for question in item.questions if isinstance(item, Repeated) else (item,):
                if not question.type.asks:
                    continue
                asked = question.asked[language]
                labels = {column.key: column.label for column in question.type.columns(asked)}
                for part, kind in (question.type.indexed(asked.options) or {"": IndexKind.TEXT}).items():
                    own = f"{question.id}.{part}" if part else question.id
                    yield (
                        question,
                        block,
                        part,
                        Exported(
                            path=f"{block.id}.{own}" if block else own,
                            label=labels[own] if part else asked.label,
                            kind=kind,
                            block=block.id if block else "",
                            block_label=block.block.label.into(language) if block else "",
                            item_label=block.block.item_label.into(language) if block else "",
                            most=block.block.max if block else 1,
                        ),
                    )


def exported(leaves: Iterable[Leaf], language: str) -> list[Exported]:
    """See `CompiledForm.exported`."""
    with translation.override(language):
        return [column for _question, _block, _part, column in _columns(leaves, language)]


def getters(leaves: Iterable[Leaf], paths: Collection[str], language: str) -> dict[str, Getter]:
    """See `CompiledForm.getters`."""
    with translation.override(language):
        return {
            column.path: _getter(question, part, column.kind, question.asked[language])
            for question, _block, part, column in _columns(leaves, language)
            if column.path in paths
        }


def _getter(question: Question, part: str, kind: IndexKind, asked: Any) -> Getter:
    name = question.id
    if not part and kind in PLAIN and not question.type.several:
        return methodcaller("get", name)
    shown = _names if question.type.name == "file" else question.type.text

    def whole(answers: Answers) -> JsonValue:
        value = answers.get(name)
        return None if value is None else shown(value, asked)

    if not part:
        return whole
    # as `part_text`, but the columns of a question are looked through once
    place = [column.key for column in question.type.columns(asked)].index(f"{name}.{part}")

    def one_part(answers: Answers) -> JsonValue:
        value = answers.get(name)
        if not isinstance(value, Mapping):
            return None
        found = value.get(part)
        if found is not None:
            return found
        cell = question.type.cells(value, asked)[place]
        return None if cell is None else str(cell) or None

    return one_part


def _names(value: JsonValue, asked: Any) -> str:
    """Files by their names alone."""
    return ", ".join(one["name"] for one in value)
