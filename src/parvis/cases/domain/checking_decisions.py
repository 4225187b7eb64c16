"""Checking what a definition says of decisions and of what it counts: paths lead somewhere, cards have an end."""

from collections.abc import Iterator

from parvis.cases.data import CardText, OrderText, Outcome
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.definition_resources import Resource
from parvis.forms.data import Field, FormDefinition, LocalizedText, Problem
from parvis.workflows.api import questions
from parvis.workflows.data import Transition

_DAYS = ("date", "date_time")


def _problem(path: str, fr: str, en: str) -> Problem:
    return Problem(path, LocalizedText(fr=fr, en=en))


def _deciding(definition: CaseTypeDefinition, outcome: Outcome) -> list[Transition]:
    return [
        move
        for move in definition.workflow.transitions
        if any(use.type in ("decide", "confirm") and use.options.get("outcome") == outcome for use in move.actions)
    ]


def fields_of(form: FormDefinition) -> list[Field]:
    """The fields of a form, those inside of blocks left out."""
    items = [item for page in form.pages for section in page.sections for item in section.items]
    return [item for item in items if isinstance(item, Field)]


def _asked(move: Transition) -> list[Field]:
    form = questions(move)
    return fields_of(form) if form else []


def said(definition: CaseTypeDefinition, outcome: Outcome) -> set[str]:
    """The marks of what is said with the transitions that give that decision (`said.posted_on`), and of what they
    allot (`allotted.kerb`).
    """
    marks = {f"said.{field.id}" for move in _deciding(definition, outcome) for field in _asked(move)}
    return marks | {f"allotted.{resource.id}" for resource in definition.resources}


def check(definition: CaseTypeDefinition, known: set[str]) -> Iterator[Problem]:
    """known: answers of the form, and the parts of them that have a name."""
    decisions = definition.decisions
    types = _types(definition)
    valid = decisions.valid
    if isinstance(decisions.accepted, CardText) and valid is None:
        yield _problem(
            "decisions.valid", "Une carte a une fin : il faut une durée.", "A card has an end: it needs a validity."
        )
    for part in ("start", "until"):
        path = getattr(valid, part) if valid else None
        if path and types.get(path) not in _DAYS:
            yield _problem(f"decisions.valid.{part}", "Il faut un champ de date.", "A date field is needed.")
    if isinstance(decisions.accepted, OrderText) and decisions.accepted.public:
        shown_marks = known | said(definition, Outcome.ACCEPTED)
        for path in decisions.accepted.public.shown:
            if path not in shown_marks:
                yield _problem(
                    "decisions.accepted.public.shown",
                    f"« {path} » n’est pas une réponse.",
                    f"“{path}” is not an answer.",
                )
    yield from _computed(definition, known)
    yield from _timed(definition)
    seen: set[str] = set()
    for index, resource in enumerate(definition.resources):
        yield from _resource(resource, f"resources.{index}", types, known)
        if resource.id in seen:
            yield _problem("resources", "Deux ressources portent le même nom.", "Two resources have the same name.")
        seen.add(resource.id)


def _computed(definition: CaseTypeDefinition, known: set[str]) -> Iterator[Problem]:
    """What decides by itself says so, and what it reads is asked."""
    computed = definition.decisions.computed
    moves = (*_deciding(definition, Outcome.ACCEPTED), *_deciding(definition, Outcome.REFUSED))
    if computed is None and any(set(move.rights) == {"system"} for move in moves):
        yield _problem(
            "decisions.computed",
            "Une transition décide d’elle-même : sans la mention du traitement algorithmique, la décision est nulle"
            " (loi 78-17, article 47 ; CRPA, article L311-3-1).",
            "A transition decides by itself: without the mention of the algorithm the decision is void"
            " (loi 78-17, article 47; CRPA, article L311-3-1).",
        )
    for name in computed.reads if computed else ():
        if name not in known:
            yield _problem(
                "decisions.computed.reads", f"« {name} » n’est pas une réponse.", f"“{name}” is not an answer."
            )


def _timed(definition: CaseTypeDefinition) -> Iterator[Problem]:
    """A timer that refuses says why in law, as whoever refuses does (CRPA L211-2, L211-5); no other one does."""
    refusing = {move.id for move in _deciding(definition, Outcome.REFUSED)}
    known = {ground.id for ground in definition.decisions.grounds}
    for index, timer in enumerate(definition.workflow.timers):
        path = f"workflow.timers.{index}.grounds"
        if timer.transition in refusing and not timer.grounds:
            yield _problem(
                path,
                "Ce délai refuse : choisissez les motifs de droit du refus (CRPA, articles L211-2 et L211-5).",
                "This timer refuses: choose the legal grounds of the refusal (CRPA, articles L211-2 and L211-5).",
            )
        if timer.transition not in refusing and timer.grounds:
            yield _problem(path, "Seul un refus a des motifs de droit.", "Only a refusal has legal grounds.")
        for name in timer.grounds:
            if name not in known:
                yield _problem(path, f"Le motif « {name} » n’existe pas.", f"The ground “{name}” does not exist.")


def _resource(resource: Resource, path: str, types: dict[str, str], known: set[str]) -> Iterator[Problem]:
    paths = known | set(types)
    for number, part in enumerate(resource.key):
        if part.of not in paths:
            yield _problem(
                f"{path}.key.{number}", f"« {part.of} » n’est pas une réponse.", f"“{part.of}” is not an answer."
            )
    if isinstance(resource.amount, str) and types.get(resource.amount) != "integer":
        yield _problem(f"{path}.amount", "Il faut un champ de nombre entier.", "A whole number field is needed.")
    if resource.period:
        for name in ("start", "end"):
            if types.get(getattr(resource.period, name)) not in _DAYS:
                yield _problem(f"{path}.period.{name}", "Il faut un champ de date.", "A date field is needed.")


def _types(definition: CaseTypeDefinition) -> dict[str, str]:
    """The type of each field: of the form, and of the transitions that say something."""
    asked = [field for move in definition.workflow.transitions for field in _asked(move)]
    return {field.id: str(field.type) for field in [*asked, *fields_of(definition.form)]}
