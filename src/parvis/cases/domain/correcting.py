"""Corrections: answers asked again one by one, mended by the resident, old beside new for the agent."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _, override

from parvis.cases.data import Audience, Direction, Incomplete, NotAllowed, TurnKind, TurnState
from parvis.cases.domain import (
    attachments,
    clocks,
    guests,
    handling,
    informing,
    messaging,
    replacing,
    rerouting,
    turns,
    zones,
)
from parvis.cases.domain.answers import answers_digest, title_of
from parvis.cases.domain.moving import Move
from parvis.cases.domain.revisions import Published
from parvis.cases.domain.tracking import second_elements
from parvis.cases.events import AnswersMended
from parvis.cases.models import Case, Handling, Turn
from parvis.deadlines.data import Received
from parvis.forms.api import MENDING, CompiledForm, compiled
from parvis.forms.data import FormState, LocalizedText
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long

#: the question of a step whether none of what it asks for is essential
GOES_ON = "goes_on"
#: as many characters as one says of one answer
MOST_WORDS = 2000


class Why(StrEnum):
    """Why an answer has to change."""

    INCORRECT = "incorrect"
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One answer that has to change. words: to the person, in the agent's own words."""

    field: str
    why: Why
    words: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of one answer, as people read it; "" for none."""

    field: str
    label: str
    before: str
    after: str


def why_words(why: str) -> str:
    """A reason in the active language."""
    return {
        Why.INCORRECT: _("incorrect"),
        Why.INCOMPLETE: _("incomplete"),
        Why.OUTDATED: _("out of date"),
        Why.MISSING: _("missing"),
    }[Why(why)]


def context_of(case: Case) -> dict[str, Any]:
    """What the rules of a form read beside the answers: the day on which the request was received, who is asked."""
    return zones.context(case.organisation_id, case.received_on.isoformat())


def ask(move: Move, wanted: Sequence[Wanted], by_day: dt.date | None, *, essential: bool = True) -> Turn:
    """Ask for corrections: `wanted` answers, what is missing beside them (the words of the transition), by a day.
    essential: the request can’t be examined without them; else time goes on (CRPA L114-5-1).

    What may change with them is fixed here: the database lets nothing else through. Raises Incomplete.
    """
    write = move.write
    case, published = write.case, write.published
    state = published.form.evaluate(case.answers, context_of(case))
    known = {item.id for item in published.form.answered(state, "fr")}
    if not wanted and not move.reason:
        raise Incomplete({move.transition.id: {"corrections": _("Tick what has to change, or say what is missing")}})
    if any(one.field not in known for one in wanted) or len({one.field for one in wanted}) < len(wanted):
        raise Incomplete({move.transition.id: {"corrections": _("Choose among the answers of this request")}})
    today = write.at.astimezone(PARIS).date()
    if by_day is not None and by_day <= today:
        raise Incomplete({move.transition.id: {"f-by_day-day": _("Give a day after today")}})
    asked = {
        "fields": [{"id": one.field, "why": str(one.why), "words": one.words} for one in wanted],
        "may": sorted(published.form.affected([one.field for one in wanted])),
        "words": move.reason,
        **({} if essential else {"essential": False}),
    }
    turn = turns.ask(move, TurnKind.CORRECTION, asked, by_day=by_day)
    with override(case.language):
        body = _letter(case, published, turn)
        subject = _("Your request %(reference)s: something has to be corrected") % {"reference": case.reference}
    message = write.say(body, subject=subject, direction=Direction.TO_RESIDENT)
    messaging.tell(write, message)
    write.note(
        "corrections_asked",
        {
            "by": by_day.isoformat() if by_day else "",
            "fields": [one.field for one in wanted],
            "turn": str(turn.id),
            **({} if essential else {"essential": False}),
        },
    )
    return turn


def goes_on() -> str:
    """What is said where nothing that was asked for is essential."""
    return _("We go on examining your request meanwhile: none of it is essential (CRPA, article L114-5-1).")


def _letter(case: Case, published: Published, turn: Turn) -> str:
    """The one message about corrections, in the active language, which is the person's."""
    parts = [_("Some of what you sent has to be corrected or completed before we can go on.")]
    labels = {item.id: item.label for item in listed(case, published, case.language)}
    for one in turn.asked["fields"]:
        line = f"– {labels[one['id']]}{_(':')} {why_words(one['why'])}"
        parts.append(f"{line}. {one['words']}" if one["words"] else f"{line}.")
    if turn.asked["words"]:
        parts.append(turn.asked["words"])
    if not turn.asked.get("essential", True):
        parts.append(goes_on())
    if turn.by_day:
        parts.append(_("Please answer by %(day)s.") % {"day": date_long(turn.by_day)})
    return "\n".join(parts)


def listed(case: Case, published: Published, language: str) -> list[Any]:
    """The answers of a case one by one, as one chooses among them (`forms.data.Answered`)."""
    state = published.form.evaluate(case.answers, context_of(case))
    return published.form.answered(state, language)


@dataclass(frozen=True, slots=True)
class Mending:
    """The form of what has to be mended. context: what its rules read beside its own answers."""

    turn: Turn
    form: CompiledForm
    context: Mapping[str, Any]
    answers: Mapping[str, Any]


def mending(case: Case, published: Published, turn: Turn) -> Mending:
    """The questions that a turn asks again, with the answers that were given. No statement."""
    asked = [one["id"] for one in turn.asked["fields"]]
    definition = published.form.part(asked, case.answers, _notes(case, published, turn))
    own = {item.id for page in definition.pages for section in page.sections for item in section.items}
    # the zone of an address that is asked again is looked up anew, for the rules and schools of this very page
    followings = [one for one in zones.followings(published.definition) if one.field in own]
    form = compiled(definition, ("mending", turn.id), followings)
    worked_out = own | {one.name for one in followings}
    others = {name: value for name, value in case.answers.items() if name not in worked_out}
    return Mending(
        turn=turn,
        form=form,
        context=others | context_of(case),
        answers={name: value for name, value in case.answers.items() if name in own},
    )


def _notes(case: Case, published: Published, turn: Turn) -> dict[str, LocalizedText]:
    """Above each question: what was given, and why it must change; in both languages, as Markdown."""
    found: dict[str, dict[str, str]] = {}
    for language in ("fr", "en"):
        with override(language):
            given = {item.id: item.text for item in listed(case, published, language)}
            for one in turn.asked["fields"]:
                lines = []
                if turn.kind != TurnKind.AMENDMENT:
                    said = f" {plain(one['words'])}" if one["words"] else ""
                    lines.append(f"**{_sentence(why_words(one['why']))}**{said}")
                text = given.get(one["id"], "")
                lines.append(_("You had answered: %(answer)s") % {"answer": plain(text) if text else _("nothing")})
                found.setdefault(one["id"], {})[language] = "\n\n".join(lines)
    return {field: LocalizedText(**texts) for field, texts in found.items()}


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def plain(text: str) -> str:
    """Words of somebody as Markdown that means nothing but these words (CommonMark § 2.4)."""
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    return "\\\n".join(line.strip() for line in escaped.splitlines() if line.strip())


def mend(move: Move, given: Mapping[str, Any], note: str, kind: TurnKind = TurnKind.CORRECTION) -> None:
    """Take the mended answers: checked with the rules of the form over all answers, kept beside the old ones.

    given: normalised answers of the questions asked; kind: asked by an agent, or chosen by the person. Raises
    Incomplete, NotAllowed when nothing is asked any more.
    """
    write = move.write
    case, published = write.case, write.published
    turn = turns.fetch(case.id, kind)
    if turn is None:
        raise NotAllowed("nothing to mend")
    found = mending(case, published, turn)
    if published.form.files:
        given = attachments.settled(found.form, given, replacing.known(case, turn))
    errors = found.form.validate(given, found.context, language=case.language)
    if errors:
        raise Incomplete(errors)
    state = found.form.evaluate(given, found.context)
    own = found.form.clean(given, state)
    zoned = {one.name for one in zones.followings(published.definition)}
    own = {name: value for name, value in own.items() if name not in zoned}
    whole = {name: value for name, value in case.answers.items() if name not in found.answers} | own
    whole = published.form.anew(case.answers, whole)
    state = published.form.evaluate(whole, context_of(case))
    if stops := _stops(case, published, state):
        raise Incomplete({MENDING: {"main": " ".join(one.into(case.language) for one in stops)}})
    answers = published.form.clean(whole, state)
    fields = sorted(name for name in {*answers, *case.answers} if answers.get(name) != case.answers.get(name))
    if not fields and not note:
        said = _("Change an answer, or say here why it is right as it stands")
        if not turn.asked["fields"]:
            said = _("Write your answer")
        elif kind is TurnKind.AMENDMENT:
            said = _("Change an answer, or say here what has changed")
        raise Incomplete({MENDING: {"note": said}})
    due_on = _due_on(case, published, answers) if published.definition.deadline.before in fields else case.due_on
    digest = answers_digest(answers, bytes(case.answers_salt))
    title = title_of(answers, published.definition.title)
    elements = second_elements(published.definition.contact, answers)
    if case.holder or guests.mine(case):  # nobody else gives what its holder opens it by
        elements = list(case.second_elements)
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_mend(%s, %s, %s, %s, %s, %s, %s, %s)",
            [turn.id, json.dumps(answers), digest, note, title, elements, due_on, write.at],
        )
        if not cursor.fetchone()[0]:
            raise NotAllowed("nothing to mend")
    elsewhere = rerouting.elsewhere(case, published, answers)
    case.answers, case.answers_digest, case.title = answers, digest, title
    case.second_elements, case.due_on = elements, due_on
    if published.form.files:
        replacing.give(turn, case, published.form)
    move.turns.append(turn.id)
    write.publish(AnswersMended(case.id, case.wall_id, case.organisation_id, write.at))
    said_of: dict[str, Any] = {"answers": digest, "fields": fields, "turn": str(turn.id)}
    if kind is TurnKind.AMENDMENT:
        said_of |= {"own": True, "clock": turn.asked["clock"]}
        informing.ask(case, informing.AMENDED)
    write.note("mended", said_of)
    if elsewhere:
        write.note(rerouting.ELSEWHERE, elsewhere, audience=Audience.AGENTS)
    if note:
        with override(case.language):
            subject = _("About my changes") if kind is TurnKind.AMENDMENT else _("About the corrections")
        messaging.tell(write, write.say(note, subject=subject, direction=Direction.TO_ADMINISTRATION))


def _stops(case: Case, published: Published, state: FormState) -> list[LocalizedText]:
    """The rules of who may ask that mended answers break, where the procedure holds them to these too. What the answers
    broke before stops nobody: the person is asked for something else.
    """
    if not published.definition.eligible_again:
        return []
    context = context_of(case)
    before = published.form.stopped(published.form.evaluate(case.answers, context), context)
    return [one for one in published.form.stopped(state, context) if one not in before]


def _due_on(case: Case, published: Published, answers: Mapping[str, Any]) -> dt.date | None:
    """By when an answer is due with the mended answers; the dates of the law stay (they run from the receipt). Where
    the procedure says how its clock runs, what this answer does to it is settled with the move (`recounting`).
    """
    definition = published.definition
    calendar = handling.calendar_of(definition, case.organisation_id, case.received_on)
    if case.law is not None:
        law = clocks.law_of(case.law, definition.deadline)
        return clocks.counted(definition.deadline, law, answers, [Received(case.received_on)], calendar).due_on
    handled = Handling.objects.get(case_type=case.case_type_id, organisation_id=case.organisation_id)
    silence = handling.silence_of(definition, handled)
    return clocks.clock(definition.deadline, silence, answers, case.received_on, calendar).due_on


def changes(case: Case, published: Published, found: Collection[Turn], language: str) -> dict[uuid.UUID, list[Changed]]:
    """By turn: what each mending changed, as people read it. From the answers of today back to those of the day."""
    result: dict[uuid.UUID, list[Changed]] = {}
    after = dict(case.answers)
    mended = [turn for turn in found if turn.kind in turns.MENDED and turn.state == TurnState.ANSWERED]
    for turn in sorted(mended, key=lambda turn: (turn.answered_at, turn.id), reverse=True):
        old, new = turn.answered["before"], turn.answered["after"]
        before = {name: value for name, value in after.items() if name not in new} | old
        texts = [_texts(published, answers, case, language) for answers in (before, after)]
        result[turn.id] = [
            Changed(name, label, texts[0].get(name, ("", ""))[1], texts[1].get(name, ("", ""))[1])
            for name, label in {
                name: label for half in texts for name, (label, _text) in half.items() if name in {*old, *new}
            }.items()
        ]
        after = before
    return result


def _texts(published: Published, answers: Mapping[str, Any], case: Case, language: str) -> dict[str, tuple[str, str]]:
    state = published.form.evaluate(answers, context_of(case))
    return {item.id: (item.label, item.text) for item in published.form.answered(state, language)}
