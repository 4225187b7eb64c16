"""Values that depend on themselves: what no evaluation settles."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.forms.data import LocalizedText, Problem
from parvis.forms.domain.questions import Item, Leaf, Repeated
from parvis.forms.domain.rules import RuleBook


def said(words: Promise, **values: str) -> LocalizedText:
    """A message in both languages: problems are kept and shown to others than who made them."""
    with translation.override("fr"):
        french = str(words) % values if values else str(words)
    with translation.override("en"):
        english = str(words) % values if values else str(words)
    return LocalizedText(fr=french, en=english)


def problems(leaves: tuple[Leaf, ...]) -> list[Problem]:
    """Values that depend on themselves, through what computes them or what shows the questions they read."""
    book = RuleBook(leaves)
    needs: dict[str, set[str]] = {}
    owners = {member.id: block.id for block in book.blocks.values() for member in block.items}
    for name, rules in book.rules_behind.items():
        found: set[str] = set()
        for rule in rules:
            found |= book.reads.get(rule, frozenset()) | book.reads_in_rows.get(rule, frozenset())
        needs[name] = {other for other in found if other in book.rules_behind}
    for member, block in owners.items():
        # a block's rows are what their fields make them
        needs[block].add(member)
    state: dict[str, int] = {}
    circles: list[str] = []

    def visit(name: str) -> None:
        state[name] = 1
        for other in sorted(needs[name]):
            if state.get(other) == 1:
                circles.append(other)
            elif other not in state:
                visit(other)
        state[name] = 2

    for name in needs:
        if name not in state:
            visit(name)
    paths = {item.id: path for path, item in _paths(leaves)}
    return [Problem(paths[name], said(_("“%(id)s” depends on itself"), id=name)) for name in dict.fromkeys(circles)]


def _paths(leaves: tuple[Leaf, ...]) -> Iterator[tuple[str, Item]]:
    for p, one in enumerate(leaves):
        for s, part in enumerate(one.parts):
            for i, item in enumerate(part.items):
                yield from _within(f"pages.{p}.sections.{s}.items.{i}", item)


def _within(path: str, item: Item) -> Iterator[tuple[str, Item]]:
    yield path, item
    for f, member in enumerate(item.items if isinstance(item, Repeated) else ()):
        yield from _within(f"{path}.fields.{f}", member)
