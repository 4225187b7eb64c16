"""Which rule a case falls under: pure. The first that holds, in their order; nothing here knows what a case is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.expressions.api import MalformedRule, Program, RuleFailed, reads
from parvis.routing.data import RuleSet, SendingRule

#: rules that are worked out together: fewer would read the facts more often, more would go on beyond the one that holds
_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule that holds, and its place from 1 on; None and 0 where none does.

    failed: it could not be worked out, and whether one behind it would hold is nobody's guess: none does.
    """

    rule: SendingRule | None = None
    number: int = 0
    failed: bool = False


class Engine:
    """A set of rules made ready: compiled once, run on as many cases as needed. Thread-safe.

    names: all that its rules read; whoever asks gives these facts and no others need be worked out.
    """

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        counting = [(number, rule) for number, rule in enumerate(rules.rules, 1) if rule.on]
        self.names = frozenset[str]().union(*(_reads(rule) for _number, rule in counting))
        self._groups = [_Group(counting[at : at + _TOGETHER]) for at in range(0, len(counting), _TOGETHER)]

    def of(self, facts: Mapping[str, Any]) -> Verdict:
        """The verdict on one case. Never raises for what the facts hold."""
        for group in self._groups:
            found = group.of(facts)
            if found is not None:
                return found
        return Verdict()


def _reads(rule: SendingRule) -> frozenset[str]:
    try:
        return reads(rule.when)
    except MalformedRule:
        return frozenset()


class _Group:
    def __init__(self, rules: Sequence[tuple[int, SendingRule]]) -> None:
        self._rules = rules
        self._program = _compiled(rules)

    def of(self, facts: Mapping[str, Any]) -> Verdict | None:
        if self._program is not None:
            try:
                held = self._program.run(facts)
            except (RuleFailed, ValueError):
                held = None
            if held is not None:
                return next((Verdict(rule, number) for number, rule in self._rules if held[str(number)] is True), None)
        # one of them is broken, or breaks on this case: it counts only where nothing before it holds
        for number, rule in self._rules:
            program = _compiled([(number, rule)])
            try:
                if program is None:
                    return Verdict(rule, number, failed=True)
                if program.run(facts)[str(number)] is True:
                    return Verdict(rule, number)
            except (RuleFailed, ValueError):
                return Verdict(rule, number, failed=True)
        return None


def _compiled(rules: Sequence[tuple[int, SendingRule]]) -> Program | None:
    try:
        return Program({str(number): rule.when for number, rule in rules})
    except MalformedRule:
        return None
