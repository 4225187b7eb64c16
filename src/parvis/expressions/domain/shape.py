"""The shape of a rule: one operator per object, bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parvis.expressions.data import TODAY, MalformedRule, Rule

#: Deeper than any rule a person writes, far below what the engines' parsers bear (they refuse some 128 levels, and
#: lowering may add four to a level).
DEEPEST = 20
#: Operators, literals and list items of one rule together.
LARGEST = 600
#: Characters of one literal text.
LONGEST_TEXT = 2_000
#: Whole numbers up to here are exact in both engines (2^53 - 1, ECMAScript's MAX_SAFE_INTEGER).
LARGEST_INTEGER = 9_007_199_254_740_991

#: Operators whose second operand is evaluated once per item, with the item as its scope.
ITERATORS = frozenset({"some", "all", "none", "list.any", "list.all", "list.none", "list.count", "list.sum"})


def split(rule: dict[str, Any]) -> tuple[str, list[Any]]:
    """The operator of a rule and its operands as a list (``{"!": x}`` is short for ``{"!": [x]}``)."""
    ((name, operands),) = rule.items()
    return name, operands if isinstance(operands, list) else [operands]


def pointer(path: str, *steps: str | int) -> str:
    """``path`` extended by ``steps``, as RFC 6901 writes it."""
    return path + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def operand_pointer(path: str, rule: dict[str, Any], name: str, index: int) -> str:
    """Where operand ``index`` of ``rule`` stands, with or without the list around a single operand."""
    return pointer(path, name, index) if isinstance(rule[name], list) else pointer(path, name)


def size(rule: Rule) -> int:
    """Parts of a bounded rule: operators, literals, list items."""
    if isinstance(rule, dict):
        return 1 + sum(map(size, split(rule)[1]))
    return 1 + sum(map(size, rule)) if isinstance(rule, list) else 1


def bounded(rule: Rule) -> None:
    """Raise MalformedRule unless the rule is JSON of one operator per object within the limits. Never recurses."""
    seen = 0
    waiting: list[tuple[Any, int]] = [(rule, 1)]
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen + len(waiting) > LARGEST:
            raise MalformedRule(f"more than {LARGEST} parts")
        if depth > DEEPEST:
            raise MalformedRule(f"deeper than {DEEPEST} levels")
        if isinstance(node, dict):
            if len(node) != 1 or not all(isinstance(name, str) for name in node):
                raise MalformedRule("an object holds exactly one operator")
            (operands,) = node.values()
            waiting.extend((operand, depth + 1) for operand in (operands if isinstance(operands, list) else [operands]))
        elif isinstance(node, list):
            waiting.extend((item, depth + 1) for item in node)
        elif isinstance(node, str):
            if len(node) > LONGEST_TEXT:
                raise MalformedRule(f"a text of more than {LONGEST_TEXT} characters")
            if any("\ud800" <= character <= "\udfff" for character in node):
                raise MalformedRule("a text that is not Unicode")
        elif isinstance(node, float):
            if not abs(node) <= LARGEST_INTEGER:
                raise MalformedRule("a number out of bounds")
        elif isinstance(node, int):
            if abs(node) > LARGEST_INTEGER:
                raise MalformedRule("a number out of bounds")
        elif node is not None:
            raise MalformedRule(f"a {type(node).__name__} is not JSON")


def reads(rule: Rule) -> frozenset[str]:
    """Names of the variables (of the outermost scope) that the rule depends on; ``today`` among them where it is used.

    Raises MalformedRule.
    """
    bounded(rule)
    return frozenset(_names(rule, inside=False))


def named(rule: Rule) -> frozenset[str]:
    """The names (of the outermost scope) that a rule reads, as it writes them: `home.postcode`, not `home`.

    Raises MalformedRule.
    """
    bounded(rule)
    return frozenset(_names(rule, inside=False, whole=True)) - {TODAY}


def _names(rule: Rule, inside: bool, whole: bool = False) -> Iterator[str]:
    if isinstance(rule, list):
        for item in rule:
            yield from _names(item, inside, whole)
    elif isinstance(rule, dict):
        name, operands = split(rule)
        if name in ("today", "age"):
            yield TODAY
        if name in ("var", "outer"):
            if operands and isinstance(operands[0], str) and (name == "outer" or not inside):
                yield operands[0] if whole else operands[0].partition(".")[0]
        elif name in ITERATORS and len(operands) == 2:
            yield from _names(operands[0], inside, whole)
            yield from _names(operands[1], inside=True, whole=whole)
        else:
            for operand in operands:
                yield from _names(operand, inside, whole)
