"""Telling the person of a longer délai, as the procedure allows it: in time, or not at all."""

from django.utils.translation import gettext as _, override

from parvis.cases.data import Direction, Incomplete
from parvis.cases.domain import messaging, recounting
from parvis.cases.domain.clocks import KINDS
from parvis.cases.domain.moving import Move
from parvis.cases.domain.words import fill
from parvis.cases.domain.writing import Writing
from parvis.cases.models import TimelineEntry
from parvis.deadlines import api as deadlines
from parvis.forms.data import LocalizedText
from parvis.kernel.ui.formats import date_long


def extend(move: Move, rule: str, subject: LocalizedText, body: LocalizedText) -> None:
    """Prolong the délai by a rule of the definition, and tell the person. Marks: `{label}`, `{length}`, `{last_day}`,
    `{reason}`, `{reference}`, `{title}`.

    Raises Incomplete where it is too late: such a notice would have no effect, and is not sent.
    """
    if not _prolong(move.write, rule, subject, body, move.reason):
        with override(move.write.case.language):
            raise Incomplete({move.transition.id: {"reason": _("It is too late: this would change nothing")}})


def announce(write: Writing, rule: str, *, asked_of: str) -> bool:
    """Prolong the délai because an opinion is asked, and tell the person; False where it would change nothing."""
    with override(write.case.language):
        subject = _("Your request {reference}: a longer time to answer")
        body = _(
            "We asked for the opinion of %(label)s. The time to answer is longer for it ({label}: {length}): the last "
            "day to answer is now {last_day}."
        ) % {"label": asked_of}
    both = LocalizedText(fr=body, en=body)
    return _prolong(write, rule, LocalizedText(fr=subject, en=subject), both, "")


def _prolong(write: Writing, rule: str, subject: LocalizedText, body: LocalizedText, reason: str) -> bool:
    """Whether it was prolonged; where it was not, nothing may be kept of this write."""
    case, published = write.case, write.published
    rules = published.definition.deadline.rules
    found = next((one for one in rules.extensions if one.id == rule), None) if rules else None
    before = list(TimelineEntry.objects.filter(case=case, kind__in=KINDS).order_by("id"))
    earlier = recounting.counted(case, published, [*before, *write.entries], write.at)
    noted = write.note("extended", {"rule": rule})
    after = recounting.counted(case, published, [*before, *write.entries], write.at)
    if found is None or after.last_day is None or after.last_day == earlier.last_day:
        write.unnote(noted)
        return False
    language = case.language
    with override(language):
        length = found.adds or found.becomes
        marks = {
            "label": found.label.into(language),
            "length": deadlines.length_words(length) if length else "",
            "last_day": date_long(after.last_day),
            "reason": reason,
            "reference": case.reference,
            "title": case.title,
        }
    written = write.say(
        fill(body.into(language), marks), subject=fill(subject.into(language), marks), direction=Direction.TO_RESIDENT
    )
    messaging.tell(write, written)
    return True
