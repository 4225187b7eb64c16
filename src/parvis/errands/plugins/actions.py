"""What a step may have done later."""

from collections.abc import Iterable
from typing import Any, Literal

from parvis.cases.registry import ARRIVALS, Arrival
from parvis.errands.data import What
from parvis.errands.domain import asking, handing, timing
from parvis.errands.domain.doing import DOERS
from parvis.forms.data import Definition, LocalizedText
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType


class HandOutOptions(Definition):
    """By the rules of the department, in turn, or by its rules and otherwise in turn."""

    way: Literal["both", "rules", "turn"] = "both"


def _hand_out(move: Any, options: HandOutOptions) -> None:
    asking.ask(move, What.HAND_OUT, "", {"way": options.way})


def _check_last(options: HandOutOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if any(use.type == "assign" for use in transition.actions):
        yield LocalizedText(
            fr="Une étape attribue la demande d’une seule manière.", en="A step assigns the request in one way only."
        )


DOERS[What.TIMER] = timing.take
DOERS[What.HAND_OUT] = handing.give
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
