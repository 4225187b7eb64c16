"""Proofs of identity in agents' words: who saw them, what they were, when they were erased."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _, ngettext

from parvis.cases.domain.erasing_proofs import ERASED, PAPERS, SEEN
from parvis.cases.models import Attachment, TimelineEntry
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long


def papers() -> dict[str, str]:
    """What a proof of identity may be."""
    words = (
        _("Identity card"),
        _("Passport"),
        _("Residence permit"),
        _("Driving licence"),
        _("Family record book"),
        _("Another paper"),
    )
    return dict(zip(PAPERS, words, strict=True))


def title(entry: TimelineEntry) -> str:
    """An entry of the history that is about one."""
    if entry.kind == ERASED:
        count = len(entry.data["files"])
        return ngettext("Proof of identity erased", "%(num)d proofs of identity erased", count) % {"num": count}
    noted = _noted(entry)
    return _("Proof of identity seen: %(paper)s") % {"paper": noted} if noted else _("Proof of identity seen")


def told(one: Attachment, entries: Iterable[TimelineEntry] = ()) -> str:
    """What is said of a file where it is listed: "" for one that is no proof, or that nobody saw yet."""
    if one.proof_days is None:
        return ""
    own = [entry for entry in entries if entry.kind == SEEN and entry.data["file"] == str(one.id)]
    # what was noted says more than that it was opened
    last = max(own, key=lambda entry: ("paper" in entry.data, entry.at), default=None)
    said = []
    if last is not None:
        noted = _noted(last)
        words = {"name": last.actor_name, "day": _day(last.at), "paper": noted}
        seen = _("Seen by %(name)s on %(day)s: %(paper)s") if noted else _("Seen by %(name)s on %(day)s")
        said.append(seen % words)
    if one.erased_at is not None:
        said.append(_("Erased on %(day)s") % {"day": _day(one.erased_at)})
    return ". ".join(said)


def _noted(entry: TimelineEntry) -> str:
    paper = papers().get(entry.data.get("paper", ""), "")
    if paper and "until" in entry.data:
        until = date_long(dt.date.fromisoformat(entry.data["until"]))
        return _("%(paper)s, valid until %(day)s") % {"paper": paper, "day": until}
    return paper


def _day(at: dt.datetime) -> str:
    return date_long(at.astimezone(PARIS).date())
