"""What `parvis check` asks; modules add their own from `plugins/`.

A check looks and tells, in plain words, what an operator must do; it changes nothing and never raises for what it
finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from parvis.kernel.registry import Registry

Level = Literal["ok", "note", "problem"]


@dataclass(frozen=True)
class Finding:
    """One line: what is so, and (unless it is fine) how to mend it."""

    level: Level
    text: str
    mend: str = ""


@dataclass(frozen=True)
class Check:
    """One question; `name` begins with two digits that give its place: "20-database"."""

    name: str
    run: Callable[[], Iterable[Finding]]


CHECKS: Registry[Check] = Registry("checks", key=attrgetter("name"))


def check(name: str) -> Callable[[Callable[[], Iterable[Finding]]], Callable[[], Iterable[Finding]]]:
    """Register a function as a check."""

    def decorate(run: Callable[[], Iterable[Finding]]) -> Callable[[], Iterable[Finding]]:
        CHECKS.register(Check(name, run))
        return run

    return decorate


def ok(text: str) -> Finding:
    """All is well."""
    return Finding("ok", text)


def note(text: str, mend: str = "") -> Finding:
    """The operator should know."""
    return Finding("note", text, mend)


def problem(text: str, mend: str) -> Finding:
    """The operator must act."""
    return Finding("problem", text, mend)
