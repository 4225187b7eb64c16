"""The moment at which an answer was given, where its type keeps one: as the server saw it, whatever was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parvis.forms.data import Answers, JsonValue
from parvis.forms.domain.questions import Leaf, rows_of
from parvis.kernel import clock
from parvis.kernel.clock import PARIS

AT = "at"


def stamp(leaf: Leaf, before: Answers, after: Mapping[str, JsonValue]) -> None:
    """Set the moment of every such answer of a page in `after`: that of `before` where it stands there as it is."""
    for question in leaf.questions():
        if not question.type.stamped:
            continue
        known = [held for _rows, row in rows_of(question.blocks, before) if (held := row.get(question.id)) is not None]
        for _rows, row in rows_of(question.blocks, after):
            value = row.get(question.id)
            if isinstance(value, dict):
                same = next((held for held in known if _bare(held) == _bare(value) and AT in held), None)
                value[AT] = same[AT] if same else clock.now().astimezone(PARIS).isoformat(timespec="seconds")


def _bare(value: Any) -> Any:
    return {name: held for name, held in value.items() if name != AT} if isinstance(value, dict) else value
