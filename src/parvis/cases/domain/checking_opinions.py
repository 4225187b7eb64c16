"""Checking what a definition says of opinions and approvals: délais that can be kept, levels that somebody can fill."""

import datetime as dt
from collections.abc import Iterator

from parvis.access.data import RIGHTS, Right, Role
from parvis.calendars.api import Calendar
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.definition_opinions import OpinionRule
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Consultation, Length
from parvis.forms.data import LocalizedText, Problem

#: a day without a holiday near, from which délais are compared
_DAY = dt.date(2026, 1, 12)
_HANDLING = frozenset(str(role) for role in Role if Right.HANDLE_CASES in RIGHTS[role])


def check(definition: CaseTypeDefinition, known: set[str], codes: frozenset[str]) -> Iterator[Problem]:
    """known: answers of the form, and the parts of them that have a name; codes: of the departments that there are,
    none: whoever checks does not know.
    """
    law = definition.deadline.rules
    consultations = {one.id: one for one in law.consultations} if law else {}
    for name in _repeated([rule.id for rule in definition.opinions]):
        yield _problem("opinions", f"Deux avis portent le nom « {name} ».", f"Two opinions are called “{name}”.")
    for name in _repeated([rule.clock for rule in definition.opinions if rule.clock]):
        yield _problem(
            "opinions",
            f"Deux avis suivent la consultation « {name} » : le délai n’en compterait qu’un.",
            f"Two opinions follow the consultation “{name}”: the time to answer would count one.",
        )
    for index, rule in enumerate(definition.opinions):
        path = f"opinions.{index}"
        if rule.clock and rule.clock not in consultations:
            yield _problem(
                f"{path}.clock",
                f"« {rule.clock} » n’est pas une consultation du délai.",
                f"“{rule.clock}” is not a consultation of the deadline.",
            )
            continue
        yield from _rule(definition, rule, consultations.get(rule.clock or ""), path, known)
        yield from _department(rule.department, f"{path}.department", codes)
    for index, move in enumerate(definition.workflow.transitions):
        for number, level in enumerate(move.approvals):
            path = f"workflow.transitions.{index}.approvals.{number}"
            if level.rights and not set(level.rights) & _HANDLING:
                yield _problem(
                    f"{path}.rights",
                    f"Personne ne peut tenir le niveau « {level.label.fr} » : ces rôles ne traitent pas de dossiers.",
                    f"Nobody can fill the level “{level.label.into('en')}”: these roles don’t handle cases.",
                )
            yield from _department(level.department, f"{path}.department", codes)


def _rule(
    definition: CaseTypeDefinition, rule: OpinionRule, law: Consultation | None, path: str, known: set[str]
) -> Iterator[Problem]:
    deadline = definition.deadline
    extensions = {one.id for one in deadline.rules.extensions} if deadline.rules else set()
    if rule.extension and rule.extension not in extensions:
        yield _problem(
            f"{path}.extension",
            f"« {rule.extension} » n’est pas une prolongation du délai.",
            f"“{rule.extension}” is not an extension of the deadline.",
        )
    within = law.within if law else rule.within
    longer = bool(rule.extension) or bool(law and law.suspends)
    if deadline.silence and within and not longer:
        own = Length(months=deadline.silence.months or 0, days=deadline.silence.days or 0)
        if _end(within) > _end(own):
            yield _problem(
                path,
                "Délai impossible : cet avis pourrait arriver après le dernier jour pour répondre à la demande.",
                "Impossible delay: this opinion could come after the last day to answer the request.",
            )
    if law and rule.told == "nothing":
        yield _problem(
            f"{path}.told",
            "Cet avis change le délai : la personne doit au moins savoir qu’il est demandé.",
            "This opinion changes the time to answer: the person must at least know that it is asked.",
        )
    if law and law.refuses and rule.told != "answer":
        yield _problem(
            f"{path}.told",
            "Cet avis change l’effet du silence : la personne doit pouvoir le lire.",
            "This opinion changes what silence means: the person must be able to read it.",
        )
    for name in rule.shows:
        if name not in known:
            yield _problem(f"{path}.shows", f"« {name} » n’est pas une réponse.", f"“{name}” is not an answer.")


def _end(length: Length) -> dt.date:
    return deadlines.end_of(length, _DAY, Calendar())


def _department(code: str | None, path: str, codes: frozenset[str]) -> Iterator[Problem]:
    """A remark: the department may be created after the procedure, and not every organisation has each."""
    if code and codes and code not in codes:
        words = LocalizedText(
            fr=f"Aucune organisation n’a de service « {code} » : personne ne pourrait répondre.",
            en=f"No organisation has a department “{code}”: nobody could answer.",
        )
        yield Problem(path, words, blocking=False)


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _problem(path: str, fr: str, en: str) -> Problem:
    return Problem(path, LocalizedText(fr=fr, en=en))
