"""Operations on the examples of a document: kept, changed, taken away; with their steps and undoing as any other."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.data import MOST_EXAMPLES
from parvis.studio.data import DeleteExample, Document, Operation, PutExample, Refused
from parvis.studio.domain.naming import new_id

#: characters of one example, and of all, as JSON: each edit of the document carries them along
LONGEST, LONGEST_TOGETHER = 60_000, 400_000


def examples(document: Document) -> list[dict[str, Any]]:
    """The examples of a document."""
    found: list[dict[str, Any]] = document["definition"].get("examples") or []
    return found


def find(document: Document, example_id: str) -> dict[str, Any] | None:
    """The example of that id; None where there is none."""
    return next((one for one in examples(document) if one["id"] == example_id), None)


def _put(document: Document, operation: PutExample, reserved: frozenset[str]) -> str:
    held = document["definition"].setdefault("examples", [])
    made = dict(operation.example)
    index = next((number for number, one in enumerate(held) if one["id"] == made.get("id")), None)
    if index is None:
        if len(held) >= MOST_EXAMPLES:
            raise Refused(_("There are %(most)s examples already: delete one first.") % {"most": MOST_EXAMPLES})
        name = str(made.get("name", ""))
        made["id"] = new_id(name, {one["id"] for one in held}, fallback="exemple")
        held.append(made)
    else:
        held[index] = made
    if len(json.dumps(made)) > LONGEST or len(json.dumps(held)) > LONGEST_TOGETHER:
        raise Refused(_("This example is too long to be kept: shorten its answers, or what is expected of it."))
    return f"examples:{made['id']}"


def _delete(document: Document, operation: DeleteExample, reserved: frozenset[str]) -> str:
    if find(document, operation.id) is None:
        raise Refused(_("This example is no longer there."))
    left = [one for one in examples(document) if one["id"] != operation.id]
    document["definition"]["examples"] = left
    return ""


DOING: dict[type[Operation], Callable[[Document, Any, frozenset[str]], str]] = {
    PutExample: _put,
    DeleteExample: _delete,
}
