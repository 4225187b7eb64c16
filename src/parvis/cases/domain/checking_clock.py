"""Checking the law's clock of a definition before it is published: what it names exists, and it can run."""

import datetime as dt
from collections.abc import Iterator

from parvis.calendars.api import Calendar
from parvis.cases.definition import CaseTypeDefinition, Deadline
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Length, Rules, Start, Unit
from parvis.forms.data import LocalizedText, Problem
from parvis.workflows.api import uses
from parvis.workflows.data import Kind

_NO_AGENTS = frozenset({"resident", "system"})


def check(definition: CaseTypeDefinition) -> Iterator[Problem]:
    """What is wrong with `deadline.rules` and `deadline.asks`."""
    deadline = definition.deadline
    yield from _asks(definition)
    yield from _promise(deadline)
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


def _promise(deadline: Deadline) -> Iterator[Problem]:
    silence, promise = deadline.silence, deadline.promise_working_days
    if silence is None or not promise:
        return
    last = _end(Length(months=silence.months or 0, days=silence.days or 0))
    if _end(Length(days=promise, unit=Unit.WORKED)) > last:
        yield _problem(
            "promise_working_days",
            "La réponse est promise pour un jour où le silence aurait déjà eu son effet : promettez moins.",
            "The answer is promised for a day on which silence would have had its effect already: promise less.",
        )


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
    yield from _impossible(own, rules)
    for index, rule in enumerate(rules.extensions):
        try:
            deadlines.total([rule.becomes or own, *([rule.adds] if rule.adds else [])])
        except ValueError:
            yield _problem(
                f"rules.extensions.{index}",
                "Des jours ouvrés ne s’ajoutent pas à ce délai.",
                "Working days can’t be added to this length of time.",
            )


def _impossible(own: Length, rules: Rules) -> Iterator[Problem]:
    """Lengths that contradict the délai itself: what would come after its end, or shorten it."""
    last = _end(own)
    if rules.completeness and _end(rules.completeness.within) > last:
        yield _problem(
            "rules.completeness",
            "Le dossier ne serait réputé complet qu’après la fin du délai : raccourcissez l’un ou allongez l’autre.",
            "The file would count as complete after the time to answer has ended: shorten one or lengthen the other.",
        )
    if rules.acknowledgement and _end(rules.acknowledgement.within) > last:
        yield _problem(
            "rules.acknowledgement",
            "L’accusé de réception serait dû après la réponse elle-même.",
            "The receipt would be due after the answer itself.",
        )
    for index, rule in enumerate(rules.extensions):
        if rule.becomes and _end(rule.becomes) <= last:
            yield _problem(
                f"rules.extensions.{index}",
                f"« {rule.label.fr} » ne prolonge rien : le délai qui remplace est plus court.",
                f"“{rule.label.fr}” makes nothing longer: the length that takes its place is shorter.",
            )
        if rule.notice and _end(rule.notice) > last:
            yield _problem(
                f"rules.extensions.{index}.notice",
                f"« {rule.label.fr} » pourrait être annoncée après la fin du délai : elle n’aurait pas d’effet.",
                f"“{rule.label.fr}” could be told after the time has ended: it would have no effect.",
            )


def _end(length: Length) -> dt.date:
    """When it ends that begins on an ordinary day, to compare lengths of different units."""
    return deadlines.end_of(length, dt.date(2026, 1, 1), Calendar())
