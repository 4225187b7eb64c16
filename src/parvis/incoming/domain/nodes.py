"""A file as a tree of nodes, whether it was XML or JSON, so that one ledger can account for all of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from parvis.forms.data import LocalizedText
from parvis.incoming.data import Unreadable

#: bounds of one file: the largest real one has 90 kB, 2,500 nodes and 11 levels
LARGEST = 8_000_000
MOST_NODES = 200_000
DEEPEST = 64
#: the same file held as a tree: attributes of one node, all of their characters
MOST_ATTRIBUTES = 100


@dataclass(slots=True)
class Node:
    """An element of XML, or a value of JSON (a list's members are called `item`). `path` is unique in its file."""

    tag: str
    path: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)

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


def _refused(fr: str, en: str) -> Unreadable:
    return Unreadable(LocalizedText(fr=fr, en=en))


def _too_large() -> Unreadable:
    return _refused(
        "Ce fichier est trop grand ou trop imbriqué pour être une démarche : rien n’a été lu.",
        "This file is too large or too deeply nested for a procedure: nothing was read.",
    )


class _Builder:
    """Hears the parser; holds the bounds."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.stack: list[tuple[Node, Counter[str]]] = []
        self.texts: list[list[str]] = []
        self.number = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.number += 1
        if self.number > MOST_NODES or len(self.stack) >= DEEPEST or len(attributes) > MOST_ATTRIBUTES:
            raise _too_large()
        if self.stack:
            parent, seen = self.stack[-1]
            seen[tag] += 1
            node = Node(tag, f"{parent.path}/{tag}[{seen[tag]}]", attributes)
            parent.children.append(node)
        else:
            node = self.root = Node(tag, tag, attributes)
        self.stack.append((node, Counter()))
        self.texts.append([])

    def end(self, _tag: str) -> None:
        node, _seen = self.stack.pop()
        node.text = "".join(self.texts.pop())

    def characters(self, text: str) -> None:
        self.texts[-1].append(text)


def _no_doctype(*_told: object) -> int:
    raise _refused(
        "Ce fichier XML déclare un type de document ou des entités, ce que les exports ne font jamais : il est refusé.",
        "This XML file declares a document type or entities, which exports never do: it is refused.",
    )


def from_xml(data: bytes) -> Node:
    """The tree of an XML document. Nothing is fetched, declared entities and DTDs are refused. Raises Unreadable."""
    if len(data) > LARGEST:
        raise _too_large()
    builder = _Builder()
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
        raise _refused(
            f"Ce n’est pas du XML bien formé (ligne {line}) : exportez-le à nouveau.",
            f"This is no well-formed XML (line {line}): export it again.",
        ) from error
    assert builder.root is not None  # expat refuses a document without an element
    return builder.root


def from_json(data: bytes, name: str = "json") -> Node:
    """The tree of a JSON document: an object's members are children by name. Raises Unreadable."""
    if len(data) > LARGEST:
        raise _too_large()
    try:
        # numbers stay as they are written: no reader needs them as numbers, and "1e999999" costs nothing
        found = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise _refused(
            "Ce n’est pas du JSON lisible : téléchargez le schéma à nouveau.",
            "This is no readable JSON: download the schema again.",
        ) from error
    root = Node(name, name)
    todo: list[tuple[Node, Any, int]] = [(root, found, 1)]
    number = 0
    while todo:
        node, value, depth = todo.pop()
        number += 1
        if number > MOST_NODES or depth > DEEPEST:
            raise _too_large()
        if isinstance(value, dict | list):
            members = value.items() if isinstance(value, dict) else (("item", one) for one in value)
            for index, (key, one) in enumerate(members, 1):
                tag = str(key)[:200]
                child = Node(tag, f"{node.path}/{tag}[{index}]")
                node.children.append(child)
                todo.append((child, one, depth + 1))
            node.attributes["json"] = "object" if isinstance(value, dict) else "list"
        elif value is None:
            node.attributes["json"] = "null"
        elif isinstance(value, bool):
            node.text = "true" if value else "false"
        else:
            node.text = value
    return root
