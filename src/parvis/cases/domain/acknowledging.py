"""The receipt that the law asks for (CRPA L112-3, L112-11): until when it must have left, and when it did."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from parvis.calendars.api import Calendar
from parvis.cases.data import Channel
from parvis.cases.domain import contacting, handling
from parvis.cases.domain.revisions import Published
from parvis.cases.models import Case, TimelineEntry
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Acknowledgement, Duty, Length, Limit, Unit
from parvis.forms.data import LocalizedText
from parvis.kernel.clock import PARIS
from parvis.notifications import api as notifications
from parvis.notifications.data import Channel as Way, Topic

#: where a definition says nothing else: what holds for every request
LAW = Acknowledgement(
    within=Length(days=10, unit=Unit.WORKED),
    base=LocalizedText(
        fr="Code des relations entre le public et l’administration, article R112-11-2",
        en="Code of relations between the public and the administration, article R112-11-2",
    ),
)

#: the entries of a timeline by which one knows when a receipt left
KINDS = ("document", "not_reached", "letter_posted")


def limit(case: Case, published: Published, timeline: Sequence[TimelineEntry]) -> Limit:
    """Until when the receipt must have left, the organisation's own closings left out, and when it did: no statement.

    timeline: as agents read it, oldest first.
    """
    last = last_day(published, case.organisation_id, case.received_on)
    return Limit(Duty.ACKNOWLEDGE, last, acknowledged_on(case, published, timeline))


def last_day(published: Published, organisation_id: uuid.UUID, received_on: dt.date) -> dt.date:
    """Until when the receipt of what came in on that day must have left."""
    rules = published.definition.deadline.rules
    rule = (rules.acknowledgement if rules else None) or LAW
    return deadlines.end_of(rule.within, received_on, Calendar(handling.zone_of_organisation(organisation_id)))


def missed_without(published: Published, values: Mapping[str, Any]) -> dt.date | None:
    """`missed` of a case brought in with these columns (`cases.registry.Brought`), of which no receipt was kept."""
    if values["channel"] == Channel.WEB or values.get("past"):
        return None
    last = last_day(published, uuid.UUID(str(values["organisation_id"])), values["received_on"])
    closed = values.get("closed_at")
    return None if closed and dt.datetime.fromisoformat(closed).astimezone(PARIS).date() <= last else last


def missed(case: Case, published: Published, timeline: Sequence[TimelineEntry]) -> dt.date | None:
    """The last day for a receipt that has not left, or left later; None where it left in time, or was not due any more:
    the case had ended by that day, or was taken over from elsewhere. No statement.
    """
    if case.channel == Channel.WEB or case.past:
        return None
    found = limit(case, published, timeline)
    ended = case.closed_at.astimezone(PARIS).date() if case.closed_at else None
    if ended is not None and ended <= found.last_day:
        return None
    return found.last_day if found.met_on is None or found.late else None


def acknowledged_on(case: Case, published: Published, timeline: Sequence[TimelineEntry]) -> dt.date | None:
    """The first day on which the receipt left, or was shown; None where it is still to leave.

    Who sends online has it on the page at once. By e-mail and SMS it leaves when it is made, and has not left where
    that came back; a letter leaves on the day on which it was posted.
    """
    if case.channel == Channel.WEB:
        return case.submitted_at.astimezone(PARIS).date()
    recipient = contacting.reached(case, published.definition)
    ways = set(notifications.choose(recipient, case.told_by.get(Topic.RECEIPT.value, ())))
    left: dict[Way, dt.date] = {}
    for entry in timeline:
        data = entry.data
        if entry.kind == "document" and data.get("kind") == "receipt":
            on = entry.at.astimezone(PARIS).date()
            left |= {way: on for way in ways if way is not Way.LETTER}
        elif entry.kind == "not_reached" and data["topic"] == Topic.RECEIPT:
            left.pop(Way(data["channel"]), None)
        elif entry.kind == "letter_posted" and data.get("topic") == Topic.RECEIPT:
            left.setdefault(Way.LETTER, dt.date.fromisoformat(data["on"]))
    return min(left.values(), default=None)
