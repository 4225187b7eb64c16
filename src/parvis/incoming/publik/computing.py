"""A template of a computed value → a formula of ours that gives the same text for every answer.

Texts, conditions (`{% if %}`, `{% elif %}`, `{% else %}`), what never changes, and answers in words with a `default`
for where there is none: Django writes "None" there, which nobody means.
"""

from __future__ import annotations

from typing import Any

from django.template.base import FilterExpression, NodeList, TextNode, VariableNode
from django.template.defaulttags import CommentNode, IfNode
from django.template.exceptions import TemplateSyntaxError

from parvis.incoming.publik import language, translating
from parvis.incoming.publik.knowing import Known, Unknown, read_by

Rule = Any


def compute(text: str, known: Known) -> Rule:
    """The formula, or the text that it always gives. Raises Unknown."""
    try:
        nodes = language.parse_text(text)
    except TemplateSyntaxError as error:
        said = str(error)[:160]
        raise Unknown(f"Ce calcul ne se lit pas : {said}.", f"This computation can’t be read: {said}.") from error
    return _joined(nodes, known)


def outcomes(rule: Rule) -> tuple[str, ...]:
    """Every text that a formula may give; () where answers stand in it."""
    if isinstance(rule, str):
        return (rule,)
    if not isinstance(rule, dict) or set(rule) != {"if"}:
        return ()
    parts = rule["if"]
    found: list[str] = []
    for one in (*parts[1:-1:2], parts[-1]):
        inner = outcomes(one)
        if not inner:
            return ()
        found += inner
    return tuple(dict.fromkeys(found))


def _joined(nodes: NodeList, known: Known) -> Rule:
    pieces: list[Rule] = []
    for node in nodes:
        one = _piece(node, known)
        if isinstance(one, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += one
        elif one != "":
            pieces.append(one)
    if not pieces:
        return ""
    return pieces[0] if len(pieces) == 1 else {"cat": pieces}


def _piece(node: Any, known: Known) -> Rule:
    if isinstance(node, TextNode):
        return str(node.s)
    if isinstance(node, CommentNode):
        return ""
    if isinstance(node, VariableNode):
        return _value(node.filter_expression, known)
    if isinstance(node, IfNode):
        return _chosen(node, known)
    name = str(getattr(getattr(node, "token", None), "contents", type(node).__name__)).split(" ")[0]
    raise Unknown(f"« {name} » ne se traduit pas dans un calcul.", f"“{name}” is not translated in a computation.")


def _chosen(node: IfNode, known: Known) -> Rule:
    parts: list[Rule] = []
    for condition, nodes in node.conditions_nodelists:
        rule = True if condition is None else translating.of_tree(condition, known)
        if rule is False:
            continue
        said = _joined(nodes, known)
        if rule is True:
            parts.append(said)
            break
        parts += [rule, said]
    else:
        parts.append("")
    return parts[0] if len(parts) == 1 else {"if": parts}


def _value(expression: FilterExpression, known: Known) -> Rule:
    questions, fixed = read_by([expression], known)
    if not questions:
        value = translating.fixed_value(expression, fixed)
        # what nothing defines is left out; None itself is written
        return str(value) if value is not None or str(expression.var) == "None" else ""
    names = [getattr(run, "_filter_name", "") for run, _arguments in expression.filters]
    (name, (field_id, ask)), *others = questions.items()
    bare = expression.var.lookups == (f"form_var_{name}",) or expression.var.lookups == [f"form_var_{name}"]
    if others or names != ["default"] or not bare or ask.format != "text":
        raise Unknown(
            f"« {expression} » ne se dit pas dans nos calculs : il y faut une réponse en texte, avec « default ».",
            f"“{expression}” can’t be said in our computations: they take an answer in words, with “default”.",
        )
    ((looked_up, other),) = expression.filters[0][1]
    if looked_up:
        raise Unknown("« default » n’y prend qu’un texte fixe.", "“default” takes a fixed text alone there.")
    here = {"var": field_id}
    return {"if": [{"is_filled": [here]}, here, str(other)]}
