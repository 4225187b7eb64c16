"""Days that agents state: the file is complete, what was asked for came on paper, something was posted."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _, override

from parvis.cases.data import Direction, Incomplete, NotAllowed
from parvis.cases.domain import messaging
from parvis.cases.domain.moving import Move
from parvis.cases.domain.words import fill
from parvis.cases.domain.writing import Writing
from parvis.cases.models import TimelineEntry
from parvis.forms.data import LocalizedText
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long


def complete(move: Move, receipt: tuple[LocalizedText, LocalizedText] | None) -> None:
    """Declare the file complete, once. receipt: subject and body of the message that tells it (CRPA L114-5)."""
    write = move.write
    if write.case.complete_on is not None:
        raise NotAllowed("complete already")
    day = write.at.astimezone(PARIS).date()
    write.change(complete_on=day)
    write.note("complete", {"on": day.isoformat()})
    if receipt is None:
        return
    language = write.case.language
    with override(language):
        marks = {"complete_on": date_long(day), "reason": move.reason}
    marks |= {"reference": write.case.reference, "title": write.case.title}
    subject, body = (fill(text.into(language), marks) for text in receipt)
    messaging.tell(write, write.say(body, subject=subject, direction=Direction.TO_RESIDENT))


#: the question of `came`
CAME_ON = "came_on"


def came(move: Move) -> None:
    """Note the day on which what was asked for came otherwise than through the site: the clock goes on from it. No
    day: it did not come, the review goes on without. Raises Incomplete for a day to come, or of before it was asked.
    """
    write = move.write
    said = move.said.get(CAME_ON)
    if not said:
        return
    day, today = dt.date.fromisoformat(str(said)), write.at.astimezone(PARIS).date()
    asked = _asked_on(write)
    wrong = ""
    if day > today:
        wrong = _("The day of arrival cannot be in the future")
    elif asked is not None and day < asked:
        wrong = _("It was asked for on %(day)s: nothing came before") % {"day": date_long(asked)}
    if wrong:
        raise Incomplete({move.transition.id: {f"f-{CAME_ON}-day": wrong}})
    write.note("came", {"on": day.isoformat()})


def _asked_on(write: Writing) -> dt.date | None:
    """When something was last asked of the person: one statement."""
    asks = Q(kind="corrections_asked")
    if write.published.definition.deadline.asks:
        asks |= Q(kind="moved", data__transition__in=write.published.definition.deadline.asks)
    at = TimelineEntry.objects.filter(asks, case=write.case).order_by("-id").values_list("at", flat=True).first()
    return at.astimezone(PARIS).date() if at else None


def post(move: Move, field: str) -> None:
    """Note the day of posting said in `field`: not in the future, not before the request came. Raises Incomplete."""
    write = move.write
    day = dt.date.fromisoformat(str(move.said[field]))
    today = write.at.astimezone(PARIS).date()
    wrong = ""
    if day > today:
        wrong = _("The day of posting cannot be in the future")
    elif day < write.case.received_on:
        wrong = _("The request was received on %(day)s: nothing was posted before") % {
            "day": date_long(write.case.received_on)
        }
    if wrong:
        raise Incomplete({move.transition.id: {f"f-{field}-day": wrong}})
    write.change(posted_on=day)
    write.note("posted", {"on": day.isoformat()})
