"""A file as a tree of nodes, whether it was XML or JSON, so that one ledger can account for all of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from parvis.incoming.data import Unreadable
from parvis.incoming.domain.budget import Budget, refused, too_large

#: bounds of one file: the largest real one has 90 kB, 2,500 nodes and 11 levels
LARGEST = 8_000_000
DEEPEST = 64
MOST_ATTRIBUTES = 100
#: characters of the name of a node or an attribute, and of a text
LONGEST_NAME, LONGEST_TEXT = 200, 100_000

_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*+")
_SURROGATES = re.compile("[\ud800-\udfff]")
#: the texts of a JSON document, the last of which may be left open
_JSON_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
#: what keeps a path unique: signs of paths in a key, written in another way
_IN_KEYS = str.maketrans({"~": "~0", "/": "~1", "[": "~2", "]": "~3"})


def whole(text: str) -> int | None:
    """The number that these figures write, None for anything else (a sign, a computation, "²", too many figures)."""
    figures = text.strip()
    return int(figures) if figures.isdecimal() and len(figures) <= 12 else None


def bound(text: str, *, whole: bool) -> int | float:
    """A bound of numbers. Raises ValueError for what writes none that a form could hold."""
    if len(text) > 40:
        raise ValueError(text[:40])
    found = int(text) if whole else float(text)
    if not abs(found) <= 10**15:
        raise ValueError(text)
    return found


def without_surrogates(text: str) -> str:
    """Halves of characters, which no file can be written with, replaced."""
    return _SURROGATES.sub("\ufffd", text)


@dataclass(slots=True)
class Node:
    """An element of XML, or a value of JSON (a list's members are called `item`). `path` is unique in its file."""

    tag: str
    path: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)
    #: characters of a file within the file (base64), which is not kept: `text` is empty then
    held: int = 0

    def child(self, tag: str) -> Node | None:
        """The first child of that name."""
        return next((one for one in self.children if one.tag == tag), None)

    def all(self, tag: str) -> list[Node]:
        """The children of that name."""
        return [one for one in self.children if one.tag == tag]

    def value(self, *tags: str) -> str:
        """The text of the descendant along `tags`, trimmed; "" where there is none."""
        here: Node | None = self
        for tag in tags:
            here = here.child(tag) if here else None
        return here.text.strip() if here else ""

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        todo = [self]
        while todo:
            here = todo.pop()
            yield here
            todo.extend(reversed(here.children))


def _too_long() -> Unreadable:
    return refused(
        "Un texte de ce fichier dépasse 100 000 caractères : il est refusé.",
        "A text of this file is longer than 100,000 characters: it is refused.",
    )


def _made(tag: str, path: str, attributes: dict[str, str], budget: Budget) -> Node:
    """A node, once it is paid for."""
    if len(attributes) > MOST_ATTRIBUTES:
        raise too_large()
    for name, value in attributes.items():
        if len(name) > LONGEST_NAME or len(value) > LONGEST_TEXT:
            raise _too_long()
    budget.node(path)
    return Node(tag, path, attributes)


class _Builder:
    """Hears the parser; holds the bounds."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.root: Node | None = None
        self.stack: list[tuple[Node, Counter[str]]] = []
        self.texts: list[list[str]] = []
        self.lengths: list[int] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= DEEPEST or len(tag) > LONGEST_NAME:
            raise too_large()
        if self.stack:
            parent, seen = self.stack[-1]
            seen[tag] += 1
            node = _made(tag, f"{parent.path}/{tag}[{seen[tag]}]", attributes, self.budget)
            parent.children.append(node)
        else:
            node = self.root = _made(tag, tag, attributes, self.budget)
        self.stack.append((node, Counter()))
        self.texts.append([])
        self.lengths.append(0)

    def end(self, _tag: str) -> None:
        node, _seen = self.stack.pop()
        node.text = "".join(self.texts.pop())
        length = self.lengths.pop()
        if length > LONGEST_TEXT:
            node.held = length

    def characters(self, text: str) -> None:
        self.lengths[-1] += len(text)
        if self.lengths[-1] <= LONGEST_TEXT:
            self.texts[-1].append(text)
            return
        # a file in a file (the template of a document) is told, not kept; any other text of that length is refused
        tag = self.stack[-1][0].tag
        if not ("content" in tag or "64" in tag) or not _BASE64.fullmatch("".join(self.texts[-1]) + text):
            raise _too_long()
        self.texts[-1].clear()


def _no_doctype(*_told: object) -> int:
    raise refused(
        "Ce fichier XML déclare un type de document ou des entités, ce que les exports ne font jamais : il est refusé.",
        "This XML file declares a document type or entities, which exports never do: it is refused.",
    )


def from_xml(data: bytes, budget: Budget | None = None) -> Node:
    """The tree of an XML document. Nothing is fetched, declared entities and DTDs are refused. Raises Unreadable."""
    if len(data) > LARGEST:
        raise too_large()
    builder = _Builder(budget or Budget())
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    parser.ExternalEntityRefHandler = _no_doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, Unreadable):
            raise
        line = getattr(error, "lineno", 0)
        raise refused(
            f"Ce n’est pas du XML bien formé (ligne {line}) : exportez-le à nouveau.",
            f"This is no well-formed XML (line {line}): export it again.",
        ) from error
    assert builder.root is not None  # expat refuses a document without an element
    return builder.root


def from_json(data: bytes, budget: Budget | None = None, name: str = "json") -> Node:
    """The tree of a JSON document: an object's members are children by name. Raises Unreadable."""
    if len(data) > LARGEST:
        raise too_large()
    budget = budget or Budget()
    bare = _JSON_TEXT.sub(b"", data)
    # every value but the first opens a list or an object, or stands after a comma: counted before any is made
    if sum(bare.count(sign) for sign in (b",", b"[", b"{")) > 2 * budget.nodes:
        raise too_large()
    try:
        # numbers stay as they are written: no reader needs them as numbers, and "1e999999" costs nothing
        found = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise refused(
            "Ce n’est pas du JSON lisible : téléchargez le schéma à nouveau.",
            "This is no readable JSON: download the schema again.",
        ) from error
    root = _made(name, name, {}, budget)
    todo: list[tuple[Node, Any, int]] = [(root, found, 1)]
    while todo:
        node, value, depth = todo.pop()
        if depth > DEEPEST:
            raise too_large()
        if isinstance(value, dict | list):
            members = value.items() if isinstance(value, dict) else (("item", one) for one in value)
            for index, (key, one) in enumerate(members, 1):
                if len(key) > LONGEST_NAME:
                    raise too_large()
                tag = without_surrogates(key)
                child = _made(tag, f"{node.path}/{tag.translate(_IN_KEYS)}[{index}]", {}, budget)
                node.children.append(child)
                todo.append((child, one, depth + 1))
            node.attributes["json"] = "object" if isinstance(value, dict) else "list"
        elif value is None:
            node.attributes["json"] = "null"
        elif isinstance(value, bool):
            node.text = "true" if value else "false"
        else:
            if len(value) > LONGEST_TEXT:
                raise _too_long()
            node.text = without_surrogates(value)
    return root
