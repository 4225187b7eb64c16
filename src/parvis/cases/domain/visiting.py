"""Visits: moments proposed, one confirmed or another asked for, kept or missed. Times are those of Paris."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _, override

from parvis.cases.data import Direction, Incomplete, NotAllowed, TurnKind, TurnState
from parvis.cases.domain import messaging, recalling, turns
from parvis.cases.domain.moving import Move
from parvis.cases.models import Turn
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long, time_short

#: moments that one proposes at once
MOST_SLOTS = 3


def moment(at: dt.datetime) -> str:
    """ "vendredi 3 mai 2026 à 14 h 30", in the active language."""
    said = {"day": date_long(at, weekday=True), "time": time_short(at)}
    return _("%(day)s at %(time)s") % said


def slots_of(turn: Turn) -> list[dt.datetime]:
    """The moments that a turn proposes."""
    return [dt.datetime.fromisoformat(slot).astimezone(PARIS) for slot in turn.asked["slots"]]


def propose(move: Move, said: Mapping[str, Any]) -> Turn:
    """Propose one to three moments, each in the future and of one meaning. said: answers to `questions`.

    Raises Incomplete.
    """
    write = move.write
    slots = [dt.datetime.fromisoformat(row["at"]) for row in said["slots"]]
    wrong = _wrong(slots, write.at)
    if wrong:
        raise Incomplete({move.transition.id: wrong})
    asked = {
        "slots": [slot.isoformat() for slot in sorted(slots)],
        "minutes": said["minutes"],
        "place": said["place"],
        "bring": said.get("bring", ""),
    }
    turn = turns.ask(move, TurnKind.VISIT, asked)
    with override(write.case.language):
        body = _letter(turn, move.reason)
        subject = _("Your request %(reference)s: an appointment") % {"reference": write.case.reference}
    messaging.tell(write, write.say(body, subject=subject, direction=Direction.TO_RESIDENT))
    write.note("visit_proposed", {"slots": asked["slots"], "turn": str(turn.id)})
    return turn


def _wrong(slots: Sequence[dt.datetime], now: dt.datetime) -> dict[str, str]:
    found: dict[str, str] = {}
    for index, slot in enumerate(slots):
        there = f"f-slots-{index}-at-day"
        local = slot.astimezone(PARIS)
        if slot <= now:
            found[there] = _("Give a time in the future")
        elif local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
            found[there] = _("This time comes twice that night, when clocks go back: give another one")
        elif slot in slots[:index]:
            found[there] = _("This time is given twice")
    return found


def _letter(turn: Turn, words: str) -> str:
    """The one message about a visit, in the active language, which is the person's."""
    found = slots_of(turn)
    parts = [
        _("We propose an appointment. Please choose one of these times on the page of your request:")
        if len(found) > 1
        else _("We propose an appointment. Please confirm it on the page of your request:")
    ]
    parts += [f"– {moment(slot)}" for slot in found]
    parts.append(
        _("Place: %(place)s. Allow %(num)d minutes.") % {"place": turn.asked["place"], "num": turn.asked["minutes"]}
    )
    if turn.asked["bring"]:
        parts.append(_("Please bring: %(bring)s") % {"bring": turn.asked["bring"]})
    if words:
        parts.append(words)
    return "\n".join(parts)


def confirm(move: Move, slot: str) -> Turn:
    """Choose one of the moments proposed (ISO 8601). Raises Incomplete, NotAllowed."""
    write = move.write
    turn = turns.fetch(write.case.id, TurnKind.VISIT)
    if turn is None:
        raise NotAllowed("no visit is proposed")
    if slot not in turn.asked["slots"]:
        raise Incomplete({move.transition.id: {"slot": _("Choose one of the times")}})
    at = dt.datetime.fromisoformat(slot)
    if at <= write.at:
        raise Incomplete({move.transition.id: {"slot": _("This time has passed: choose another one, or ask for one")}})
    turn.state, turn.starts_at, turn.answered_at = TurnState.CONFIRMED, at, write.at
    turn.save(update_fields=["state", "starts_at", "answered_at"])
    move.turns.append(turn.id)
    write.note("visit_confirmed", {"at": at.isoformat(), "turn": str(turn.id)})
    recalling.tell(turn)
    return turn


def ask_another(move: Move) -> None:
    """Have the resident say when they can: the moments proposed, or the one that was confirmed, fall.

    Raises Incomplete, NotAllowed.
    """
    write = move.write
    if not move.reason:
        raise Incomplete({move.transition.id: {"reason": _("Say when you can come")}})
    turn = turns.fetch(write.case.id, TurnKind.VISIT, TurnState.OPEN, TurnState.CONFIRMED)
    if turn is None:
        raise NotAllowed("no visit to move")
    turns.end(turn, TurnState.MOVED, move, words=move.reason)
    write.note("visit_moved", {"turn": str(turn.id)})
    with override(write.case.language):
        subject = _("Another time for the appointment")
    messaging.tell(write, write.say(move.reason, subject=subject, direction=Direction.TO_ADMINISTRATION))


def end(move: Move, outcome: TurnState) -> None:
    """Note that the visit took place, that nobody came, or that it is called off. Raises NotAllowed, Incomplete."""
    write = move.write
    turn = turns.fetch(write.case.id, TurnKind.VISIT, TurnState.CONFIRMED)
    if turn is None or turn.starts_at is None:
        raise NotAllowed("no visit to end")
    day = turn.starts_at.astimezone(PARIS).date()
    if outcome is not TurnState.WITHDRAWN and day > write.at.astimezone(PARIS).date():
        said = _("The visit is on %(day)s: what became of it cannot be noted before") % {"day": date_long(day)}
        raise Incomplete({move.transition.id: {"visit": said}})
    turns.end(turn, outcome, move)
    write.note("visit_ended", {"at": turn.starts_at.isoformat(), "outcome": str(outcome), "turn": str(turn.id)})
