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
        self._here = leaf.ids() | {
            question.id for item in leaf.items() if isinstance(item, Repeated) for question in item.questions
        }

    def _needs(self, names: Iterable[str], row_of: str | None = None) -> frozenset[str]:
        """Everything that the rules `names` depend on: what they read, what shows that, what computes it."""
        pending = list(names)
        done: set[str] = set()
        found: set[str] = set()
        row_reads = self._book.row_reads.get(row_of, {}) if row_of else {}
        while pending:
            name = pending.pop()
            if name in done:
                continue
            done.add(name)
            for variable in self._book.reads.get(name, frozenset()) | row_reads.get(name, frozenset()):
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
            for item in part.items:
                if self._needs([SHOWN + item.id]) & self._here:
                    found.add(item.id)
                for member in item.questions if isinstance(item, Repeated) else ():
                    if self._needs([SHOWN + member.id], item.id) & self._here:
                        found.add(member.id)
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
                    inner: dict[str, Any] = {}
                    for member in item.questions:
                        for prefix in (SHOWN, REQUIRED, COMPUTED):
                            if item.id in book.row_programs:
                                _take(inner, book.row_programs[item.id].page, prefix + member.id)
                    rows[item.id] = {
                        "section": part.id,
                        "rules": inner,
                        "fields": [_reader(member, part.id) for member in item.questions],
                    }
        if not any(self._needs([name]) & self._here for name in rules) and not any(
            one["rules"] for one in rows.values()
        ):
            return None
        return {"rules": rules, "fields": fields, "blocks": rows}

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
            for item in part.items:
                for read in self._book.row_reads.get(item.id, {}).values():
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
