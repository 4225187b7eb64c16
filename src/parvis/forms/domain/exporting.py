"""Answers for exports: every answer that a form may hold, each as a spreadsheet takes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import methodcaller
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.forms.data import Answers, Block, Exported, IndexKind, JsonValue
from parvis.forms.domain.questions import Leaf, Question, Repeated, rows_of

Getter = Callable[[Answers], JsonValue]
#: kinds whose values stay what they are: a spreadsheet counts and sorts them
PLAIN = frozenset(
    {IndexKind.YES, IndexKind.INTEGER, IndexKind.AMOUNT, IndexKind.DECIMAL, IndexKind.DATE, IndexKind.MOMENT}
)


def _columns(leaves: Iterable[Leaf], language: str) -> Iterator[tuple[Question, str, Exported]]:
    for leaf in leaves:
        for item in leaf.items():
            for question in item.questions() if isinstance(item, Repeated) else (item,):
                if not question.type.asks:
                    continue
                asked = question.asked[language]
                labels = {column.key: column.label for column in question.type.columns(asked)}
                for part, kind in (question.type.indexed(asked.options) or {"": IndexKind.TEXT}).items():
                    label = labels[f"{question.id}.{part}"] if part else asked.label
                    path = f"{question.name}.{part}" if part else question.name
                    yield question, part, Exported(path, label, kind, **_around(question.blocks, language))


def _around(blocks: Sequence[Block], language: str) -> dict[str, Any]:
    """What an export says of the blocks around an answer."""
    if not blocks:
        return {}
    return {
        "block": ".".join(one.id for one in blocks),
        "block_label": " – ".join(one.label.into(language) for one in blocks),
        "item_label": " – ".join(one.item_label.into(language) for one in blocks),
        "within": tuple((one.id, one.item_label.into(language), one.max) for one in blocks),
    }


def exported(leaves: Iterable[Leaf], language: str) -> list[Exported]:
    """See `CompiledForm.exported`."""
    with translation.override(language):
        return [column for _question, _part, column in _columns(leaves, language)]


def getters(leaves: Iterable[Leaf], paths: Collection[str], language: str) -> dict[str, Getter]:
    """See `CompiledForm.getters`."""
    with translation.override(language):
        return {
            column.path: _getter(question, part, column.kind, question.asked[language])
            for question, part, column in _columns(leaves, language)
            if column.path in paths
        }


def _getter(question: Question, part: str, kind: IndexKind, asked: Any) -> Getter:
    name = question.id
    if not part and kind in PLAIN and not question.type.several:
        return methodcaller("get", name)
    shown = _names if question.type.holds_files else question.type.text
    if question.type.withheld:
        shown = _given

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


def _given(value: JsonValue, asked: Any) -> str:
    """Files that no export names: that they were given."""
    return _("copy given")


def rows(leaves: Iterable[Leaf], block: str, answers: Answers) -> list[tuple[str, Answers]]:
    """See `CompiledForm.rows`."""
    found = next((one for leaf in leaves for one in leaf.blocks() if one.name == block), None)
    if found is None:
        return []
    held = rows_of((*found.blocks, found.block), answers)
    return [(".".join(str(number + 1) for number in at[:-1]), row) for at, row in held]
