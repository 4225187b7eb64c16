"""What of a page changes while it is filled in, and the rules that the page's script needs for that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from parvis.forms.data import FormState, JsonValue
from parvis.forms.domain.questions import Leaf, Question, Repeated
from parvis.forms.domain.rules import COMPUTED, REQUIRED, SHOWN, RuleBook


class LivePage:
    """For one page: the items whose rules depend, directly or not, on questions of the same page."""

    def __init__(self, book: RuleBook, leaf: Leaf) -> None:
        self._book = book
        self._leaf = leaf
        self._here = leaf.ids() | {member.id for block in leaf.blocks() for member in block.items}

    def _needs(self, names: Iterable[str]) -> frozenset[str]:
        """Everything that the rules `names` depend on: what they read, what shows that, what computes it."""
        pending = list(names)
        done: set[str] = set()
        found: set[str] = set()
        while pending:
            name = pending.pop()
            if name in done:
                continue
            done.add(name)
            for variable in self._book.reads.get(name, frozenset()) | self._book.reads_in_rows.get(name, frozenset()):
                found.add(variable)
                pending += self._book.rules_behind.get(variable, ())
        return frozenset(found)

    @cached_property
    def shown(self) -> frozenset[str]:
        """Ids of sections, blocks and fields that may appear or vanish while the page is filled in."""
        found = set()
        for part in self._leaf.parts:
            if self._needs([SHOWN + part.id]) & self._here:
                found.add(part.id)
        items = [item for block in self._leaf.blocks() for item in block.items]
        for item in (*self._leaf.items(), *items):
            if self._needs([SHOWN + item.id]) & self._here:
                found.add(item.id)
        return frozenset(found)

    @cached_property
    def section_of(self) -> Mapping[str, str]:
        return {item.id: part.id for part in self._leaf.parts for item in part.items}

    @cached_property
    def rules(self) -> dict[str, Any] | None:
        """What the script needs, apart from values: lowered rules and where to read. None where nothing is live."""
        book = self._book
        rules: dict[str, Any] = {}
        rows: dict[str, dict[str, Any]] = {}
        fields: list[dict[str, Any]] = []
        for part in self._leaf.parts:
            _take(rules, book.program.page, SHOWN + part.id)
            for item in part.items:
                for prefix in (SHOWN, REQUIRED, COMPUTED):
                    _take(rules, book.program.page, prefix + item.id)
                if isinstance(item, Question):
                    fields.append(_reader(item, part.id))
                else:
                    rows[item.id] = {"section": part.id, **self._rows(item)}
        inside = (name for block in self._leaf.blocks() for name in book.row_reads.get(block.id, ()))
        if not any(self._needs([name]) & self._here for name in rules) and not any(inside):
            return None
        return {"rules": rules, "fields": fields, "blocks": rows}

    def _rows(self, block: Repeated) -> dict[str, Any]:
        """The rules of one row, and what it holds."""
        inner: dict[str, Any] = {}
        program = self._book.row_programs.get(block.id)
        for member in block.items:
            for prefix in (SHOWN, REQUIRED, COMPUTED):
                _take(inner, program.page if program else {}, prefix + member.id)
        found: dict[str, Any] = {"rules": inner, "fields": [_reader(one, one.section_id) for one in block.own]}
        if block.inner:
            found["blocks"] = {one.id: self._rows(one) for one in block.inner}
        return found

    @cached_property
    def _outside(self) -> frozenset[str]:
        """Variables that the page's rules read and that other pages, or nobody, ask."""
        names: set[str] = set()
        for part in self._leaf.parts:
            for name in (
                SHOWN + part.id,
                *(prefix + item.id for item in part.items for prefix in (SHOWN, REQUIRED, COMPUTED)),
            ):
                names |= self._book.reads.get(name, frozenset())
        for block in self._leaf.blocks():
            for read in self._book.row_reads.get(block.id, {}).values():
                names |= read
        return frozenset(names - self._here)

    def script_data(self, state: FormState, context: Mapping[str, JsonValue]) -> dict[str, Any] | None:
        """The JSON that `static/forms/live.js` reads; None where the page needs none."""
        if self.rules is None:
            return None
        given = {name: state.values.get(name, context.get(name)) for name in sorted(self._outside)}
        return {**self.rules, "given": given}


def _take(into: dict[str, Any], source: Mapping[str, Any], name: str) -> None:
    if name in source:
        into[name] = source[name]


def _reader(question: Question, section: str) -> dict[str, Any]:
    found: dict[str, Any] = {"id": question.id, "section": section, "reader": question.type.live}
    if question.field.computed is not None:
        found["computed"] = True
    return found
