"""What was asked, proposed and answered, in words: for agents and for the person concerned."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.cases.data import Outcome, SilenceEffect, TurnKind, TurnState
from parvis.cases.domain import correcting, renewing, turns
from parvis.cases.domain.desk import DeskFile
from parvis.cases.domain.erasing_proofs import ERASED, SEEN
from parvis.cases.domain.revisions import Published, day
from parvis.cases.domain.visiting import moment, slots_of
from parvis.cases.models import Case, TimelineEntry, Turn
from parvis.cases.views import proof_words
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long

#: who follows a request, and whose it becomes
_FOLLOWED = {
    "handed_over": gettext_lazy("Request handed over by %(from)s to %(name)s"),
    "joined": gettext_lazy("%(name)s follows the request, invited by %(from)s"),
    "left": gettext_lazy("%(name)s no longer follows the request"),
}


def _at(data: dict[str, Any]) -> str:
    return moment(dt.datetime.fromisoformat(data["at"]).astimezone(PARIS))


def agents_title(entry: TimelineEntry) -> str:
    """An entry of the timeline about one of these, for agents; "" for any other."""
    data = entry.data
    if entry.kind == "complete":
        return _("File declared complete")
    if entry.kind in _FOLLOWED:
        said: str = str(_FOLLOWED[entry.kind]) % data
        return said
    if entry.kind == "came":
        return _("What was asked for came on %(day)s") % {"day": date_long(dt.date.fromisoformat(data["on"]))}
    if entry.kind.startswith("notice_"):
        return _notice_title(entry)
    if entry.kind == "posted":
        return _("Posted on %(day)s") % {"day": date_long(dt.date.fromisoformat(data["on"]))}
    if entry.kind == "extended":
        return _("The person was told of a longer time to answer")
    if entry.kind == "transmitted":
        return _transmitted(data)
    if entry.kind == "revised":
        words = _("Brought back to an earlier form") if data.get("back") else _("Brought to the newest form")
        return f"{words} – {data['mover']}" if data.get("mover") else words
    if entry.kind == "recounted":
        return _recounted(data)
    if entry.kind == "silence":
        day = {"day": date_long(dt.date.fromisoformat(data["on"]))}
        if data["effect"] == SilenceEffect.ACCEPTANCE:
            return _("No answer in time: accepted by silence on %(day)s") % day
        return _("No answer in time: refused by silence on %(day)s") % day
    if entry.kind == "corrections_asked":
        count = len(data["fields"])
        return ngettext("%(num)d correction requested", "%(num)d corrections requested", count) % {"num": count}
    if entry.kind == "mended":
        count = len(data["fields"])
        if data.get("own"):
            return ngettext(
                "%(num)d answer changed by the resident", "%(num)d answers changed by the resident", count
            ) % {"num": count}
        return ngettext("%(num)d answer corrected", "%(num)d answers corrected", count) % {"num": count}
    if entry.kind in (SEEN, ERASED):
        return proof_words.title(entry)
    if entry.kind == "text_sent":
        return _("SMS sent")
    if entry.kind == "not_sent":
        return _not_sent(data)
    if entry.kind == "proposed":
        return _("Decision proposed")
    if entry.kind == "returned":
        return _("Proposal returned")
    if entry.kind == "ending_recalled":
        return _("Reminder of the end of validity sent")
    return _visit_title(entry)


def _notice_title(entry: TimelineEntry) -> str:
    """Of the notice of a decision: agreed to on the site, opened, handed over."""
    data = entry.data
    if entry.kind == "notice_agreed":
        return _("Notice on the site: agreed") if data["agreed"] else _("Notice on the site: no longer agreed")
    if entry.kind == "notice_read":
        return _("Decision first opened")
    day = {"day": date_long(dt.date.fromisoformat(data["on"]))}
    if data["by"] == "counter":
        return _("Decision handed over at the counter on %(day)s") % day
    return _("Decision presented by registered letter on %(day)s") % day


def _transmitted(data: dict[str, Any]) -> str:
    """From or to another administration."""
    if "to" in data:
        return _("Transmitted to the competent administration: %(name)s") % {"name": data["to"]}
    said = {"name": data["from"], "day": date_long(dt.date.fromisoformat(data["first"]))}
    return _("Transmitted by %(name)s, which had received it on %(day)s") % said


def _not_sent(data: dict[str, Any]) -> str:
    """What a step of the workflow would have sent, and why it did not."""
    if data["what"] == "sms":
        return _("SMS not sent: nobody gave a mobile number")
    if data.get("lacking"):
        return _("Letter not written: the request does not say %(what)s") % {"what": ", ".join(data["lacking"])}
    return _("Letter not written: nobody said where letters go")


def _recounted(data: dict[str, Any]) -> str:
    """The dates were derived anew: the day by which an answer is due, as it was and as it is."""
    days = [data[when]["due_on"] for when in ("before", "after")]
    said = [date_long(dt.date.fromisoformat(day)) if day else "–" for day in days]
    if days[0] == days[1]:
        return _("Dates counted anew")
    return _("Dates counted anew: answer due on %(after)s instead of %(before)s") % {
        "after": said[1],
        "before": said[0],
    }


def _visit_title(entry: TimelineEntry) -> str:
    if entry.kind == "visit_proposed":
        return _("Appointment proposed")
    if entry.kind == "visit_confirmed":
        return _("Appointment confirmed: %(at)s") % {"at": _at(entry.data)}
    if entry.kind == "visit_moved":
        return _("Another date asked for")
    if entry.kind == "visit_recalled":
        return _("Reminder of the appointment sent")
    if entry.kind == "visit_ended":
        return {
            TurnState.KEPT: _("The appointment took place"),
            TurnState.MISSED: _("Nobody came to the appointment"),
        }.get(entry.data["outcome"], _("The appointment is cancelled"))
    return ""


def residents_title(entry: TimelineEntry) -> str:
    """The same for the person concerned."""
    if entry.kind == "complete":
        return _("Your file is complete")
    if entry.kind == "corrections_asked":
        return _("Corrections requested")
    if entry.kind == "mended":
        return _("Your changes") if entry.data.get("own") else _("Your corrections")
    if entry.kind == "ending_recalled":
        return _("Reminder of the end of validity")
    if entry.kind.startswith("notice_") or entry.kind in (
        "came",
        "handed_over",
        ERASED,
        "joined",
        "left",
        "posted",
        "extended",
        "recounted",
        "silence",
        "transmitted",
    ):
        return agents_title(entry)
    return _visit_title(entry)


def for_agents(file: DeskFile, language: str) -> dict[str, Any]:
    """What the agents' page shows of turns: no statement but for a case that renews another or may be renewed."""
    case, published, found = file.case, file.published, file.turns
    mended = correcting.changes(case, published, found, language)
    latest = {turn.id: turn for turn in found}
    proposals = [turn for turn in found if turn.kind == TurnKind.PROPOSAL]
    last = proposals[-1] if proposals else None
    return {
        "correction": _correction(case, published, turns.current(found, TurnKind.CORRECTION), language),
        "mended": [
            {
                "at": latest[id_].answered_at,
                "own": latest[id_].kind == TurnKind.AMENDMENT,
                "note": latest[id_].answered.get("note", ""),
                "changes": lines,
            }
            for id_, lines in mended.items()
        ],
        "changing": turns.current(found, TurnKind.AMENDMENT),
        "visit": _visit(turns.current(found, TurnKind.VISIT, TurnState.OPEN, TurnState.CONFIRMED)),
        "proposal": proposal(published, last, language) if last and last.state == TurnState.OPEN else None,
        "returned": last.answered if last and last.state == TurnState.RETURNED else None,
        "earlier": renewing.renewed_by(case),
        "later": renewing.renewal_of(case)
        if published.definition.renewal and file.decision and file.decision.valid_until
        else None,
        "complete_on": case.complete_on,
        "posted_on": case.posted_on,
    }


def _correction(case: Case, published: Published, turn: Turn | None, language: str) -> dict[str, Any] | None:
    if turn is None:
        return None
    labels = {item.id: item.label for item in correcting.listed(case, published, language)}
    return {
        "asked_at": turn.asked_at,
        "asked_on": day(turn.asked_at),
        "by_day": turn.by_day,
        "words": turn.asked["words"],
        "goes_on": correcting.goes_on() if not turn.asked.get("essential", True) else "",
        "fields": [
            {"label": labels.get(one["id"], one["id"]), "why": correcting.why_words(one["why"]), "words": one["words"]}
            for one in turn.asked["fields"]
        ],
    }


def _visit(turn: Turn | None) -> dict[str, Any] | None:
    if turn is None:
        return None
    return {
        "confirmed": moment(turn.starts_at.astimezone(PARIS)) if turn.starts_at else "",
        "slots": [{"value": slot.isoformat(), "text": moment(slot)} for slot in slots_of(turn)],
        "place": turn.asked["place"],
        "minutes": turn.asked["minutes"],
        "bring": turn.asked["bring"],
    }


def proposal(published: Published, turn: Turn, language: str) -> dict[str, Any]:
    """A proposed decision, for the agents' pages."""
    grounds = {ground.id: ground.label.into(language) for ground in published.definition.decisions.grounds}
    return {
        "outcome": {
            Outcome.ACCEPTED: _("Accept"),
            Outcome.REFUSED: _("Refuse"),
            Outcome.CLOSED: _("Close without further action"),
        }[Outcome(turn.asked["outcome"])],
        "by": turn.asked_by_name,
        "at": turn.asked_at,
        "words": turn.asked["words"],
        "grounds": [grounds[ground] for ground in turn.asked["grounds"] if ground in grounds],
        "four_eyes": turn.asked["four_eyes"],
    }


def for_resident(case: Case, published: Published, found: list[Turn], language: str) -> dict[str, Any]:
    """What the person's page shows of turns: no statement."""
    visit = turns.current(found, TurnKind.VISIT, TurnState.OPEN, TurnState.CONFIRMED)
    return {
        "correction": _correction(case, published, turns.current(found, TurnKind.CORRECTION), language),
        "visit": _visit(visit),
        "posted_on": case.posted_on,
    }


def next_lines(said: dict[str, Any]) -> list[str]:
    """What happens next, as far as a turn says it: sentences for the person."""
    lines = []
    if said["correction"] and said["correction"]["by_day"]:
        lines.append(_("We await your corrections by %(day)s.") % {"day": date_long(said["correction"]["by_day"])})
    if said["visit"] and said["visit"]["confirmed"]:
        lines.append(_("You have an appointment: %(moment)s.") % {"moment": said["visit"]["confirmed"]})
    if said["posted_on"]:
        lines.append(_("Posted on %(day)s.") % {"day": date_long(said["posted_on"])})
    return lines
