"""From a verdict to a department: what holds where the rule's own is closed, or where it could not be worked out."""

from __future__ import annotations

import uuid

from parvis.routing.data import Placed, RuleSet, Target, Why
from parvis.routing.domain.engine import Verdict
from parvis.territory.api import departments


def place(rules: RuleSet, verdict: Verdict, default_id: uuid.UUID, organisation_id: uuid.UUID) -> Placed:
    """Where a case goes. default_id: where its procedure sends it. A rule leads to a department, never to another
    rule: nothing goes round. No statement.
    """
    rule = verdict.rule
    if rule is not None and not verdict.failed and _open(rule.to, organisation_id):
        return Placed(rule.to.department, rule.to, rule, verdict.number)
    why = (Why.FAILED if verdict.failed else Why.CLOSED) if rule is not None else None
    otherwise = rules.otherwise
    if otherwise is not None and _open(otherwise, organisation_id):
        return Placed(otherwise.department, otherwise, rule, verdict.number, why)
    return Placed(default_id, None, rule, verdict.number, why)


def _open(target: Target, organisation_id: uuid.UUID) -> bool:
    """Whether its department takes something new, in that organisation."""
    try:
        found = departments.get(target.department)
    except LookupError:
        return False
    return found.organisation_id == organisation_id and not found.is_closed


def said(placed: Placed, version: int) -> dict[str, str]:
    """What the timeline of a case keeps of it."""
    found = {"version": str(version)}
    if placed.rule is not None:
        found |= {"number": str(placed.number), "name": placed.rule.name, "rule": str(placed.rule.id)}
    if placed.why is not None:
        found["why"] = placed.why.value
    return found
