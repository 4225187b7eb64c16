"""Entries of the timeline about opinions and approvals, in words: for agents and for the person concerned."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.domain.listing import language
from parvis.cases.domain.revisions import Published, transition_of
from parvis.cases.models import TimelineEntry
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Favour
from parvis.kernel.ui.formats import date_long


def opinion_title(entry: TimelineEntry) -> str:
    """An entry about an opinion; "" for any other. It says no more than the entry holds: what the person may not read
    is not in those that they read."""
    data: dict[str, Any] = entry.data
    said = {"who": data.get("who", "")}
    if entry.kind == "opinion_asked":
        said["day"] = date_long(dt.date.fromisoformat(data["until"]))
        if data.get("round", 1) > 1:
            return _("Opinion asked again of %(who)s, by %(day)s") % said
        return _("Opinion asked of %(who)s, by %(day)s") % said
    if entry.kind == "opinion_given":
        if not data.get("favour"):
            return _("%(who)s answered") % said
        said["favour"] = deadlines.favour_words(Favour(data["favour"]))
        if data.get("late"):
            return _("Late opinion of %(who)s: %(favour)s") % said
        return _("Opinion of %(who)s: %(favour)s") % said
    if entry.kind == "opinion_silent":
        if data["favour"] == Favour.NONE:
            return _("No answer of %(who)s in time: the request goes on without it") % said
        said["favour"] = deadlines.favour_words(Favour(data["favour"]))
        return _("No answer of %(who)s in time: its opinion counts as %(favour)s") % said
    if entry.kind == "opinion_declined":
        return _("%(who)s gives no opinion") % said
    if entry.kind == "opinion_handed":
        return _("Opinion handed on by %(who)s to %(to)s") % (said | {"to": data["to"]})
    if entry.kind == "opinion_released":
        return _("Opinion of %(who)s no longer asked for") % said
    return ""


def approval_title(entry: TimelineEntry, published: Published) -> str:
    """An entry about an approval, for agents; "" for any other."""
    if not entry.kind.startswith("approval"):
        return ""
    data, spoken = entry.data, language()
    words = transition_of(published, data["transition"]).label.into(spoken)
    said = {"step": words, "level": data.get("level", "")}
    if entry.kind == "approval_given":
        return _("Approved, %(level)s: %(step)s") % said
    if entry.kind == "approval_refused":
        return _("Not approved, %(level)s: %(step)s") % said
    if entry.kind == "approval_withdrawn":
        return _("Approval no longer asked for: %(step)s") % said
    return _("Approval asked for: %(step)s") % said
