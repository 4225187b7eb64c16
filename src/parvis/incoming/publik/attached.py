"""Questions of w.c.s. for files → ours.

What a platform takes of any file is its own rule, there as here, and stands in no form: it is told, and weighs nothing.
What a form says of types and sizes does.
"""

from __future__ import annotations

import re

from parvis.incoming.domain import prose
from parvis.incoming.domain.model import Ask
from parvis.incoming.domain.nodes import Node
from parvis.incoming.publik.package import Package

#: types of files over there that ours hold, by what they are here
_KINDS = {
    "application/pdf": "pdf",
    "application/vnd.oasis.opendocument.text": "office",
    "application/vnd.oasis.opendocument.spreadsheet": "office",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "office",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "office",
}
#: megabytes of one file here
_LARGEST = 25
_SIZE = re.compile(r"(\d{1,6}) ?([kKmM]?)(?:i?[oObB])?")


def read(ask: Ask, node: Node, package: Package) -> None:
    """Turn `ask` into a question for files: how many, how large, of which types."""
    ask.type, ask.format = "file", "file"
    ask.options = {"max": 1, "max_megabytes": _LARGEST, "kinds": ["picture", "pdf", "office"]}
    multiple, limit, kinds = (node.child(tag) for tag in ("multiple", "max_file_size", "document_type"))
    ask.entry.take(multiple, limit, kinds)
    if multiple is not None and multiple.text.strip().lower() == "true":
        ask.options["max"] = 20
    if limit is not None and limit.text.strip():
        _size(ask, limit.text.strip())
    mimes = [one for node in (kinds.children if kinds else ()) if node.tag == "mimetypes" for one in _mimes(node)]
    taken = {"picture" if one.startswith("image/") else _KINDS.get(one, "") for one in mimes}
    if "" in taken:
        others = ", ".join(one for one in mimes if not one.startswith("image/") and one not in _KINDS)
        ask.entry.near(
            "document_type",
            f"Ces types de fichiers ne sont pas acceptés ici ({others[:200]}).",
            f"These types of files are not accepted here ({others[:200]}).",
        )
    if taken - {""}:
        ask.options["kinds"] = [one for one in ask.options["kinds"] if one in taken]
    ask.entry.say("file", None, *prose.FILES)


def _mimes(node: Node) -> list[str]:
    held = (node.text, *(one.text for one in node.children))
    return [one for text in held for one in re.split(r"[,\s]+", text) if one]


def _size(ask: Ask, text: str) -> None:
    found = _SIZE.fullmatch(text)
    size = int(found[1]) * {"": 1, "k": 1_000, "m": 1_000_000}[found[2].lower()] if found else 0
    if size and size % 1_000_000 == 0 and size <= _LARGEST * 1_000_000:
        ask.options["max_megabytes"] = size // 1_000_000
        return
    if size:
        ask.options["max_megabytes"] = min(_LARGEST, max(1, size // 1_000_000))
    ask.entry.near(
        "max_file_size",
        f"Un fichier pèse ici {ask.options['max_megabytes']} Mo au plus, et non {text}.",
        f"A file weighs {ask.options['max_megabytes']} MB at most here, not {text}.",
    )
