"""The rules of a form gathered in programs, and their evaluation: one run for one write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parvis.expressions.api import Program, Rule, reads
from parvis.forms.data import Answers, Following, FormState, JsonValue
from parvis.forms.domain.following import follow
from parvis.forms.domain.questions import Item, Leaf, Part, Question, Repeated, Rows

PAGE, SHOWN, REQUIRED, CHECK, COMPUTED = "page:", "shown:", "required:", "check:", "computed:"
"""Prefixes of the names of rules; what follows is the id of the page, or of the section, block or field."""


def question_rules(question: Question) -> dict[str, Rule]:
    """The rules that hang on one field, by name."""
    found: dict[str, Rule] = {}
    asked = question.field
    if asked.condition is not None:
        found[SHOWN + asked.id] = asked.condition
    if not isinstance(asked.required, bool):
        found[REQUIRED + asked.id] = asked.required
    if asked.computed is not None:
        found[COMPUTED + asked.id] = asked.computed
    for index, one in enumerate(asked.checks):
        found[f"{CHECK}{asked.id}:{index}"] = one.rule
    return found


def form_rules(leaves: Iterable[Leaf]) -> dict[str, Rule]:
    """The rules of pages, sections, blocks and fields; not those of a block's fields, which run for each row."""
    found: dict[str, Rule] = {}
    for leaf in leaves:
        if leaf.page.condition is not None:
            found[PAGE + leaf.page.id] = leaf.page.condition
        for section in leaf.page.sections:
            if section.condition is not None:
                found[SHOWN + section.id] = section.condition
        for item in leaf.items():
            if isinstance(item, Question):
                found |= question_rules(item)
            elif item.block.condition is not None:
                found[SHOWN + item.id] = item.block.condition
    return found


def row_rules(block: Repeated) -> dict[str, Rule]:
    """The rules of a block's fields and of the blocks in it, run for each row; those have rows of their own."""
    found: dict[str, Rule] = {}
    for item in block.items:
        if isinstance(item, Question):
            found |= question_rules(item)
        elif item.block.condition is not None:
            found[SHOWN + item.id] = item.block.condition
    return found


def rules_behind(leaves: Iterable[Leaf]) -> dict[str, tuple[str, ...]]:
    """For each field and block: names of the rules that decide whether it counts and what it is worth."""
    found: dict[str, tuple[str, ...]] = {}
    for leaf in leaves:
        for part in leaf.parts:
            above = (PAGE + leaf.page.id, SHOWN + part.id)
            for item in part.items:
                found |= dict(_behind(item, above))
    return found


def _behind(item: Item, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield item.id, (*above, SHOWN + item.id, COMPUTED + item.id)
    for member in item.items if isinstance(item, Repeated) else ():
        yield from _behind(member, (*above, SHOWN + item.id))


@dataclass(slots=True)
class _Outcome:
    """A state in the making."""

    pages: list[str] = field(default_factory=list)
    visible: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    values: dict[str, JsonValue] = field(default_factory=dict)
    failed: dict[str, tuple[int, ...]] = field(default_factory=dict)


class RuleBook:
    """The programs of a form. Immutable after construction, shared by threads."""

    def __init__(self, leaves: tuple[Leaf, ...], followings: Sequence[Following] = ()) -> None:
        self.leaves = leaves
        self.followings = followings
        self.rules = form_rules(leaves)
        self.program = Program(self.rules)
        self.blocks: dict[str, Repeated] = {block.id: block for leaf in leaves for block in leaf.blocks()}
        self.row_programs = {block.id: Program(rules) for block in self.blocks.values() if (rules := row_rules(block))}
        self.reads = {name: reads(rule) for name, rule in self.rules.items()}
        self.row_reads = {
            block: {name: reads(rule) for name, rule in row_rules(self.blocks[block]).items()}
            for block in self.row_programs
        }
        self.reads_in_rows = {name: read for found in self.row_reads.values() for name, read in found.items()}
        self.rules_behind = rules_behind(leaves)
        read = set().union(*self.reads.values()) if self.reads else set()
        read.update(*self.reads_in_rows.values())
        self._read: frozenset[str] = frozenset(read)
        self.ids = frozenset(item.id for leaf in leaves for item in leaf.items())
        self.questions = {item.id: item for leaf in leaves for item in leaf.items() if isinstance(item, Question)}
        self.members = frozenset(item.id for block in self.blocks.values() for item in block.items)
        # each pass settles at least one more link of a chain "shown by what is shown by…" or "computed from what is…"
        self._longest_chain = len(self.ids) + len(followings) + 2

    def evaluate(self, answers: Answers, context: Mapping[str, JsonValue]) -> FormState:
        """The state of `answers`. What a hidden field holds, no rule sees; what is computed, every rule sees.

        The rules run once over all answers; again only where that hid an answer or computed a value that a rule reads.
        A definition without cycles (see `check`) settles in as many passes as its longest chain has links.
        """
        outside = {name: value for name, value in context.items() if name in self._read and name not in self.ids}
        data = outside | {name: answers[name] for name in self._read & self.ids if answers.get(name) is not None}
        data |= self._following(answers, answers, context)
        for _pass in range(self._longest_chain):
            outcome = self._run(answers, data)
            outcome.values |= follow(self.followings, answers, outcome.values, context) if self.followings else {}
            settled = outside | {name: value for name, value in outcome.values.items() if name in self._read}
            if settled == data:
                break
            data = settled
        return FormState(
            pages=tuple(outcome.pages),
            visible=frozenset(outcome.visible),
            required=frozenset(outcome.required),
            values=outcome.values,
            failed=outcome.failed,
        )

    def _following(
        self, answers: Answers, values: Mapping[str, JsonValue], context: Mapping[str, JsonValue]
    ) -> dict[str, JsonValue]:
        """The texts that follow from answers, as far as rules read them."""
        found = follow(self.followings, answers, values, context) if self.followings else {}
        return {name: value for name, value in found.items() if name in self._read}

    def _run(self, answers: Answers, data: Mapping[str, JsonValue]) -> _Outcome:
        outcome = _Outcome()
        results = self.program.run(data) if self.rules else {}
        for leaf in self.leaves:
            if PAGE + leaf.page.id in results and not results[PAGE + leaf.page.id]:
                continue
            seen = False
            for part in leaf.parts:
                seen = self._run_part(part, answers, data, results, outcome) or seen
            if seen:
                outcome.pages.append(leaf.page.id)
        return outcome

    def _run_part(
        self,
        part: Part,
        answers: Answers,
        data: Mapping[str, JsonValue],
        results: Mapping[str, JsonValue],
        outcome: _Outcome,
    ) -> bool:
        if SHOWN + part.id in results and not results[SHOWN + part.id]:
            return False
        seen = False
        for item in part.items:
            if SHOWN + item.id in results and not results[SHOWN + item.id]:
                continue
            seen = True
            outcome.visible.add(item.id)
            if isinstance(item, Repeated):
                self._run_rows(item, answers, data, outcome, ())
            else:
                value = _settle(item, item.id, answers, data, results, self.reads, outcome)
                if value is not None:
                    outcome.values[item.id] = value
        if seen:
            outcome.visible.add(part.id)
        return seen

    def _run_rows(
        self,
        block: Repeated,
        answers: Mapping[str, JsonValue],
        data: Mapping[str, JsonValue],
        outcome: _Outcome,
        at: Rows,
    ) -> None:
        """The rows of a block that stands `at` these rows of those around it. answers: what holds it; data: what rules
        may read around it.
        """
        held = answers.get(block.id)
        rows = held if isinstance(held, list) else []
        kept: list[dict[str, JsonValue]] = []
        # the least number of rows stands on the page even before anything was answered
        for index, row in enumerate([*rows, *[{}] * (block.block.min - len(rows))]):
            kept.append(self._run_row(block, row, data, outcome, (*at, index)))
        if rows:
            outcome.values[block.id] = kept[: len(rows)]

    def _run_row(
        self,
        block: Repeated,
        row: Mapping[str, JsonValue],
        data: Mapping[str, JsonValue],
        outcome: _Outcome,
        at: Rows,
    ) -> dict[str, JsonValue]:
        program = self.row_programs.get(block.id)
        row_reads = self.row_reads.get(block.id, {})
        own = {item.id for item in block.items}
        inside = {name: value for name, value in row.items() if value is not None and name in own}
        for _pass in range(len(block.items) + 1):
            around = {**data, **inside}
            results = program.run(around) if program else {}
            found = _Outcome()
            for item in block.items:
                if SHOWN + item.id in results and not results[SHOWN + item.id]:
                    continue
                path = item.path(at)
                found.visible.add(path)
                if isinstance(item, Repeated):
                    self._run_rows(item, row, around, found, at)
                    continue
                value = _settle(item, path, row, around, results, row_reads, found)
                if value is not None:
                    found.values[item.id] = value
            if found.values == inside or not (program or block.inner):
                break
            inside = found.values
        outcome.visible |= found.visible
        outcome.required |= found.required
        outcome.failed |= found.failed
        return found.values


def _settle(
    question: Question,
    path: str,
    answers: Mapping[str, JsonValue],
    data: Mapping[str, JsonValue],
    results: Mapping[str, Any],
    rule_reads: Mapping[str, frozenset[str]],
    outcome: _Outcome,
) -> JsonValue:
    """The value of a visible field; notes whether it is required and which of its checks fail."""
    asked = question.field
    if asked.computed is not None:
        return results.get(COMPUTED + asked.id)
    value = answers.get(asked.id)
    if asked.required is True or (asked.required is not False and results.get(REQUIRED + asked.id)):
        outcome.required.add(path)
    if value is not None and asked.checks:
        failed = tuple(
            index
            for index in range(len(asked.checks))
            if not results.get(name := f"{CHECK}{asked.id}:{index}")
            # a check waits until all that it compares was answered: the empty question says so itself
            and all(data.get(other) is not None for other in rule_reads[name])
        )
        if failed:
            outcome.failed[path] = failed
    return value
