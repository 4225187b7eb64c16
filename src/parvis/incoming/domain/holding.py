"""Whether a rule may stand where it is put: it reads what was asked before, of the types that our language knows."""

from __future__ import annotations

from typing import Any

from parvis.expressions import api as expressions
from parvis.forms.registry import FIELD_TYPES
from parvis.incoming.domain.building import Built


def why_not(built: Built, rule: Any, expects: expressions.Kind = expressions.Kind.BOOLEAN) -> tuple[str, str] | None:
    """In both languages, why our forms would not take the rule at its place; None where they would."""
    try:
        late = sorted(expressions.reads(rule) - built.before - {expressions.TODAY})
        problems = [one for one in expressions.check(rule, scope(built), expects=expects) if one.blocking]
    except expressions.MalformedRule as error:
        return f"Cette règle est trop longue ({error}).", f"This rule is too long ({error})."
    if late:
        named = ", ".join(late)
        return f"La règle lit ce qui est demandé plus loin ({named}).", f"The rule reads what is asked later ({named})."
    if not problems:
        return None
    said = problems[0].message
    return f"Notre langage refuse cette règle : {said}", f"Our language refuses this rule: {said}"


def scope(built: Built) -> expressions.Scope:
    """What rules may read of the questions that have names."""
    found = {}
    for field_id, ask in built.named.values():
        if field_id not in built.variables:
            kind = FIELD_TYPES[ask.type]
            built.variables[field_id] = kind.variable(kind.Options.model_validate(built.options(ask)))
        variable = built.variables[field_id]
        if variable is not None:
            found[field_id] = variable
    return found
