"""What a transition may do to the law's clock: prolong it, with the notice that the law asks for."""

from collections.abc import Iterable

from parvis.cases.domain import extending
from parvis.forms.data import Definition, Identifier, LocalizedText
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType


class ExtendOptions(Definition):
    """rule: of `deadline.rules.extensions`; subject and body: the notice to the person."""

    rule: Identifier
    subject: LocalizedText
    body: LocalizedText


def _check(options: ExtendOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if options.rule not in scope.names.get("extension", frozenset()):
        yield LocalizedText(
            fr=f"« {options.rule} » n’est pas une prolongation de la démarche.",
            en=f"“{options.rule}” is not an extension of the procedure.",
        )
    if "resident" in transition.rights:
        yield LocalizedText(fr="Un usager ne prolonge pas un délai.", en="A resident prolongs nothing.")


ACTIONS.register(
    ActionType(
        "extend",
        LocalizedText(fr="Prolonger le délai", en="Prolong the time to answer"),
        ExtendOptions,
        lambda move, options: extending.extend(move, options.rule, options.subject, options.body),
        _check,
    )
)
