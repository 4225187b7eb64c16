"""What a step may have done later."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from parvis.cases.api import working_out
from parvis.cases.registry import ARRIVALS, Arrival
from parvis.errands.data import What
from parvis.errands.domain import asking, calling, creating, handing, timing
from parvis.errands.domain.doing import CALLERS, DOERS
from parvis.forms.data import Definition, Identifier, LocalizedText, Rule
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType

#: lines of a mapping
_MOST = 60
Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,9}$")]


class HandOutOptions(Definition):
    """By the rules of the department, in turn, or by its rules and otherwise in turn."""

    way: Literal["both", "rules", "turn"] = "both"


class CreateOptions(Definition):
    """procedure: its address among the organisation's; answers: each of its questions with the formula of its answer,
    which reads what the step knows.
    """

    procedure: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    answers: dict[str, Rule] = {}


class CallOptions(Definition):
    """service: the code of one of the organisation's web services; sends: names of values with their formulas; keeps:
    kept values, each with its path in the answer (`offer.amount`).
    """

    service: Identifier
    sends: dict[str, Rule] = {}
    keeps: dict[str, Path] = {}


def _worked_out(move: Any, rules: dict[str, Any]) -> dict[str, Any]:
    return {name: working_out.evaluated(rule, move) for name, rule in rules.items()}


def _create(move: Any, options: CreateOptions) -> None:
    answers = {name: value for name, value in _worked_out(move, options.answers).items() if value is not None}
    asking.ask(move, What.CREATE, options.procedure, {"answers": answers})


def _call(move: Any, options: CallOptions) -> None:
    sends = _worked_out(move, options.sends)
    asking.ask(move, What.CALL, options.service, {"sends": sends, "keeps": dict(options.keeps)})


def _check_rules(rules: dict[str, Any], transition: Transition, scope: Scope) -> Iterator[LocalizedText]:
    if len(rules) > _MOST:
        yield LocalizedText(fr=f"Au plus {_MOST} lignes.", en=f"{_MOST} lines at most.")
    for name, rule in rules.items():
        for problem in working_out.rule_messages(rule, {**scope.rules, **working_out.said_scope(transition)}, None):
            yield LocalizedText(fr=f"{name} : {problem.fr}", en=f"{name}: {problem.en}")


def _check_create(options: CreateOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from _check_rules(options.answers, transition, scope)
    if transition.target in transition.sources and {"resident", "system"} & {*transition.rights}:
        yield LocalizedText(
            fr="Une étape qui ne change pas l’état ne peut créer une demande que si elle est réservée aux agents.",
            en="A step that leaves the status as it is may make a request only where it is the agents’ alone.",
        )


def _check_call(options: CallOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from _check_rules(options.sends, transition, scope)
    for name in options.keeps:
        if f"kept_{name}" not in scope.rules:
            yield LocalizedText(
                fr=f"« {name} » n’est pas une valeur conservée du circuit.",
                en=f"“{name}” is not a kept value of the workflow.",
            )


def _hand_out(move: Any, options: HandOutOptions) -> None:
    asking.ask(move, What.HAND_OUT, "", {"way": options.way})


def _check_last(options: HandOutOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if any(use.type == "assign" for use in transition.actions):
        yield LocalizedText(
            fr="Une étape attribue la demande d’une seule manière.", en="A step assigns the request in one way only."
        )


DOERS[What.TIMER] = timing.take
DOERS[What.HAND_OUT] = handing.give
DOERS[What.CREATE] = creating.make
CALLERS[What.CALL] = (calling.prepared, calling.asked, calling.ended)
ARRIVALS.register(Arrival("errands", asking.wind))
ACTIONS.register(
    ActionType(
        "hand_out",
        LocalizedText(fr="Attribuer selon les règles ou à tour de rôle", en="Assign by rule or in turn"),
        HandOutOptions,
        _hand_out,
        _check_last,
    )
)
ACTIONS.register(
    ActionType(
        "create_case",
        LocalizedText(fr="Créer une demande d’une autre démarche", en="Make a request of another procedure"),
        CreateOptions,
        _create,
        _check_create,
    )
)
ACTIONS.register(
    ActionType(
        "call", LocalizedText(fr="Appeler un service web", en="Call a web service"), CallOptions, _call, _check_call
    )
)
