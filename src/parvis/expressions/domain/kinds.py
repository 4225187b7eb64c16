"""Kinds found and kinds expected in a rule, and how one says that they differ."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from parvis.expressions.data import Code, Kind, Problem, Rule, Scope
from parvis.expressions.domain import functions
from parvis.expressions.domain.signatures import DATES, NUMBERS, TEXTS, Kinds


@dataclass(frozen=True, slots=True)
class Typed:
    """What is known of a part of a rule. No kinds: it is wrong already, or the literal null."""

    kinds: Kinds
    missing: bool = False
    literal: bool = False
    value: Any = None
    choices: tuple[str, ...] = ()
    fields: Scope = field(default_factory=dict)


WRONG = Typed(frozenset(), missing=True)


class Expecting:
    """Walks a rule once, from operands to operators, collecting problems. ``filled``: variables known not missing."""

    def __init__(self, scope: Scope) -> None:
        self.problems: list[Problem] = []
        self.scopes: list[Scope] = [scope]
        self.filled: frozenset[str] = frozenset()

    def say(self, path: str, code: Code, message: str) -> Typed:
        self.problems.append(Problem(path, code, message))
        return WRONG

    def infer(self, rule: Rule, path: str) -> Typed:
        """What is known of ``rule``, having checked what is inside it."""
        raise NotImplementedError

    def expect(self, rule: Rule, path: str, kinds: Kinds) -> Typed:
        """Check ``rule`` and that its value is of one of ``kinds``."""
        found = self.infer(rule, path)
        return self.require(found, path, kinds)

    def require(self, found: Typed, path: str, kinds: Kinds) -> Typed:
        if not found.kinds:
            return found
        if found.literal and isinstance(found.value, str):
            return self._literal_text(found, path, kinds)
        accepted = kinds | {Kind.INTEGER} if Kind.DECIMAL in kinds else kinds
        accepted = accepted | {Kind.CHOICE} if Kind.TEXT in kinds else accepted
        if not found.kinds & accepted:
            return self.say(
                path,
                Code.WRONG_KIND,
                _("This is %(found)s; %(expected)s is expected.")
                % {"found": named(found.kinds), "expected": named(kinds)},
            )
        return found

    def _literal_text(self, found: Typed, path: str, kinds: Kinds) -> Typed:
        """A literal text is whatever its place asks for, if it reads as one."""
        if kinds & TEXTS:
            return found
        if Kind.DATE in kinds and functions.day(found.value) is not None:
            return Typed(DATES, literal=True, value=found.value)
        if Kind.DATETIME in kinds and functions.instant(found.value) is not None:
            return Typed(frozenset({Kind.DATETIME}), literal=True, value=found.value)
        return self.say(
            path,
            Code.WRONG_KIND,
            _("“%(value)s” is not %(expected)s.") % {"value": found.value, "expected": named(kinds)},
        )


def comparable(kinds: Kinds) -> Kinds:
    """The kinds that are compared with values of ``kinds``: numbers with numbers, texts with texts."""
    return next((family for family in (NUMBERS, TEXTS) if kinds & family), kinds)


def named(kinds: Collection[Kind]) -> str:
    """Kinds in words, in the active language."""
    names = {
        Kind.TEXT: _("a text"),
        Kind.INTEGER: _("a whole number"),
        Kind.DECIMAL: _("a number"),
        Kind.BOOLEAN: _("yes or no"),
        Kind.DATE: _("a date"),
        Kind.DATETIME: _("a date with its time"),
        Kind.CHOICE: _("a choice"),
        Kind.CHOICES: _("several choices"),
        Kind.RECORDS: _("a repeated block"),
    }
    return _(" or ").join(names[kind] for kind in Kind if kind in kinds)
