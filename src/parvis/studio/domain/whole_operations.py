"""Operations on the whole of a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parvis.studio.data import Document, Operation, Replace


def _replace(document: Document, operation: Replace, reserved: frozenset[str]) -> str:
    document["definition"], document["face"] = operation.definition, operation.face
    return ""


DOING: dict[type[Operation], Callable[[Document, Any, frozenset[str]], str]] = {Replace: _replace}
