"""What a transition may ask of the other side, and what answers it: corrections, visits, a decision to confirm."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field as Constrained

from parvis.cases.data import Outcome, TurnKind, TurnState
from parvis.cases.domain import correcting, proposing, visiting
from parvis.cases.domain.correcting import Wanted, Why
from parvis.cases.domain.moving import Move
from parvis.forms.data import Block, Definition, Field, Identifier, LocalizedText
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType


class NoOptions(Definition):
    """Nothing to choose."""


class AskOptions(Definition):
    """days: how far the day is that is proposed for the answer; none if left out."""

    days: int | None = Constrained(default=None, ge=1, le=366)


class ProposeOptions(Definition):
    """Which decision is proposed; four_eyes: whoever proposes it does not confirm it."""

    outcome: Outcome
    four_eyes: bool = True


class ConfirmOptions(Definition):
    """Which proposal is confirmed."""

    outcome: Outcome


class VisitOptions(Definition):
    """What the page proposes: how long, where, and what to bring."""

    minutes: int = Constrained(default=30, ge=5, le=480)
    place: LocalizedText | None = None
    bring: LocalizedText | None = None


class EndOptions(Definition):
    """What became of the visit."""

    outcome: Literal["kept", "missed", "cancelled"]


def _ask(move: Move, options: AskOptions) -> None:
    wanted = [Wanted(one["field"], Why(one["why"]), one["words"]) for one in move.given.get("ask_corrections", ())]
    by_day = move.said.get("by_day")
    correcting.ask(
        move, wanted, dt.date.fromisoformat(by_day) if by_day else None, essential=not move.said.get(correcting.GOES_ON)
    )


def _ask_questions(options: AskOptions) -> tuple[Field | Block, ...]:
    return (
        Field(
            id="by_day",
            type="date",
            label=LocalizedText(fr="Réponse attendue au plus tard le", en="Answer awaited by"),
        ),
        Field(
            id=correcting.GOES_ON,
            type="checkbox",
            label=LocalizedText(
                fr="Rien de cela n’est indispensable : l’examen continue, et le délai court",
                en="None of it is essential: the examination goes on, and so does time",
            ),
            hint=LocalizedText(
                fr="Une pièce non essentielle qui manque ne suspend pas l’instruction (CRPA, article L114-5-1).",
                en="A missing paper that is not essential does not suspend the examination (CRPA, article L114-5-1).",
            ),
        ),
    )


def _ask_proposes(options: AskOptions, day: dt.date, language: str) -> Mapping[str, Any]:
    return {"by_day": (day + dt.timedelta(days=options.days)).isoformat()} if options.days else {}


def _mend(move: Move, options: NoOptions) -> None:
    given = move.given.get("mend", {})
    correcting.mend(move, given.get("answers", {}), given.get("note", "").strip())


class AmendOptions(Definition):
    """fields: which answers may be changed, all without; clock: whether the time to answer runs anew from that day."""

    fields: tuple[Identifier, ...] = ()
    clock: Literal["keep", "restart"] = "keep"


def _amend(move: Move, options: AmendOptions) -> None:
    given = move.given.get("amend", {})
    correcting.mend(move, given.get("answers", {}), given.get("note", "").strip(), TurnKind.AMENDMENT)


def _visit_questions(options: VisitOptions) -> tuple[Field | Block, ...]:
    slot = Field(id="at", type="date_time", label=LocalizedText(fr="Jour et heure", en="Day and time"), required=True)
    return (
        Block(
            id="slots",
            label=LocalizedText(fr="Dates proposées", en="Moments proposed"),
            item_label=LocalizedText(fr="Date", en="Moment"),
            hint=LocalizedText(fr="D’une à trois : la personne choisit.", en="One to three: the person chooses."),
            min=1,
            max=visiting.MOST_SLOTS,
            fields=(slot,),
        ),
        Field(
            id="minutes",
            type="integer",
            label=LocalizedText(fr="Durée, en minutes", en="Minutes that it takes"),
            required=True,
            options={"min": 5, "max": 480},
        ),
        Field(id="place", type="text", label=LocalizedText(fr="Lieu", en="Place"), required=True),
        Field(id="bring", type="long_text", label=LocalizedText(fr="À apporter", en="What to bring")),
    )


def _visit_proposes(options: VisitOptions, day: dt.date, language: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {"minutes": options.minutes}
    found |= {part: text.into(language) for part in ("place", "bring") if (text := getattr(options, part)) is not None}
    return found


def _visit(move: Move, options: VisitOptions) -> None:
    visiting.propose(move, move.said)


def _confirm_visit(move: Move, options: NoOptions) -> None:
    visiting.confirm(move, str(move.given.get("confirm_visit", "")))


def _move_visit(move: Move, options: NoOptions) -> None:
    visiting.ask_another(move)


def _end_visit(move: Move, options: EndOptions) -> None:
    states = {"kept": TurnState.KEPT, "missed": TurnState.MISSED, "cancelled": TurnState.WITHDRAWN}
    visiting.end(move, states[options.outcome])


def _propose(move: Move, options: ProposeOptions) -> None:
    proposing.propose(move, options.outcome, four_eyes=options.four_eyes)


def _confirm(move: Move, options: ConfirmOptions) -> None:
    proposing.confirm(move, options.outcome)


def _return(move: Move, options: NoOptions) -> None:
    proposing.give_back(move)


def _for_agents(options: Any, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if "resident" in transition.rights:
        yield LocalizedText(fr="Cette action est celle des agents.", en="This action is the agents’.")


def _for_residents(options: Any, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if set(transition.rights) != {"resident"}:
        yield LocalizedText(fr="Cette action est celle de l’usager.", en="This action is the resident’s.")


def _with_words(options: Any, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if transition.reason != "required":
        yield LocalizedText(fr="Cette action demande des mots (reason).", en="This action needs words (reason).")


def _asks_again(options: Any, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from _for_agents(options, transition, scope)
    if transition.reason == "none":
        yield LocalizedText(
            fr="L’agent doit pouvoir dire ce qui manque (reason : optional).",
            en="The agent must be able to say what is missing (reason: optional).",
        )


def _moves(options: Any, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from _for_residents(options, transition, scope)
    yield from _with_words(options, transition, scope)


def _returns(options: Any, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from _for_agents(options, transition, scope)
    yield from _with_words(options, transition, scope)


def _proposes(options: ProposeOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from _for_agents(options, transition, scope)
    if options.outcome is not Outcome.CLOSED and options.outcome not in scope.names.get("outcome", frozenset()):
        yield LocalizedText(
            fr="La démarche ne dit pas ce qu’écrit cette décision.",
            en="The procedure does not say what this decision writes.",
        )
    if options.outcome is not Outcome.ACCEPTED and transition.reason != "required":
        yield LocalizedText(
            fr="Un refus ou un classement sans suite doit être motivé dès sa proposition.",
            en="A refusal or a closing without follow-up needs its reasons when it is proposed.",
        )


def _confirms(options: ConfirmOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from _for_agents(options, transition, scope)
    if transition.reason != "none":
        yield LocalizedText(
            fr="Les mots sont ceux de la proposition : la validation n’en demande pas (reason : none).",
            en="The words are those of the proposal: its confirmation asks for none (reason: none).",
        )


def _label(fr: str, en: str) -> LocalizedText:
    return LocalizedText(fr=fr, en=en)


for _action in (
    ActionType(
        "ask_corrections",
        _label("Demander des corrections", "Ask for corrections"),
        AskOptions,
        _ask,
        _asks_again,
        asks=_ask_questions,
        proposes=_ask_proposes,
    ),
    ActionType("mend", _label("Corriger la demande", "Mend the request"), NoOptions, _mend, _for_residents),
    ActionType(
        "amend", _label("Modifier la demande envoyée", "Change the request sent"), AmendOptions, _amend, _for_residents
    ),
    ActionType(
        "propose_visit",
        _label("Proposer un rendez-vous", "Propose a visit"),
        VisitOptions,
        _visit,
        _for_agents,
        asks=_visit_questions,
        proposes=_visit_proposes,
    ),
    ActionType(
        "confirm_visit",
        _label("Confirmer un rendez-vous", "Confirm a visit"),
        NoOptions,
        _confirm_visit,
        _for_residents,
    ),
    ActionType("move_visit", _label("Demander une autre date", "Ask for another date"), NoOptions, _move_visit, _moves),
    ActionType(
        "end_visit", _label("Noter la suite du rendez-vous", "End a visit"), EndOptions, _end_visit, _for_agents
    ),
    ActionType("propose", _label("Proposer une décision", "Propose a decision"), ProposeOptions, _propose, _proposes),
    ActionType(
        "confirm",
        _label("Valider la décision", "Confirm the decision"),
        ConfirmOptions,
        _confirm,
        _confirms,
        decides=True,
    ),
    ActionType(
        "return_proposal", _label("Renvoyer la proposition", "Return the proposal"), NoOptions, _return, _returns
    ),
):
    ACTIONS.register(_action)
