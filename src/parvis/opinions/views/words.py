"""Opinions and approvals in words, for all pages."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext as _

from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Favour
from parvis.kernel.ui.formats import date_long
from parvis.opinions.data import ApprovalState, Instead, State
from parvis.opinions.models import Approval, Opinion, Vote

_TONES = {
    Favour.FAVOURABLE: "ok",
    Favour.RESERVED: "wait",
    Favour.UNFAVOURABLE: "late",
    Favour.NONE: "",
}


def language() -> str:
    """The language of the page, as definitions have it."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def favours() -> list[tuple[str, str]]:
    """What one may say, in the order in which it is asked."""
    return [
        (str(Favour.FAVOURABLE), _("Favourable")),
        (str(Favour.RESERVED), _("Favourable with conditions")),
        (str(Favour.UNFAVOURABLE), _("Unfavourable")),
        (str(Favour.NONE), _("I give no opinion either way")),
    ]


def state(opinion: Opinion) -> dict[str, str]:
    """Where an opinion stands, in a word or three, and its tone."""
    if opinion.state == State.GIVEN:
        favour = Favour(opinion.favour)
        words = deadlines.favour_words(favour)
        late = _("%(favour)s, late") % {"favour": words} if opinion.late else words
        return {"words": late, "tone": _TONES[favour]}
    found = State(opinion.state)
    return {"words": state_words(found), "tone": {State.AWAITED: "info", State.SILENT: "late"}.get(found, "")}


def state_words(state: State) -> str:
    """What became of an opinion, whatever was answered."""
    return {
        State.AWAITED: _("awaited"),
        State.SILENT: _("no answer in time"),
        State.GIVEN: _("given"),
        State.DECLINED: _("declined"),
        State.WITHDRAWN: _("withdrawn"),
    }[state]


def silence(opinion: Opinion) -> str:
    """What no answer means, in a sentence."""
    day = {"day": date_long(opinion.due_on)}
    return {
        Favour.FAVOURABLE: _("Without an answer by %(day)s, the opinion counts as favourable."),
        Favour.RESERVED: _("Without an answer by %(day)s, the opinion counts as favourable with conditions."),
        Favour.UNFAVOURABLE: _("Without an answer by %(day)s, the opinion counts as unfavourable."),
        Favour.NONE: _("Without an answer by %(day)s, the request goes on without it."),
    }[Favour(opinion.silence)] % day


def quoted(opinion: Opinion) -> dict[str, Any] | None:
    """What the round before was asked and answered."""
    if opinion.quoted is None:
        return None
    said = dict(opinion.quoted)
    return said | {
        "favour": deadlines.favour_words(Favour(said["favour"])) if said["favour"] else "",
        "on": dt.date.fromisoformat(said["on"]) if said["on"] else None,
    }


def replies(opinion: Opinion) -> list[dict[str, str]]:
    """The questions by yes or no, with what was answered."""
    said = {"yes": _("Yes"), "no": _("No")}
    return [
        {"label": one["label"], "value": said.get(opinion.replies.get(one["id"], ""), "")} for one in opinion.yes_no
    ]


def line(opinion: Opinion) -> dict[str, Any]:
    """An opinion as a list shows it."""
    return {
        "id": opinion.id,
        "who": opinion.to_name,
        "state": state(opinion),
        "due_on": opinion.due_on,
        "waits": opinion.waits,
        "reply": opinion.reply,
        "at": opinion.ended_at,
        "by": opinion.ender_name,
        "confidential": opinion.confidential,
        "round": opinion.round,
        "files": len(opinion.reply_files),
    }


def vote(one: Vote) -> dict[str, Any]:
    """What somebody said at a level: in whose name, where it is not their own."""
    who = one.name
    if one.instead == Instead.DELEGATION:
        who = _("%(name)s, by delegation of %(other)s") % {"name": one.name, "other": one.instead_name}
    elif one.instead == Instead.ABSENCE:
        who = _("%(name)s, standing in for %(other)s") % {"name": one.name, "other": one.instead_name}
    return {"who": who, "approves": one.approves, "reason": one.reason, "at": one.at}


def levels(approval: Approval, votes: Iterable[Vote]) -> list[dict[str, Any]]:
    """The levels of an approval, each with what was said there and whether it is its turn."""
    said = list(votes)
    found = []
    for place, level in enumerate(approval.levels):
        here = [vote(one) for one in sorted(said, key=lambda one: one.at) if one.level == place]
        over = place < approval.level or approval.state in (ApprovalState.APPROVED, ApprovalState.TAKEN)
        found.append(
            {
                "label": level["label"],
                "least": level["least"],
                "votes": here,
                "left": max(0, level["least"] - sum(one["approves"] for one in here)),
                "now": place == approval.level and approval.state == ApprovalState.AWAITED,
                "done": over,
            }
        )
    return found


def approval_state(approval: Approval) -> dict[str, str]:
    """Where an approval stands, in a word or three, and its tone."""
    found = ApprovalState(approval.state)
    tones = {ApprovalState.AWAITED: "info", ApprovalState.APPROVED: "ok", ApprovalState.REFUSED: "late"}
    return {"words": approval_words(found), "tone": tones.get(found, "")}


def approval_words(state: ApprovalState) -> str:
    """What became of an approval."""
    return {
        ApprovalState.AWAITED: _("being approved"),
        ApprovalState.APPROVED: _("approved"),
        ApprovalState.REFUSED: _("not approved"),
        ApprovalState.WITHDRAWN: _("withdrawn"),
        ApprovalState.TAKEN: _("done"),
        ApprovalState.OVERTAKEN: _("overtaken"),
    }[state]
