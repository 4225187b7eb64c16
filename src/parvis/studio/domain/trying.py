"""A rule tried with imagined answers: what each of its parts gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.conditions.api import Explained, explain, typed
from parvis.expressions.api import TODAY, Kind, Rule, Terms, named
from parvis.kernel import clock

_MOST = 30


@dataclass(frozen=True, slots=True)
class Tried:
    """inputs: one for each answer that the rule reads; why: what it gave, once it was tried."""

    inputs: list[dict[str, Any]]
    why: Explained | None = None


def tried(rule: Rule, terms: Terms, post: Mapping[str, str] | None, expects: Kind) -> Tried | None:
    """What to show for a rule; None where it reads nothing that a person could imagine here (blocks, files)."""
    if rule is None:
        return None
    names = [name for name in sorted(named(rule)) if name in terms][:_MOST]
    inputs: list[dict[str, Any]] = []
    data: dict[str, Any] = {TODAY: clock.today().isoformat()}
    for name in names:
        term = terms[name]
        if term.variable.kind in (Kind.RECORDS, Kind.DATETIME):
            continue
        text = post.get(f"try-{name}", "") if post is not None else ""
        value, wrong = typed.value(text, term)
        _put(data, name, value)
        inputs.append(
            {"name": f"try-{name}", "label": term.label, "value": text, "wrong": wrong, **typed.control(term, text)}
        )
    if not inputs:
        return None
    return Tried(inputs, explain(rule, terms, data, expects) if post is not None else None)


def _put(data: dict[str, Any], name: str, value: Any) -> None:
    """Under its name; a part of an answer inside that answer."""
    *above, last = name.split(".")
    for step in above:
        data = data.setdefault(step, {})
    if value is not None:
        data[last] = value
