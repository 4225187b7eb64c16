"""The face of `incoming`: read what another system exported, and write what it became."""

from __future__ import annotations

import json
from typing import Any

from parvis.forms.data import LocalizedText
from parvis.incoming.data import Element, Imported, Unmapped, Unreadable
from parvis.incoming.domain.opening import Brought
from parvis.incoming.domain.reading import read
from parvis.incoming.sheet.columns import Role

__all__ = ["Brought", "Role", "Unmapped", "as_json", "line", "read", "unknown", "unreadable"]


def unreadable(*, fr: str, en: str) -> Unreadable:
    """Why something that was brought can’t be read, for whoever brought it."""
    return Unreadable(LocalizedText(fr=fr, en=en))


def unknown() -> Unreadable:
    """Nobody knows why: what is said where a reader fell."""
    return unreadable(fr="Cet export n’a pas pu être lu.", en="This export could not be read.")


def as_json(made: Imported) -> str:
    """The definition as a file: what was never set is left out."""
    return json.dumps(made.definition.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False, indent=1)


def line(element: Element, language: str) -> dict[str, Any]:
    """An element of the report as JSON, its remarks in that language."""
    return {
        "file": element.file,
        "path": element.path,
        "kind": str(element.kind),
        "name": element.name,
        "verdict": str(element.verdict),
        "target": element.target,
        "details": [
            {
                "setting": detail.setting,
                "verdict": str(detail.verdict) if detail.verdict else "aside",
                "says": detail.says.into(language),
            }
            for detail in element.details
        ],
    }
