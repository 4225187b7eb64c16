"""Checking a case type's definition before it is published: every part, and what the parts say of each other."""

from collections.abc import Iterable, Iterator

from django.utils.translation import override

from parvis.access.data import RIGHTS, Right, Role
from parvis.cases.data import ActorKind, Outcome
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain import (
    checking_amending,
    checking_clock,
    checking_decisions,
    checking_opinions,
    checking_steps,
    clock_readings,
    retention,
    zones,
)
from parvis.cases.domain.words import FACTS, marks
from parvis.expressions import api as expressions
from parvis.forms import api as forms
from parvis.forms.data import Block, Field, LocalizedText, Problem, Rule
from parvis.workflows import api as workflows
from parvis.workflows.data import Kind, Scope

#: Who may be named in the rights of a transition.
ROLES = frozenset({*map(str, Role), str(ActorKind.RESIDENT), str(ActorKind.SYSTEM)})


#: Whose work cases are.
_AGENTS = frozenset(str(role) for role, rights in RIGHTS.items() if Right.HANDLE_CASES in rights)


class NotPublishable(Exception):
    """A definition that did not pass: `problems` say what, where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.message.into('en')}" for problem in problems))
        self.problems = problems


def check(definition: CaseTypeDefinition) -> list[Problem]:
    """Everything that keeps `definition` from being published; empty when it may be."""
    return [problem for problem in examine(definition) if problem.blocking]


def examine(definition: CaseTypeDefinition, *, departments: frozenset[str] = frozenset()) -> list[Problem]:
    """Everything that can be said against `definition`: what `check` says, and remarks that its author may judge.

    departments: the codes of those that there are, where they are known.
    """
    followings = zones.followings(definition)
    asked = [
        Problem(f"form.{problem.path}", problem.message, problem.blocking)
        for problem in forms.check(definition.form, followings=followings)
    ]
    if any(problem.blocking for problem in asked):  # nothing else can be read with a broken form
        return asked
    rules = forms.scope(definition.form, followings)
    decisions = definition.decisions
    outcomes = {Outcome.ACCEPTED: decisions.accepted, Outcome.REFUSED: decisions.refused}
    clock = definition.deadline.rules
    names = {
        "department": frozenset({definition.department, *(rule.department for rule in definition.routing)}),
        "resource": frozenset(resource.id for resource in definition.resources),
        "outcome": frozenset(str(outcome) for outcome, text in outcomes.items() if text),
        "extension": frozenset(one.id for one in clock.extensions) if clock else frozenset(),
        "answer": frozenset(field.id for field in _fields(definition) if field.type != "file"),
        "phone": frozenset(filter(None, (definition.contact.phone,))),
        "postal": frozenset(filter(None, (definition.contact.postal,))),
    }
    moves = workflows.check(definition.workflow, Scope(ROLES, rules, names, _AGENTS))
    return [
        *asked,
        *(Problem(f"workflow.{problem.path}", problem.message) for problem in moves),
        *zones.problems(definition),
        *_start(definition),
        *_routing(definition, rules),
        *_limits(definition, rules),
        *_paths(definition, rules),
        *checking_clock.check(definition),
        *checking_amending.check(definition),
        *_renewal(definition),
        *_retention(definition),
        *_texts(definition, rules),
        *checking_decisions.check(definition, _known(definition, rules)),
        *checking_steps.check(definition, rules),
        *checking_opinions.check(definition, _known(definition, rules), departments),
    ]


def _problem(path: str, fr: str, en: str) -> Problem:
    return Problem(path, LocalizedText(fr=fr, en=en))


def rule_problems(rule: Rule, scope: expressions.Scope, path: str) -> Iterator[Problem]:
    """What is wrong with a condition, in both languages."""
    found = {}
    for language in ("fr", "en"):
        with override(language):
            problems = expressions.check(rule, scope, expressions.Kind.BOOLEAN)
        found[language] = [problem.message for problem in problems if problem.blocking]
    for fr, en in zip(found["fr"], found["en"], strict=True):
        yield _problem(path, fr, en)


def _start(definition: CaseTypeDefinition) -> Iterator[Problem]:
    workflow = definition.workflow
    first = next((status for status in workflow.statuses if status.id == workflow.initial), None)
    if first and first.kind is not Kind.OPEN:
        yield _problem(
            "workflow.initial",
            "Une demande qui arrive doit être chez l’administration.",
            "A request that arrives must be with the administration.",
        )


def _routing(definition: CaseTypeDefinition, rules: expressions.Scope) -> Iterator[Problem]:
    for index, rule in enumerate(definition.routing):
        yield from rule_problems(rule.when, rules, f"routing.{index}.when")


def _limits(definition: CaseTypeDefinition, rules: expressions.Scope) -> Iterator[Problem]:
    types = {field.id: field.type for field in _fields(definition)}
    for index, limit in enumerate(definition.limits):
        path = f"limits.{index}"
        if limit.when is not None:
            yield from rule_problems(limit.when, rules, f"{path}.when")
        if types.get(limit.association) != "association":
            yield _problem(
                f"{path}.association",
                "Une limite se compte par association : il faut un champ de ce type.",
                "A limit is counted by association: a field of that type is needed.",
            )
        if types.get(limit.day) not in ("date", "date_time"):
            yield _problem(f"{path}.day", "Il faut un champ de date.", "A date field is needed.")
    if len({limit.id for limit in definition.limits}) < len(definition.limits):
        yield _problem("limits", "Deux limites portent le même nom.", "Two limits have the same name.")


def _paths(definition: CaseTypeDefinition, rules: expressions.Scope) -> Iterator[Problem]:
    contact = definition.contact
    known = _known(definition, rules)
    named: list[tuple[str, str]] = [("title", path) for path in definition.title]
    named += [("contact.name", path) for path in contact.name]
    named += [(f"contact.{part}", path) for part in ("email", "phone", "postal") if (path := getattr(contact, part))]
    for where, path in named:
        if path not in known:
            yield _problem(where, f"« {path} » n’est pas une réponse.", f"“{path}” is not an answer.")
    if not (contact.email or contact.phone):
        yield _problem(
            "contact",
            "Il faut savoir où écrire à la personne : un courriel ou un téléphone.",
            "One must know where to reach the person: an e-mail address or a phone number.",
        )
    if definition.destination and definition.destination not in rules:
        yield _problem(
            "destination",
            f"« {definition.destination} » n’est pas une réponse.",
            f"“{definition.destination}” is not an answer.",
        )
    silence = definition.deadline.silence
    if silence and silence.when is not None:
        yield from rule_problems(silence.when, rules, "deadline.silence.when")
    before = definition.deadline.before
    types = {field.id: field.type for field in _fields(definition)}
    if before and types.get(before) not in ("date", "date_time"):
        yield _problem("deadline.before", "Il faut un champ de date.", "A date field is needed.")


def _renewal(definition: CaseTypeDefinition) -> Iterator[Problem]:
    if definition.renewal is not None and definition.decisions.valid is None:
        yield _problem(
            "renewal",
            "Pour rappeler une fin ou renouveler, il faut une durée de validité (decisions.valid).",
            "To recall an end or to renew, a validity is needed (decisions.valid).",
        )


def _retention(definition: CaseTypeDefinition) -> Iterator[Problem]:
    if definition.retention is None:
        yield _problem(
            "retention",
            "Il faut dire combien de temps les demandes sont conservées après leur fin (RGPD, article 5, e).",
            "Say for how long requests are kept after they have ended (GDPR, article 5(1)(e)).",
        )
    for name in sorted(clock_readings.IDS & {reading.id for reading in definition.readings}):
        yield _problem(
            "readings",
            f"« {name} » est le nom d’une lecture que le moteur tire des règles du délai.",
            f"“{name}” is the name of a reading that the engine makes of the rules of the clock.",
        )
    if any(reading.id == retention.READING for reading in definition.readings):
        yield _problem(
            "readings",
            f"« {retention.READING} » est le nom de la lecture que le moteur tire de la durée de conservation.",
            f"“{retention.READING}” is the name of the reading that the engine makes of the retention.",
        )


def _texts(definition: CaseTypeDefinition, rules: expressions.Scope) -> Iterator[Problem]:
    known = _known(definition, rules) | FACTS | {one.variable for one in definition.workflow.kept}
    decisions = definition.decisions
    for part in ("accepted", "refused"):
        text = getattr(decisions, part)
        if text is None:
            continue
        said = checking_decisions.said(definition, Outcome(part))
        for mark in sorted({mark for words in _strings(text.model_dump()) for mark in marks(words)} - known - said):
            yield _problem(
                f"decisions.{part}",
                f"« {{{mark}}} » n’est ni une réponse ni un fait de la demande.",
                f"“{{{mark}}}” is neither an answer nor a fact of the request.",
            )
    if decisions.refused and not decisions.grounds:
        yield _problem(
            "decisions.grounds",
            "Un refus doit être motivé : il faut au moins un motif (CRPA, articles L211-2 et L211-5).",
            "A refusal states its reasons: at least one ground is needed (CRPA, articles L211-2 and L211-5).",
        )


def _fields(definition: CaseTypeDefinition) -> Iterator[Field]:
    for page in definition.form.pages:
        for section in page.sections:
            for item in section.items:
                if not isinstance(item, Block):
                    yield item


def _known(definition: CaseTypeDefinition, rules: expressions.Scope) -> set[str]:
    """Answers outside of blocks, and the parts of them that have a name."""
    return {*(field.id for field in _fields(definition)), *rules}


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
