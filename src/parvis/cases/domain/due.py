"""How far a due day is, in words: pure, in the active language."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext


@dataclass(frozen=True, slots=True)
class Due:
    """`words`: "in 3 days", "one day late"; tone: of the tag ("late", "wait", "")."""

    words: str
    tone: str

    @property
    def late(self) -> bool:
        return self.tone == "late"


#: From so many days before its due day on, a case asks for attention.
SOON = 3


def due(due_on: dt.date | None, today: dt.date) -> Due:
    """The words for a due day as seen on `today`; none where nothing is due."""
    if due_on is None:
        return Due("", "")
    days = (due_on - today).days
    if days < 0:
        return Due(ngettext("one day late", "%(num)s days late", -days) % {"num": -days}, "late")
    if days == 0:
        return Due(_("today"), "wait")
    if days == 1:
        return Due(_("tomorrow"), "wait")
    return Due(_("in %(num)s days") % {"num": days}, "wait" if days <= SOON else "")


def initials(name: str) -> str:
    """The initials of somebody who follows a case: "Sofia Leclercq" is SL."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
