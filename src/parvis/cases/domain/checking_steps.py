"""Checking what the steps of a workflow ask: their own questions are a form, and are held to the same rules."""

from collections.abc import Iterator

from parvis.cases.definition import CaseTypeDefinition
from parvis.expressions import api as expressions
from parvis.forms import api as forms
from parvis.forms.data import LocalizedText, Problem
from parvis.forms.registry import FIELD_TYPES
from parvis.workflows import api as workflows

_ITEMS = "pages.0.sections.0.items."


def check(definition: CaseTypeDefinition, rules: expressions.Scope) -> Iterator[Problem]:
    """Everything wrong with the questions of steps. rules: what rules over the answers read; those of a step read the
    zones of them alone (`zones.beside`).
    """
    around = {zone.variable: rules[zone.variable] for zone in definition.zones if zone.variable in rules}
    for index, move in enumerate(definition.workflow.transitions):
        path = f"workflow.transitions.{index}"
        names = [one.id for one in (*workflows.asked_by_actions(move), *move.fields)]
        form = workflows.questions(move) if move.fields else None
        if form is None or len(set(names)) < len(names):  # which the check of the workflow says
            continue
        before = len(names) - len(move.fields)
        for number, field in enumerate(move.fields):
            kind = FIELD_TYPES.get(field.type)
            if kind is not None and (kind.holds_files or kind.anew):
                words = LocalizedText(
                    fr=f"« {field.label.fr} » : une étape ne peut pas demander de question de ce type.",
                    en=f"“{field.label.into('en')}”: a step can’t ask a question of this type.",
                )
                yield Problem(f"{path}.fields.{number}.type", words)
        for problem in forms.check(form, extra=around):
            place, _dot, part = problem.path.removeprefix(_ITEMS).partition(".")
            if problem.path.startswith(_ITEMS) and place.isdecimal() and int(place) >= before:
                yield Problem(
                    f"{path}.fields.{int(place) - before}{'.' if part else ''}{part}", problem.message, problem.blocking
                )
            elif problem.blocking and not problem.path.startswith(_ITEMS):
                yield Problem(f"{path}.fields", problem.message)
