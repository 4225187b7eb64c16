"""Rules of Publik put in the words of ours, with their line in the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parvis.expressions import api as expressions
from parvis.incoming.data import Verdict
from parvis.incoming.domain import holding
from parvis.incoming.domain.building import Built
from parvis.incoming.domain.model import Written
from parvis.incoming.publik import computing
from parvis.incoming.publik.knowing import Known, Unknown
from parvis.incoming.publik.translating import translate


class Translator:
    """Translates the rules of one form. elsewhere: names of what agents and other systems say in its workflow."""

    def __init__(self, variables: Mapping[str, str], elsewhere: frozenset[str]) -> None:
        self.variables = variables
        self.elsewhere = elsewhere

    def known(self, built: Built) -> Known:
        model = built.model
        return Known(
            named=built.named,
            constants=model.constants,
            variables=self.variables,
            facts={"form_slug": model.slug, "form_name": model.title},
            elsewhere=self.elsewhere | frozenset(built.repeats) | frozenset(built.shared),
            hidden=frozenset(built.hidden),
        )

    def condition(self, built: Built, rule: Written, item_id: str) -> Any:
        """The rule, True or False where no answer changes it, or None with its reason in the report."""
        if rule.entry.verdict is Verdict.NOT:
            return None
        try:
            found = translate(rule.text, self.known(built))
            if isinstance(found, bool):
                return found
            self._usable(built, found)
        except Unknown as error:
            rule.entry.lost("condition", error.fr, error.en)
            return None
        return found

    def _usable(self, built: Built, rule: Any, expects: expressions.Kind = expressions.Kind.BOOLEAN) -> None:
        """Raises Unknown where our forms would not take the rule at its place."""
        why = holding.why_not(built, rule, expects)
        if why is not None:
            raise Unknown(*why)

    def value(self, built: Built, rule: Written, item_id: str) -> Any:
        """A computed value: a formula, a fixed text, or None with its reason in the report."""
        try:
            found = computing.compute(rule.text, self.known(built))
            self._usable(built, found, expressions.Kind.TEXT)
        except Unknown as error:
            rule.entry.lost("value_template", error.fr, error.en)
            return None
        for field_id, ask in built.named.values():
            if field_id == item_id:
                ask.outcomes = computing.outcomes(found)
        return found
