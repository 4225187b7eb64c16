"""Days that agents state with a transition: the file is complete, what was asked for came, something was posted."""

from collections.abc import Iterable

from parvis.cases.domain import stating
from parvis.cases.domain.moving import Move
from parvis.forms.data import Block, Definition, Field, LocalizedText
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType


class ReceiptWords(Definition):
    """The message that tells it. Marks: `{complete_on}`, `{reference}`, `{title}`, `{reason}`."""

    subject: LocalizedText
    body: LocalizedText


class CompleteOptions(Definition):
    """Whether the person is told, and how."""

    receipt: ReceiptWords | None = None


class CameOptions(Definition):
    """Nothing to choose: the day is asked when the transition is taken."""


class PostOptions(Definition):
    """day: the date field of the transition that says when."""

    day: str


def _complete(move: Move, options: CompleteOptions) -> None:
    words = options.receipt
    stating.complete(move, (words.subject, words.body) if words else None)


def _came(move: Move, options: CameOptions) -> None:
    stating.came(move)


def _came_on(options: CameOptions) -> tuple[Field | Block, ...]:
    return (
        Field(
            id=stating.CAME_ON,
            type="date",
            label=LocalizedText(fr="Arrivé le", en="Came on"),
            hint=LocalizedText(
                fr="Le jour où ce qui était demandé est arrivé par la poste, par courriel ou au guichet : le délai en"
                " dépend. Laissez vide si rien n’est arrivé et que l’examen reprend sans.",
                en="The day on which what was asked for came by post, by e-mail or at the counter: the time to answer"
                " hangs on it. Leave it empty if nothing came and the review goes on without.",
            ),
        ),
    )


def _post(move: Move, options: PostOptions) -> None:
    stating.post(move, options.day)


def _check_complete(options: CompleteOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if "resident" in transition.rights:
        yield LocalizedText(
            fr="Seuls les agents déclarent un dossier complet.", en="Only agents declare a file complete."
        )


def _check_came(options: CameOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if "resident" in transition.rights:
        yield LocalizedText(
            fr="Seuls les agents notent une arrivée : l’usager, lui, répond.",
            en="Only agents record an arrival: the resident answers.",
        )


def _check_post(options: PostOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if "resident" in transition.rights:
        yield LocalizedText(fr="Seuls les agents notent un envoi.", en="Only agents record a posting.")
    field = next((field for field in transition.fields if field.id == options.day), None)
    if field is None or field.type != "date" or field.required is not True:
        yield LocalizedText(
            fr=f"« {options.day} » n’est pas un champ de date obligatoire de cette transition.",
            en=f"“{options.day}” is not a required date field of this transition.",
        )


ACTIONS.register(
    ActionType(
        "complete",
        LocalizedText(fr="Déclarer le dossier complet", en="Declare the file complete"),
        CompleteOptions,
        _complete,
        _check_complete,
    )
)
ACTIONS.register(
    ActionType(
        "came",
        LocalizedText(fr="Noter l’arrivée de ce qui était demandé", en="Record the arrival of what was asked for"),
        CameOptions,
        _came,
        _check_came,
        asks=_came_on,
    )
)
ACTIONS.register(
    ActionType(
        "post",
        LocalizedText(fr="Noter une date d’envoi", en="Record the day of posting"),
        PostOptions,
        _post,
        _check_post,
    )
)
