"""Checking the law's clock of a definition before it is published: what it names exists, and it can run."""

from collections.abc import Iterator

from parvis.cases.definition import CaseTypeDefinition, Deadline
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Length, Rules, Start
from parvis.forms.data import LocalizedText, Problem
from parvis.workflows.api import uses
from parvis.workflows.data import Kind

_NO_AGENTS = frozenset({"resident", "system"})


def check(definition: CaseTypeDefinition) -> Iterator[Problem]:
    """What is wrong with `deadline.rules` and `deadline.asks`."""
    deadline = definition.deadline
    yield from _asks(definition)
    rules = deadline.rules
    if rules is None:
        if deadline.asks:
            yield _problem(
                "asks", "Sans règles du délai, ces demandes n’arrêtent rien.", "Without rules they stop nothing."
            )
        return
    if deadline.silence is None and deadline.promise_working_days is None:
        yield _problem(
            "rules",
            "Il faut un délai : l’effet du silence ou une promesse.",
            "A length of time is needed: the effect of silence, or a promise.",
        )
    if rules.start is Start.DECLARATION and not uses(definition.workflow, "complete"):
        yield _problem(
            "rules.start",
            "Le délai ne commencerait jamais : aucune transition ne déclare le dossier complet.",
            "It would never start: no transition declares the file complete.",
        )
    if deadline.silence is not None:
        yield from _lengths(deadline, rules)


def _problem(path: str, fr: str, en: str) -> Problem:
    return Problem(f"deadline.{path}", LocalizedText(fr=fr, en=en))


def _asks(definition: CaseTypeDefinition) -> Iterator[Problem]:
    known = {move.id: move for move in definition.workflow.transitions}
    waiting = {status.id for status in definition.workflow.statuses if status.kind is Kind.WAITING}
    for index, name in enumerate(definition.deadline.asks):
        move = known.get(name)
        if move is None or move.target not in waiting or not set(move.rights) - _NO_AGENTS:
            yield _problem(
                f"asks.{index}",
                f"« {name} » n’est pas une transition des agents vers un statut qui attend l’usager.",
                f"“{name}” is not a transition of agents to a status that waits for the resident.",
            )


def _lengths(deadline: Deadline, rules: Rules) -> Iterator[Problem]:
    """Délais that would have to be added to each other, in units that can't be."""
    silence = deadline.silence
    assert silence is not None
    own = Length(months=silence.months or 0, days=silence.days or 0)
    for index, rule in enumerate(rules.extensions):
        try:
            deadlines.total([rule.becomes or own, *([rule.adds] if rule.adds else [])])
        except ValueError:
            yield _problem(
                f"rules.extensions.{index}",
                "Des jours ouvrés ne s’ajoutent pas à ce délai.",
                "Working days can’t be added to this length of time.",
            )
