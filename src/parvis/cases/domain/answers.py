"""Answers: what stands at a path (`email`, `responsible.family_name`), and the seal over all of them."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def value_at(answers: Mapping[str, Any], path: str) -> Any:
    """The answer at `path`, or None where nothing was answered."""
    found: Any = answers
    for step in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def text_at(answers: Mapping[str, Any], path: str) -> str:
    """The answer at `path` if it is a text, otherwise nothing."""
    found = value_at(answers, path)
    return found.strip() if isinstance(found, str) else ""


def texts_at(answers: Mapping[str, Any], paths: tuple[str, ...], separator: str = " ") -> str:
    """Those of the answers that are texts, joined."""
    return separator.join(text for text in (text_at(answers, path) for path in paths) if text)


def title_of(answers: Mapping[str, Any], paths: tuple[str, ...]) -> str:
    """What a case is called in lists: "Les Amis du Bastion – Concours", and the parts of one answer as one name."""
    found: dict[str, str] = {}
    for path in paths:
        root = path.partition(".")[0]
        found[root] = " ".join(filter(None, (found.get(root, ""), text_at(answers, path))))
    return " – ".join(text for text in found.values() if text)[:300]


def answers_digest(answers: Mapping[str, Any], salt: bytes) -> str:
    """Salted SHA-256 of the answers, for the timeline (which the ledger seals): a change outside of it shows."""
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(salt + text.encode()).hexdigest()
