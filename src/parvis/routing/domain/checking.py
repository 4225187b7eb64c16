"""What is wrong with a set of rules, before it is kept: conditions, rules that nothing reaches, targets."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.access.api import Colleague
from parvis.expressions import api as expressions
from parvis.expressions.api import Code, Problem, Scope
from parvis.routing.data import Finding, RuleSet, SendingRule, Target, Way
from parvis.territory.api import departments


@dataclass(frozen=True, slots=True)
class Where:
    """What rules are checked against. scope: the names that they may read; handlers: who handles cases in the
    organisation, with their memberships; wall_id: behind which the procedure's cases lie.
    """

    organisation_id: uuid.UUID
    wall_id: uuid.UUID
    scope: Scope
    handlers: Mapping[uuid.UUID, Sequence[Colleague]]

    def able(self, person_id: uuid.UUID) -> bool:
        """Whether that person handles cases behind the procedure's wall."""
        return any(self.wall_id in one.walls for one in self.handlers.get(person_id, ()))

    def staffed(self, department_id: uuid.UUID) -> bool:
        """Whether anybody of the department, or of the whole organisation, does."""
        return any(
            one.department_id in (None, department_id) and self.wall_id in one.walls
            for held in self.handlers.values()
            for one in held
        )


def findings(rules: RuleSet, where: Where) -> list[Finding]:
    """Everything about a set of rules. What is said of a rule that is switched off does not block."""
    found: list[Finding] = []
    everything = 0  # the place of the first rule that takes every case
    before: dict[str, int] = {}
    for number, rule in enumerate(rules.rules, 1):
        problems = expressions.check(rule.when, where.scope) if not isinstance(rule.when, bool) else []
        said = [*_condition(rule, problems), *_target(str(rule.id), rule.to, where)]
        if rule.on:
            said += _unreached(rule, everything, before)
            before.setdefault(_written(rule), number)
            if rule.when is True or any(one.code is Code.ALWAYS_TRUE for one in problems):
                everything = everything or number
        else:
            said = [Finding(one.rule_id, one.part, one.message, blocking=False) for one in said]
        found += said
    if rules.otherwise is not None:
        found += _target("", rules.otherwise, where)
    return found


def astray(rules: RuleSet, where: Where) -> int:
    """How many rules that count lead nowhere: their department or their people are gone. For lists: no condition is
    looked at.
    """
    counting = [(str(rule.id), rule.to) for rule in rules.rules if rule.on]
    if rules.otherwise is not None:
        counting.append(("", rules.otherwise))
    return sum(1 for rule_id, to in counting if any(one.blocking for one in _target(rule_id, to, where)))


def condition(rule: SendingRule, scope: Scope) -> list[Finding]:
    """What is wrong with a rule's condition, or what is proved of it."""
    problems = expressions.check(rule.when, scope) if not isinstance(rule.when, bool) else []
    return list(_condition(rule, problems))


def _condition(rule: SendingRule, problems: Sequence[Problem]) -> Iterator[Finding]:
    if rule.when is False:
        yield Finding(str(rule.id), "when", _("This condition is never true."), blocking=False)
    for one in problems:
        yield Finding(str(rule.id), "when", one.message, blocking=one.blocking)


def _written(rule: SendingRule) -> str:
    return json.dumps(rule.when, sort_keys=True)


def _unreached(rule: SendingRule, everything: int, before: Mapping[str, int]) -> Iterator[Finding]:
    """Behind a rule that takes everything, or one that says the same."""
    if everything:
        said = _("No request gets here: rule %(number)s takes them all.")
        yield Finding(str(rule.id), "", said % {"number": everything}, blocking=False)
    elif _written(rule) in before:
        said = _("No request gets here: rule %(number)s has the same condition.")
        yield Finding(str(rule.id), "", said % {"number": before[_written(rule)]}, blocking=False)


def _target(rule_id: str, to: Target, where: Where) -> Iterator[Finding]:
    try:
        found = departments.get(to.department)
    except LookupError:
        found = None
    if found is None or found.organisation_id != where.organisation_id:
        yield Finding(rule_id, "department", _("This department is no longer there: choose another one."))
        return
    if found.is_closed:
        yield Finding(rule_id, "department", _("This department is closed: choose another one."))
        return
    if to.way is Way.PEOPLE:
        for person_id in to.people:
            if person_id not in where.handlers:
                yield Finding(rule_id, "people", _("Somebody named here handles no requests any more: choose again."))
            elif not where.able(person_id):
                said = _("%(name)s may not see the requests of this procedure: choose somebody else.")
                yield Finding(rule_id, "people", said % {"name": where.handlers[person_id][0].name})
    elif not where.staffed(to.department):
        said = _("Nobody of the department “%(name)s” may see the requests of this procedure.")
        yield Finding(rule_id, "department", said % {"name": found.name}, blocking=False)
