"""Checking the timers of a workflow: each takes a step that nobody has to say anything for, and they come to an end."""

from collections.abc import Iterator

from parvis.forms.data import LocalizedText, Problem
from parvis.workflows.data import Timer, Transition, WorkflowDefinition
from parvis.workflows.domain.moving import questions

#: who takes a transition when a timer does
SYSTEM = "system"


def check(definition: WorkflowDefinition) -> Iterator[Problem]:
    """What is wrong with the timers. The statuses that transitions name exist."""
    known = {status.id for status in definition.statuses}
    moves = {move.id: move for move in definition.transitions}
    for index, timer in enumerate(definition.timers):
        path = f"timers.{index}"
        if timer.status not in known:
            yield _problem(
                f"{path}.status",
                f"Le statut « {timer.status} » n’existe pas.",
                f"The status “{timer.status}” does not exist.",
            )
            continue
        move = moves.get(timer.transition)
        if move is None or timer.status not in move.sources:
            words = definition.status(timer.status).agent
            yield _problem(
                f"{path}.transition",
                f"L’étape « {timer.transition} » ne part pas du statut « {words.fr} ».",
                f"The step “{timer.transition}” does not start from the status “{words.into('en')}”.",
            )
            continue
        yield from _taken(timer, move, path)
    yield from _loops(definition, moves)


def _problem(path: str, fr: str, en: str) -> Problem:
    return Problem(path, LocalizedText(fr=fr, en=en))


def _taken(timer: Timer, move: Transition, path: str) -> Iterator[Problem]:
    """A timer can take the transition: it is open to it, and what must be said is said."""
    if SYSTEM not in move.rights:
        yield _problem(
            f"{path}.transition",
            f"L’étape « {move.label.fr} » n’est pas ouverte aux délais : ajoutez « Automatiquement » à qui peut agir.",
            f"The step “{move.label.into('en')}” is not open to timers: add “By itself” to who may take it.",
        )
    if move.reason == "required" and timer.reason is None:
        yield _problem(
            f"{path}.reason",
            f"L’étape « {move.label.fr} » demande un motif : écrivez celui que le délai donnera.",
            f"The step “{move.label.into('en')}” needs a reason: write the one that the timer gives.",
        )
    asked = questions(move)
    required = asked is not None and any(
        getattr(item, "required", False) is not False or getattr(item, "min", 0)
        for item in asked.pages[0].sections[0].items
    )
    if required:
        yield _problem(
            f"{path}.transition",
            f"L’étape « {move.label.fr} » pose des questions obligatoires : un délai n’y répond pas.",
            f"The step “{move.label.into('en')}” asks questions that must be answered: a timer answers none.",
        )


def _loops(definition: WorkflowDefinition, moves: dict[str, Transition]) -> Iterator[Problem]:
    """A case that nobody touches comes to rest: following timers alone never leads back."""
    leads: dict[str, list[tuple[int, str]]] = {}
    for index, timer in enumerate(definition.timers):
        move = moves.get(timer.transition)
        if move is not None and timer.status in move.sources:
            leads.setdefault(timer.status, []).append((index, move.target))
    for index, timer in enumerate(definition.timers):
        seen: set[str] = set()
        todo = [target for number, target in leads.get(timer.status, ()) if number == index]
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen.add(here)
            todo += [target for _number, target in leads.get(here, ())]
        if timer.status in seen:
            words = definition.status(timer.status).agent
            yield _problem(
                f"timers.{index}",
                f"Ce délai ramène sans fin au statut « {words.fr} » sans que personne n’agisse.",
                f"This timer leads back to the status “{words.into('en')}” for ever without anybody acting.",
            )
