"""Checking a workflow before it is published."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import override
from pydantic import ValidationError

from parvis.expressions import api as expressions
from parvis.forms.data import LocalizedText, Problem, Rule
from parvis.workflows.data import Kind, Scope, Transition, WorkflowDefinition
from parvis.workflows.domain import checking_timers
from parvis.workflows.domain.moving import asked_by_actions, scope_of
from parvis.workflows.registry import ACTIONS


def check(definition: WorkflowDefinition, scope: Scope) -> list[Problem]:
    """Everything that keeps `definition` from being published; empty when it may be.

    A workflow that passes: every status is reached from the initial one; from every status that is not final there is
    a way to a final one; what waits for the resident can be moved by the resident; every role, status, field and
    action exists; conditions give yes or no, and are not false whatever happens; wherever the administration has the
    case, somebody may act or a timer does; timers come to an end; a decision is given on the way to a decided status,
    and only there.
    """
    broken = list(_names(definition))
    if broken:  # the graph can't be read with dangling names
        return broken
    rules = scope_of(definition, scope.rules)
    scope = replace(scope, rules=rules)
    problems = [*_reachability(definition), *_waiting(definition), *_acting(definition, scope)]
    problems += checking_timers.check(definition)
    for index, transition in enumerate(definition.transitions):
        problems += _transition(definition, transition, f"transitions.{index}", scope)
    return problems


def _problem(path: str, fr: str, en: str) -> Problem:
    return Problem(path, LocalizedText(fr=fr, en=en))


def _repeated(ids: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(ids).items() if times > 1]


def _names(definition: WorkflowDefinition) -> Iterator[Problem]:
    known = {status.id for status in definition.statuses}
    for name in _repeated(status.id for status in definition.statuses):
        yield _problem("statuses", f"Deux statuts portent le nom « {name} ».", f"Two statuses are called “{name}”.")
    for name in _repeated(transition.id for transition in definition.transitions):
        yield _problem(
            "transitions", f"Deux transitions portent le nom « {name} ».", f"Two transitions are called “{name}”."
        )
    for path, label, ids in (
        ("timers", ("délais", "timers"), [timer.id for timer in definition.timers]),
        ("kept", ("valeurs conservées", "kept values"), [one.id for one in definition.kept]),
    ):
        for name in _repeated(ids):
            yield _problem(path, f"Deux {label[0]} portent le nom « {name} ».", f"Two {label[1]} are called “{name}”.")
    if definition.initial not in known:
        yield _problem(
            "initial",
            f"Le statut de départ « {definition.initial} » n’existe pas.",
            f"The initial status “{definition.initial}” does not exist.",
        )
    for index, transition in enumerate(definition.transitions):
        for end, name in (*(("sources", source) for source in transition.sources), ("target", transition.target)):
            if name not in known:
                yield _problem(
                    f"transitions.{index}.{end}",
                    f"Le statut « {name} » n’existe pas.",
                    f"The status “{name}” does not exist.",
                )


def _reached(start: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    """What can be reached from `start` along `edges`, `start` included."""
    ways: dict[str, set[str]] = {}
    for tail, tip in edges:
        ways.setdefault(tail, set()).add(tip)
    seen: set[str] = set()
    todo = list(start)
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo.extend(ways.get(here, ()))
    return seen


def _reachability(definition: WorkflowDefinition) -> Iterator[Problem]:
    edges = [(source, move.target) for move in definition.transitions for source in move.sources]
    reached = _reached([definition.initial], edges)
    ends = _reached(
        (status.id for status in definition.statuses if status.kind.is_final), ((tip, tail) for tail, tip in edges)
    )
    for index, status in enumerate(definition.statuses):
        words = status.agent
        if status.id not in reached:
            yield _problem(
                f"statuses.{index}",
                f"Rien ne mène au statut « {words.fr} ».",
                f"Nothing leads to the status “{words.into('en')}”.",
            )
        if status.id not in ends:
            yield _problem(
                f"statuses.{index}",
                f"Du statut « {words.fr} », aucun chemin ne mène à la fin de la demande.",
                f"From the status “{words.into('en')}”, no way leads to the end of the request.",
            )


def _waiting(definition: WorkflowDefinition) -> Iterator[Problem]:
    for index, status in enumerate(definition.statuses):
        if status.kind is Kind.WAITING and not any(
            status.id in move.sources and "resident" in move.rights for move in definition.transitions
        ):
            yield _problem(
                f"statuses.{index}",
                f"Le statut « {status.agent.fr} » attend l’usager, mais aucune transition ne lui est ouverte.",
                f"The status “{status.agent.into('en')}” waits for the resident, who has no transition to take.",
            )


def _acting(definition: WorkflowDefinition, scope: Scope) -> Iterator[Problem]:
    timed = {timer.status for timer in definition.timers}
    for index, status in enumerate(definition.statuses):
        if not scope.agents or status.kind is not Kind.OPEN or status.id in timed:
            continue
        if not any(status.id in move.sources and scope.agents & set(move.rights) for move in definition.transitions):
            yield _problem(
                f"statuses.{index}",
                f"Au statut « {status.agent.fr} », aucun agent ne peut agir et aucun délai n’agit à sa place.",
                f"In the status “{status.agent.into('en')}”, no agent may act and no timer does.",
            )


def _rule(rule: Rule, scope: Scope, path: str) -> Iterator[Problem]:
    """What is wrong with a condition, in both languages."""
    found = {}
    for language in ("fr", "en"):
        with override(language):
            problems = expressions.check(rule, scope.rules, expects=expressions.Kind.BOOLEAN)
        # a step that nobody can ever take is none
        found[language] = [one.message for one in problems if one.blocking or one.code is expressions.Code.ALWAYS_FALSE]
    if rule is False:
        yield _problem(path, "Toujours faux : personne ne pourra agir.", "Always false: nobody will ever act.")
    for fr, en in zip(found["fr"], found["en"], strict=True):
        yield _problem(path, fr, en)


def _transition(definition: WorkflowDefinition, move: Transition, path: str, scope: Scope) -> Iterator[Problem]:
    for role in move.rights:
        if role not in scope.roles:
            yield _problem(f"{path}.rights", f"Le rôle « {role} » n’existe pas.", f"The role “{role}” does not exist.")
    if move.condition is not None:
        yield from _rule(move.condition, scope, f"{path}.condition")
    for name in _repeated(field.id for field in (*move.fields, *asked_by_actions(move))):
        yield _problem(f"{path}.fields", f"Deux champs portent le nom « {name} ».", f"Two fields are called “{name}”.")
    decides = 0
    for index, use in enumerate(move.actions):
        here = f"{path}.actions.{index}"
        kind = ACTIONS.get(use.type)
        if kind is None:
            yield _problem(here, f"L’action « {use.type} » n’existe pas.", f"The action “{use.type}” does not exist.")
            continue
        decides += kind.decides
        try:
            options = kind.options.model_validate(use.options)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=False, include_input=False):
                place = ".".join(map(str, ("options", *detail["loc"])))
                text = detail["msg"]
                yield _problem(f"{here}.{place}", f"Réglage refusé : {text}", f"Option refused: {text}")
            continue
        for message in kind.check(options, move, scope):
            yield Problem(here, message)
    yield from _paired(definition, move, path)
    if move.four_eyes:
        yield from _four_eyes(definition, move, path)
    yield from _approvals(move, path, scope)
    decided = definition.status(move.target).kind is Kind.DECIDED
    if decided != (decides == 1):
        yield _problem(
            f"{path}.actions",
            "Une transition mène à un statut décidé si et seulement si elle rend une décision, une seule.",
            "A transition leads to a decided status if and only if it gives one decision.",
        )


#: who is no agent
_NO_AGENTS = frozenset({"resident", "system"})


def _four_eyes(definition: WorkflowDefinition, move: Transition, path: str) -> Iterator[Problem]:
    """Somebody has looked at it before, and the second look is an agent's."""
    if _NO_AGENTS & set(move.rights):
        yield _problem(
            f"{path}.four_eyes",
            "Le double regard est celui de deux agents : la transition ne peut être ouverte à personne d’autre.",
            "Four eyes are two agents’: the transition can be open to nobody else.",
        )
    for source in move.sources:
        if not any(found.target == source and set(found.rights) - _NO_AGENTS for found in definition.transitions):
            words = definition.status(source).agent
            yield _problem(
                f"{path}.four_eyes",
                f"Aucun agent n’amène au statut « {words.fr} » : personne n’y a regardé le dossier une première fois.",
                f"No agent leads to the status “{words.into('en')}”: nobody has looked at the case a first time.",
            )


def _approvals(move: Transition, path: str, scope: Scope) -> Iterator[Problem]:
    """Each level is of agents who exist; what they agree to is another agent's to do."""
    if move.approvals and _NO_AGENTS & set(move.rights):
        yield _problem(
            f"{path}.approvals",
            "Seule une transition des agents peut être soumise à approbation.",
            "Only a transition of agents can need an approval.",
        )
    for name in _repeated(level.id for level in move.approvals):
        yield _problem(f"{path}.approvals", f"Deux niveaux portent le nom « {name} ».", f"Two levels are “{name}”.")
    for index, level in enumerate(move.approvals):
        for role in level.rights:
            if role not in scope.roles or role in _NO_AGENTS:
                yield _problem(
                    f"{path}.approvals.{index}.rights",
                    f"Le rôle « {role} » n’est pas celui d’un agent.",
                    f"The role “{role}” is not an agent’s.",
                )


#: What an action leads to: one of these others must be offered from the status that its transition reaches.
_GOES_ON = {
    "ask_corrections": ("mend",),
    "propose": ("confirm",),
    "propose_visit": ("confirm_visit",),
    "confirm_visit": ("end_visit",),
}
#: And what an answer needs before it: one of these must lead to each status from which it is taken.
_COMES_FROM = {
    "mend": ("ask_corrections",),
    "confirm": ("propose",),
    "return_proposal": ("propose",),
    "confirm_visit": ("propose_visit",),
    "move_visit": ("propose_visit", "confirm_visit"),
    "end_visit": ("confirm_visit",),
}


def _paired(definition: WorkflowDefinition, move: Transition, path: str) -> Iterator[Problem]:
    """What was asked can be answered, and what answers was asked before."""
    for use in move.actions:
        for other in _GOES_ON.get(use.type, ())[:1]:
            if not any(move.target in found.sources and _does(found, other) for found in definition.transitions):
                words = definition.status(move.target).agent
                yield _problem(
                    f"{path}.target",
                    f"Du statut « {words.fr} », il manque une transition avec l’action « {other} ».",
                    f"From the status “{words.into('en')}”, a transition with the action “{other}” is missing.",
                )
        before = _COMES_FROM.get(use.type)
        if before is None:
            continue
        for source in move.sources:
            if not any(
                found.target == source and any(_does(found, name) for name in before)
                for found in definition.transitions
            ):
                words = definition.status(source).agent
                needed = before[0]
                yield _problem(
                    f"{path}.sources",
                    f"Rien n’amène au statut « {words.fr} » par l’action « {needed} ».",
                    f"Nothing leads to the status “{words.into('en')}” with the action “{needed}”.",
                )


def _does(move: Transition, action: str) -> bool:
    return any(use.type == action for use in move.actions)
