"""Rules of a workflow as designers write them: conditions of steps, values that actions work out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.expressions.api import Kind, NotRead, Rule, Scope, Term, Terms, Variable, parse as parsed, scope_of, write
from parvis.forms import api as forms
from parvis.studio.data import Document, EditAction, EditPart, Operation
from parvis.studio.domain.flow_operations import find
from parvis.studio.domain.operations import parse
from parvis.workflows.api import questions
from parvis.workflows.data import Transition

CONDITION = "condition"
#: before the answers to the questions of a step, in the rules of its actions
_SAID = "said_"


@dataclass(frozen=True, slots=True)
class Guard:
    """Where a rule of a workflow stands: the condition of a step (place None), or an option of its action there."""

    step: str
    place: int | None = None
    option: str = CONDITION


def guard(document: Document, step_id: str, place: int | None, option: str) -> Guard | None:
    """The place of a rule; None where there can be none."""
    step = find(document, "transitions", step_id)
    if step is None:
        return None
    if place is None:
        return Guard(step_id) if option == CONDITION else None
    held = step.get("actions", ())
    if place >= len(held) or (held[place]["type"], option) != ("set", "value"):
        return None
    return Guard(step_id, place, option)


def expects(document: Document, at: Guard) -> Kind:
    """What the rule there has to give."""
    if at.place is None:
        return Kind.BOOLEAN
    step = find(document, "transitions", at.step)
    assert step is not None
    name = str((step["actions"][at.place].get("options") or {}).get("kept", ""))
    kept = find(document, "kept", name)
    return Kind(kept["kind"]) if kept else Kind.TEXT


def rule(document: Document, at: Guard) -> Rule:
    """The rule that stands there; None for none."""
    step = find(document, "transitions", at.step)
    assert step is not None
    if at.place is None:
        return step.get(CONDITION)
    return (step["actions"][at.place].get("options") or {}).get(at.option)


def terms(document: Document, step_id: str, language: str, *, said: bool) -> Terms:
    """What rules of a workflow may read, in words. said: what the step asks, too."""
    definition = parse(document).definition
    found: dict[str, Term] = dict(forms.terms(definition.form, language, cases.zones.followings(definition)))
    place = _("Kept values")
    for one in definition.workflow.kept:
        found[one.variable] = Term(Variable(Kind(one.kind)), one.label.into(language), place)
    step = next((one for one in definition.workflow.transitions if one.id == step_id), None)
    if said and step is not None:
        found |= _asked(step, language)
    return found


def _asked(step: Transition, language: str) -> dict[str, Term]:
    asked = questions(step)
    if asked is None:
        return {}
    return {f"{_SAID}{name}": term for name, term in forms.terms(asked, language).items()}


def operation(document: Document, at: Guard, made: Rule) -> Operation:
    """What puts a rule there; None takes it away."""
    step = find(document, "transitions", at.step)
    assert step is not None
    if at.place is None:
        return EditPart(part="transitions", id=at.step, values={CONDITION: made})
    action = step["actions"][at.place]
    options = {name: value for name, value in (action.get("options") or {}).items() if name != at.option}
    if made is not None:
        options[at.option] = made
    return EditAction(step=at.step, place=at.place, type=action["type"], options=options)


# -- rules in lines -------------------------------------------------------------------------------------------------


def text_of(pairs: Any, language: str) -> str:
    """Names and what they become, one a line: `name = formula`."""
    return "\n".join(f"{name} = {write(made, language)}" for name, made in dict(pairs or {}).items())


def read(text: str, scope: Scope | None) -> dict[str, Any]:
    """The pairs that lines say; without a scope, of a name and a text. Raises ValueError with a sentence."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, equals, formula = line.partition("=")
        name = name.strip()
        if not equals or not name or not formula.strip():
            raise ValueError(_("Write one a line: name = formula (“%(line)s”).") % {"line": line.strip()[:60]})
        if scope is None:
            found[name] = formula.strip()
            continue
        try:
            found[name] = parsed(formula.strip(), scope)
        except NotRead as error:
            raise ValueError(_("%(name)s: %(why)s") % {"name": name, "why": str(error)}) from None
    return found


def scope(document: Document, step_id: str) -> Scope:
    """What the lines of an action may read."""
    return scope_of(terms(document, step_id, "fr", said=True))


def in_sentence(made: Rule, document: Document, step_id: str, language: str) -> str:
    """A condition of a step in words; "" for none."""
    if made is None:
        return ""
    from parvis.conditions.api import in_words

    return in_words(made, terms(document, step_id, language, said=False))
