"""The names that a part of a tree may read, at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.conditions.domain.operators import POINT, Family, family
from parvis.expressions.api import TODAY, Kind, Rule, Sense, Term, Terms, Variable, split

#: of a point's two names
HALVES = (".latitude", ".longitude")


def today_term() -> Term:
    return Term(Variable(Kind.DATE), _("today"))


@dataclass(frozen=True, slots=True)
class Names:
    """terms: what is read here; outside: of the outermost scope, where this is inside a record."""

    terms: Terms
    outside: Terms | None = None

    def term(self, subject: str) -> Term | None:
        """The term of a subject; a point's is that of its latitude."""
        bare = subject.removesuffix(POINT)
        if subject.endswith(POINT):
            bare += HALVES[0]
        if bare.startswith("@"):
            return (self.outside or {}).get(bare[1:])
        return today_term() if bare == TODAY else self.terms.get(bare)

    def family(self, subject: str) -> Family | None:
        """How a subject is asked; None for one that is not there."""
        found = self.term(subject)
        if found is None:
            return None
        return Family.POINT if subject.endswith(POINT) else family(found)

    def rule(self, subject: str) -> Rule:
        """The variable of a subject."""
        return {"outer": subject[1:]} if subject.startswith("@") else {"var": subject}

    def halves(self, subject: str) -> list[Rule]:
        """Latitude and longitude of a point."""
        bare = subject.removesuffix(POINT)
        return [self.rule(bare + half) for half in HALVES]

    def subject(self, rule: Rule) -> str | None:
        """The subject of a variable; None for anything else."""
        if not isinstance(rule, dict):
            return None
        name, operands = split(rule)
        if name == "var" and len(operands) == 1 and isinstance(operands[0], str):
            return operands[0]
        if name == "outer" and self.outside is not None and len(operands) == 1 and isinstance(operands[0], str):
            return f"@{operands[0]}"
        return None

    def inside(self, subject: str) -> Names:
        """What is read inside one record of a block."""
        term = self.term(subject)
        return Names(term.rows if term else {}, self.outside if self.outside is not None else self.terms)

    def subjects(self) -> Iterator[tuple[str, Term]]:
        """Everything that a row may begin with, points once."""
        for prefix, terms in (("", self.terms), ("@", self.outside or {})):
            for name, term in terms.items():
                if term.sense is not Sense.DEGREES:
                    yield prefix + name, term
                elif name.endswith(HALVES[0]):
                    yield prefix + name.removesuffix(HALVES[0]) + POINT, term


def literal(rule: Any) -> bool:
    """Whether a part is a value as it stands."""
    return isinstance(rule, str | int | float) and not isinstance(rule, bool)
