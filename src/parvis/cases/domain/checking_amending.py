"""Checking where a definition lets people change what they sent: never after an answer, never beside a correction."""

from collections.abc import Iterator
from typing import Any

from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain.amending import ACTION, amends
from parvis.cases.domain.clocks import RESTART
from parvis.forms.data import LocalizedText, Problem
from parvis.workflows.data import Kind


def check(definition: CaseTypeDefinition) -> Iterator[Problem]:
    """What is wrong with the transitions that `amend`."""
    kinds = {status.id: status.kind for status in definition.workflow.statuses}
    asked = {item.id for page in definition.form.pages for section in page.sections for item in section.items}
    taken: set[str] = set()
    for index, move in enumerate(definition.workflow.transitions):
        if not amends(move):
            continue
        path = f"workflow.transitions.{index}"
        options: dict[str, Any] = next(use.options for use in move.actions if use.type == ACTION)
        if any(kinds.get(status) is not Kind.OPEN for status in (*move.sources, move.target)):
            yield _problem(
                path,
                "Une demande envoyée se modifie tant que l’administration l’examine : ni quand elle attend l’usager,"
                " ni une fois la réponse donnée.",
                "A request is changed while the administration has it: neither while it waits for the resident, nor"
                " once it is answered.",
            )
        if taken & set(move.sources):
            yield _problem(
                f"{path}.sources",
                "Une seule transition modifie la demande depuis un même statut.",
                "One transition alone changes the request from one status.",
            )
        taken |= set(move.sources)
        if move.reason != "none":
            yield _problem(
                f"{path}.reason",
                "La page de modification a déjà sa place pour un mot à l’administration (reason : none).",
                "The page of changes has a place for words to the administration already (reason: none).",
            )
        for name in options.get("fields") or ():
            if name not in asked:
                yield _problem(
                    f"{path}.actions",
                    f"« {name} » n’est pas une question du formulaire.",
                    f"“{name}” is not a question of the form.",
                )
        if options.get("clock") == RESTART and definition.deadline.rules is None:
            yield _problem(
                f"{path}.actions",
                "Pour que le délai reparte, il faut dire comment il court (deadline.rules).",
                "For the time to answer to run anew, say how it runs (deadline.rules).",
            )


def _problem(path: str, fr: str, en: str) -> Problem:
    return Problem(path, LocalizedText(fr=fr, en=en))
