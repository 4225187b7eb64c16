"""A tree as a page sends it: inputs named by the places of its parts, and the buttons that change it.

`<name>-r` is the root, `-0`, `-1`… its parts, `-i` the condition on each record, `-c` that of a formula. Whatever is
sent gives a tree, bounded; what it says is another question.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import QueryDict

from parvis.conditions.data import Group, Mode, Node, Operand, Row, Tree, Written
from parvis.conditions.domain.trees import ROOT

MOST_PARTS = 120
"""Groups and rows of one tree that a page may send: a dozen inputs each, of the 2,000 of a request."""
_DEEPEST = 14
LONGEST = 20_000
"""Characters of one input."""


class _Reader:
    def __init__(self, post: QueryDict, name: str) -> None:
        self.post = post
        self.name = name
        self.left = MOST_PARTS

    def get(self, path: str, part: str, *, bare: bool = False) -> str:
        found = str(self.post.get(f"{self.name}-{path}-{part}") or "")[:LONGEST].replace("\x00", "")
        return found if bare else found.strip()

    def count(self, path: str) -> int:
        said = self.get(path, "n")
        return min(int(said), self.left) if said.isascii() and said.isdigit() and len(said) < 4 else 0

    def kind(self, path: str) -> str:
        return self.get(path, "kind")

    def group(self, path: str, depth: int = 0) -> Group:
        mode = self.get(path, "mode")
        made = Group(Mode(mode) if mode in list(Mode) else Mode.ALL)
        if depth > _DEEPEST:
            return made
        for index in range(self.count(path)):
            if self.left <= 0:
                break
            made.children.append(self.node(f"{path}-{index}", depth + 1))
        return made

    def node(self, path: str, depth: int) -> Node:
        self.left -= 1
        kind = self.kind(path)
        if kind == "group":
            return self.group(path, depth)
        if kind == "written":
            return Written(self.get(path, "text"))
        row = Row(
            subject=self.get(path, "subject"),
            operator=self.get(path, "op"),
            against=self.get(path, "against"),
            value=self.get(path, "value"),
            several=self.several(path),
            shift=self.get(path, "shift"),
            unit=self.get(path, "unit") or "days",
            number=self.get(path, "number"),
            over=self.get(path, "over"),
        )
        if self.kind(f"{path}-i") == "group":
            row.inner = self.group(f"{path}-i", depth + 1)
        return row

    def several(self, path: str) -> list[str]:
        """Ticked boxes, or one value a line."""
        sent = self.post.getlist(f"{self.name}-{path}-several")[:500]
        return [line.strip() for each in sent for line in str(each)[:LONGEST].splitlines() if line.strip()][:500]

    def operand(self, path: str, depth: int = 0) -> Operand:
        self.left -= 1
        made = Operand(
            source=self.get(path, "source"),
            value=self.get(path, "value", bare=True),
            text=self.get(path, "text"),
            over=self.get(path, "over"),
        )
        if depth > _DEEPEST:
            return made
        if self.kind(f"{path}-c") == "group":
            made.condition = self.group(f"{path}-c", depth + 1)
        for index in range(self.count(path)):
            if self.left <= 0:
                break
            made.parts.append(self.operand(f"{path}-{index}", depth + 1))
        return made


def read(post: QueryDict, name: str) -> Tree | None:
    """The tree that was sent; None where the page had none of that name."""
    reader = _Reader(post, name)
    kind = reader.kind(ROOT)
    if kind == "operand":
        return reader.operand(ROOT)
    return reader.group(ROOT) if kind == "group" else None


# -- buttons --------------------------------------------------------------------------------------------------------


def act(tree: Tree, verb: str, path: str) -> str:
    """Do what a button says to the part at `path`; the path of the part to bring the person to. What no longer fits
    does nothing.
    """
    doing = _ACTS.get(verb)
    if doing is None:
        return path
    steps = path.split("-")[1:]
    part, above, index = _find(tree, steps)
    return doing(part, above, index, path) if part is not None else ROOT


_Part = Node | Operand


def _find(tree: Tree, steps: list[str]) -> tuple[_Part | None, _Part | None, int]:
    """The part, what holds it, and its place there (-1: it is no child)."""
    part: _Part | None = tree
    above: _Part | None = None
    index = -1
    for step in steps:
        above = part
        if step == "i":
            part, index = (above.inner if isinstance(above, Row) else None), -1
        elif step == "c":
            part, index = (above.condition if isinstance(above, Operand) else None), -1
        else:
            held: list[_Part] = []
            if isinstance(above, Group):
                held = [*above.children]
            elif isinstance(above, Operand):
                held = [*above.parts]
            index = int(step) if step.isascii() and step.isdigit() and len(step) < 4 else len(held)
            part = held[index] if index < len(held) else None
        if part is None:
            return None, None, -1
    return part, above, index


def _add(made: Callable[[], Node]) -> Callable[[_Part, _Part | None, int, str], str]:
    def add(part: _Part, above: _Part | None, index: int, path: str) -> str:
        if isinstance(part, Operand):
            part.parts.append(Operand())
            return f"{path}-{len(part.parts) - 1}"
        if not isinstance(part, Group):
            return path
        part.children.append(made())
        return f"{path}-{len(part.children) - 1}"

    return add


def _remove(part: _Part, above: _Part | None, index: int, path: str) -> str:
    over = path.rpartition("-")[0]
    if index < 0 or above is None:
        if isinstance(part, Group):
            part.children.clear()
        return path
    if isinstance(above, Group):
        del above.children[index]
        return f"{over}-{index - 1}" if index else over
    if isinstance(above, Operand):
        del above.parts[index]
    return over


def _shift(by: int) -> Callable[[_Part, _Part | None, int, str], str]:
    def move(part: _Part, above: _Part | None, index: int, path: str) -> str:
        if not isinstance(above, Group) or index < 0 or not 0 <= index + by < len(above.children):
            return path
        above.children.insert(index + by, above.children.pop(index))
        return f"{path.rpartition('-')[0]}-{index + by}"

    return move


def _wrap(part: _Part, above: _Part | None, index: int, path: str) -> str:
    """Into a group of its own, with an empty row to go on."""
    if not isinstance(above, Group) or index < 0 or isinstance(part, Operand):
        return path
    mode = Mode.ANY if above.mode in (Mode.ALL, Mode.NOT_ALL) else Mode.ALL
    above.children[index] = Group(mode, [part, Row()])
    return f"{path}-1"


def _unwrap(part: _Part, above: _Part | None, index: int, path: str) -> str:
    """A group's parts into the group around it."""
    if isinstance(above, Group) and isinstance(part, Group) and index >= 0:
        above.children[index : index + 1] = part.children
    return path


def _clear(part: _Part, above: _Part | None, index: int, path: str) -> str:
    if isinstance(part, Group):
        part.children.clear()
    elif isinstance(part, Operand):
        part.source, part.value, part.text, part.parts, part.condition = "", "", "", [], None
    return path


_ACTS: dict[str, Callable[[_Part, _Part | None, int, str], str]] = {
    "add": _add(Row),
    "group": _add(lambda: Group(Mode.ANY, [Row(), Row()])),
    "written": _add(Written),
    "remove": _remove,
    "up": _shift(-1),
    "down": _shift(1),
    "wrap": _wrap,
    "unwrap": _unwrap,
    "clear": _clear,
}
