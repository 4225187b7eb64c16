"""What a description of the API says, for the extraction of messages: docstrings and keywords that no `_()` marks.

Ninja takes the words of an operation from its docstring, and those of a shape from its class. They are messages as
any other: `apiplatform.interface` translates them when it makes the description, so the catalogues have to hold them.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

_SAYS = ("summary", "description")


def extract(
    file: BytesIO, keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """What babel finds in a module of Python, and what its description says: an extractor as babel asks for them."""
    from babel.messages.extract import extract_python  # pages of the web need `plain` alone

    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type]
    file.seek(0)
    for line, words in said(file.read().decode()):
        yield line, "_", plain(words), []


def said(source: str) -> Iterator[tuple[int, str]]:
    """The words of operations (`@router.…`), of shapes (`…In`, `…Out`) and of their parts, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and _describes(node):
            yield from _docstring(node)
        elif isinstance(node, ast.keyword) and node.arg in _SAYS:
            yield from _constant(node.value)
        elif isinstance(node, ast.Dict):
            for name, value in zip(node.keys, node.values, strict=True):
                if isinstance(name, ast.Constant) and name.value in _SAYS:
                    yield from _constant(value)


def plain(words: str) -> str:
    """Words as a message: on one line, whatever the lines of the source. Spaces that don't break stay what they are."""
    return re.sub(r"[ \t\n]+", " ", words).strip()


def _describes(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether its docstring is read by those who call the API."""
    if isinstance(node, ast.ClassDef):
        return node.name.endswith(("In", "Out"))
    return any(_routes(one) for one in node.decorator_list)


def _routes(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and isinstance(decorator.func.value, ast.Name)
        and decorator.func.value.id == "router"
    )


def _docstring(node: ast.FunctionDef | ast.ClassDef) -> Iterator[tuple[int, str]]:
    if words := ast.get_docstring(node):
        yield node.lineno, words


def _constant(node: ast.expr) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.lineno, node.value
