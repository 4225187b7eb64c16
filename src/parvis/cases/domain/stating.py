"""Days that agents state: the file is complete, something was posted."""

import datetime as dt

from django.utils.translation import gettext as _, override

from parvis.cases.data import Direction, Incomplete, NotAllowed
from parvis.cases.domain import messaging
from parvis.cases.domain.moving import Move
from parvis.cases.domain.words import fill
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
