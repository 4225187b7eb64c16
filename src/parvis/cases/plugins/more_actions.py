"""What else a transition may do, in its own transaction: keep a value, tag, send a text, write a letter."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import nullcontext

from django.utils.translation import override

from parvis.cases.data import ActorKind, Audience
from parvis.cases.domain import contacting, kept_values, letters, passages, sending, tagging
from parvis.cases.domain.moving import Move
from parvis.cases.domain.working_out import evaluated, rule_messages, said_scope
from parvis.cases.registry import TEXT, Told
from parvis.forms.data import Definition, Identifier, LocalizedText, Rule
from parvis.notifications import api as notifications
from parvis.notifications.data import Channel, Unreached
from parvis.workflows.data import Scope, Transition
from parvis.workflows.registry import ACTIONS, ActionType

#: what became of something that could not be sent, for agents
NOT_SENT = "not_sent"


class SetOptions(Definition):
    """kept: which kept value; value: what it becomes, by an expression over the answers, the kept values, the day, and
    what was said with the transition (`said_…`).
    """

    kept: Identifier
    value: Rule


class TagOptions(Definition):
    """Tags to put and to take away, between commas."""

    add: str = ""
    remove: str = ""


class TextOptions(Definition):
    """The words of an SMS; passages as in letters."""

    body: LocalizedText


class LetterOptions(Definition):
    """The letter; passages as `{reference}`, answers by their names. posted: on paper, whatever the person chose."""

    subject: LocalizedText
    body: LocalizedText
    posted: bool = False


# -- kept values ----------------------------------------------------------------------------------------------------


def _set(move: Move, options: SetOptions) -> None:
    kept = next(one for one in move.write.published.definition.workflow.kept if one.id == options.kept)
    try:
        value = kept_values.typed(kept, evaluated(options.value, move))
    except ValueError:
        value = None
    kept_values.keep(move.write, {kept.id: value})


def _check_set(options: SetOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    variable = scope.rules.get(f"kept_{options.kept}")
    if variable is None:
        yield LocalizedText(
            fr=f"« {options.kept} » n’est pas une valeur conservée du circuit.",
            en=f"“{options.kept}” is not a kept value of the workflow.",
        )
        return
    yield from rule_messages(options.value, {**scope.rules, **said_scope(transition)}, variable.kind)


# -- tags -----------------------------------------------------------------------------------------------------------


def _tag(move: Move, options: TagOptions) -> None:
    tagging.put(move.write, tagging.words_of(options.add), tagging.words_of(options.remove))


def _check_tag(options: TagOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from agents_or_timers(transition)
    found = {}
    for language in ("fr", "en"):
        with override(language):
            try:
                words = (*tagging.words_of(options.add), *tagging.words_of(options.remove))
            except tagging.BadTag as error:
                found[language] = str(error)
            else:
                if not words:
                    found[language] = {"fr": "Il faut au moins une étiquette.", "en": "At least one tag is needed."}[
                        language
                    ]
    if found:
        yield LocalizedText(**found)


def agents_or_timers(transition: Transition) -> Iterator[LocalizedText]:
    if str(ActorKind.RESIDENT) in transition.rights:
        yield LocalizedText(
            fr="Cette action est celle des agents ou d’un délai.", en="This action is the agents’, or a timer’s."
        )


# -- texts and letters ----------------------------------------------------------------------------------------------


def told(move: Move) -> Told:
    """What passages speak of, for a step that is being taken."""
    write = move.write
    return Told(write.case, write.published, write.case.language, write.by)


def filled(move: Move, text: LocalizedText) -> tuple[str, list[str]]:
    """A text in the language of the case, with what its passages say; and the passages of which it says nothing."""
    words = text.into(move.write.case.language)
    held = passages.marks(words)
    said = {**passages.values(told(move), held - {"reason"}), "reason": move.reason}
    return passages.filled(words, said), sorted(mark for mark in held if not said.get(mark, "").strip())


def check_text(text: LocalizedText, more: Collection[str]) -> Iterator[LocalizedText]:
    known = {one.key for one in passages.of_use(TEXT)} | set(more) | {"reason"}
    for words in {text.fr, text.en}:
        for mark in sorted(passages.marks(words) - known):
            yield LocalizedText(
                fr=f"« {{{mark}}} » n’est ni une réponse ni un fait de la demande.",
                en=f"“{{{mark}}}” is neither an answer nor a fact of the request.",
            )


def _text(move: Move, options: TextOptions) -> None:
    write = move.write
    case = write.case
    recipient = contacting.reached(case, write.published.definition)
    if Channel.SMS not in notifications.reaching(recipient):
        write.note(NOT_SENT, {"what": "sms"}, audience=Audience.AGENTS)
        return
    with override(case.language):
        notifications.queue_text(
            contacting.text(case, filled(move, options.body)[0]),
            template="cases/message",  # where it does not arrive, agents read so, and write another way
            to=recipient.phone,
            language=case.language,
            wall_id=case.wall_id,
            subject_id=case.subject_id,
            case_id=case.id,
        )
    write.note("text_sent", {}, audience=Audience.AGENTS)


def _check_sms(options: TextOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from check_text(options.body, ())  # texts are read over shoulders: no answer goes into one
    if not scope.names.get("phone"):
        yield LocalizedText(
            fr="La démarche ne dit pas quelle réponse est le numéro de téléphone.",
            en="The procedure does not say which answer is the telephone number.",
        )


def _letter(move: Move, options: LetterOptions) -> None:
    write = move.write
    (subject, one), (body, two) = filled(move, options.subject), filled(move, options.body)
    if lacking := sorted({*one, *two}):  # no seal goes under a hole
        write.note(NOT_SENT, {"what": "letter", "lacking": lacking}, audience=Audience.AGENTS)
        return
    try:
        only = sending.only(write.case, write.published, Channel.LETTER) if options.posted else nullcontext()
        with only:
            letters.put(write, letters.Words(subject, body))
    except Unreached:
        write.note(NOT_SENT, {"what": "letter"}, audience=Audience.AGENTS)


def _check_letter(options: LetterOptions, transition: Transition, scope: Scope) -> Iterable[LocalizedText]:
    yield from check_text(options.subject, scope.names.get("answer", ()))
    yield from check_text(options.body, scope.names.get("answer", ()))
    yield from agents_or_timers(transition)
    if options.posted and not scope.names.get("postal"):
        yield LocalizedText(
            fr="La démarche ne dit pas quelle réponse est l’adresse postale.",
            en="The procedure does not say which answer is the postal address.",
        )


for _action in (
    ActionType(
        "set",
        LocalizedText(fr="Conserver une valeur", en="Keep a value"),
        SetOptions,
        _set,
        _check_set,
    ),
    ActionType("tag", LocalizedText(fr="Étiqueter la demande", en="Tag the request"), TagOptions, _tag, _check_tag),
    ActionType("sms", LocalizedText(fr="Envoyer un SMS", en="Send an SMS"), TextOptions, _text, _check_sms),
    ActionType(
        "letter", LocalizedText(fr="Écrire un courrier", en="Write a letter"), LetterOptions, _letter, _check_letter
    ),
):
    ACTIONS.register(_action)
