"""Days that agents state with a transition: the file is complete, something was posted."""

from collections.abc import Iterable

from parvis.cases.domain import stating
from parvis.cases.domain.moving import Move
from parvis.forms.data import Definition, LocalizedText
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType


class ReceiptWords(Definition):
    """The message that tells it. Marks: `{complete_on}`, `{reference}`, `{title}`, `{reason}`."""

    subject: LocalizedText
    body: LocalizedText


class CompleteOptions(Definition):
    """Whether the person is told, and how."""

    receipt: ReceiptWords | None = None


class PostOptions(Definition):
    """day: the date field of the transition that says when."""

    day: str


def _complete(move: Move, options: CompleteOptions) -> None:
    words = options.receipt
    stating.complete(move, (words.subject, words.body) if words else None)


def _post(move: Move, options: PostOptions) -> None:
    stating.post(move, options.day)


def _check_complete(options: CompleteOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    if "resident" in transition.rights:
        yield LocalizedText(
            fr="Seuls les agents déclarent un dossier complet.", en="Only agents declare a file complete."
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
        "post",
        LocalizedText(fr="Noter une date d’envoi", en="Record the day of posting"),
        PostOptions,
        _post,
        _check_post,
    )
)
