"""What a transition may do to a case: write to the other side, assign, decide."""

from collections.abc import Iterable
from typing import Literal

from parvis.cases.data import ActorKind, Direction, Outcome
from parvis.cases.domain import allotting, deciding, messaging, revoking
from parvis.cases.domain.handling import department_of
from parvis.cases.domain.moving import Move
from parvis.cases.domain.words import fill
from parvis.forms.data import Definition, Identifier, LocalizedText
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType


class MessageOptions(Definition):
    """The words of the message, in the language of the case; `{reason}` stands for what is said with the transition."""

    subject: LocalizedText
    body: LocalizedText


class AssignOptions(Definition):
    """To whom: the agent who moves the case, or nobody; `department` is a code, if the case also goes elsewhere."""

    to: Literal["actor", "nobody"] = "actor"
    department: str | None = None


class ResourceOptions(Definition):
    """Of which resource of the definition."""

    resource: Identifier


class DecideOptions(Definition):
    """Which decision is given."""

    outcome: Outcome


class RevokeOptions(Definition):
    """Whether what was granted ends from now on ("repeal") or as if it had never been ("withdrawal")."""

    ending: revoking.Ending = revoking.Ending.REPEAL


def _message(move: Move, options: MessageOptions) -> None:
    write = move.write
    language = write.case.language
    marks = {"reason": move.reason, "reference": write.case.reference, "title": write.case.title}
    direction = Direction.TO_ADMINISTRATION if write.by.kind is ActorKind.RESIDENT else Direction.TO_RESIDENT
    written = write.say(
        fill(options.body.into(language), marks),
        subject=fill(options.subject.into(language), marks),
        direction=direction,
    )
    messaging.tell(write, written)


def _assign(move: Move, options: AssignOptions) -> None:
    write = move.write
    department_id = (
        department_of(write.case.organisation_id, options.department)
        if options.department
        else write.case.department_id
    )
    if options.to == "actor":
        messaging.given(write, write.by.person_id, write.by.name, department_id)
    else:
        messaging.given(write, None, "", department_id)


def _check_department(options: AssignOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    known = scope.names.get("department", frozenset())
    if options.department and options.department not in known:
        yield LocalizedText(
            fr=f"Le service « {options.department} » n’est pas nommé par la démarche.",
            en=f"The department “{options.department}” is not named by the procedure.",
        )
    if options.to == "actor" and "resident" in transition.rights:
        yield LocalizedText(
            fr="Une demande ne peut pas être attribuée à l’usager.", en="A request cannot be assigned to the resident."
        )


def _decide(move: Move, options: DecideOptions) -> None:
    deciding.give(move, options.outcome)


def _check_resource(options: ResourceOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if options.resource not in scope.names.get("resource", frozenset()):
        yield LocalizedText(
            fr=f"« {options.resource} » n’est pas une ressource que la démarche compte.",
            en=f"“{options.resource}” is not a resource that the procedure counts.",
        )
    if "resident" in transition.rights:
        yield LocalizedText(fr="Un usager n’attribue rien.", en="A resident allots nothing.")


def _check_allotting(options: ResourceOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from _check_resource(options, transition, scope)
    order = [use.type for use in transition.actions]
    if any(found in order and "allot" in order[order.index(found) :] for found in ("decide", "confirm")):
        yield LocalizedText(
            fr="On attribue avant de décider : la décision dit ce qui est attribué.",
            en="Allotting comes before deciding: the decision says what was allotted.",
        )


def _check_revoking(options: RevokeOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if "resident" in transition.rights:
        yield LocalizedText(fr="Un usager ne décide pas.", en="A resident does not decide.")
    if transition.reason != "required":
        yield LocalizedText(
            fr="Une abrogation ou un retrait doit être motivé.", en="A repeal or a withdrawal needs its reasons."
        )


def _check_decision(options: DecideOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if options.outcome is not Outcome.CLOSED and options.outcome not in scope.names.get("outcome", frozenset()):
        yield LocalizedText(
            fr="La démarche ne dit pas ce qu’écrit cette décision.",
            en="The procedure does not say what this decision writes.",
        )
    if "resident" in transition.rights:
        yield LocalizedText(fr="Un usager ne décide pas.", en="A resident does not decide.")
    if transition.reason != "required" and options.outcome is not Outcome.ACCEPTED:
        yield LocalizedText(
            fr="Un refus ou un classement sans suite doit être motivé.",
            en="A refusal or a closing without follow-up needs its reasons.",
        )


ACTIONS.register(
    ActionType(
        "message",
        LocalizedText(fr="Envoyer un message", en="Send a message"),
        MessageOptions,
        _message,
    )
)
ACTIONS.register(
    ActionType(
        "assign",
        LocalizedText(fr="Attribuer la demande", en="Assign the request"),
        AssignOptions,
        _assign,
        _check_department,
    )
)
ACTIONS.register(
    ActionType(
        "decide", LocalizedText(fr="Décider", en="Decide"), DecideOptions, _decide, _check_decision, decides=True
    )
)
ACTIONS.register(
    ActionType(
        "allot",
        LocalizedText(fr="Attribuer une part de ce qui est compté", en="Allot a part of what is counted"),
        ResourceOptions,
        lambda move, options: allotting.give(move, options.resource),
        _check_allotting,
    )
)
ACTIONS.register(
    ActionType(
        "free",
        LocalizedText(fr="Rendre ce qui était attribué", en="Give back what was allotted"),
        ResourceOptions,
        lambda move, options: allotting.free(move, options.resource),
        _check_resource,
    )
)
ACTIONS.register(
    ActionType(
        "revoke",
        LocalizedText(fr="Abroger ou retirer ce qui était accordé", en="Repeal or withdraw what was granted"),
        RevokeOptions,
        lambda move, options: revoking.revoke(move, options.ending),
        _check_revoking,
    )
)
