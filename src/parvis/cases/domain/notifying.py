"""When a decision counts as notified (CRPA L112-15, R112-17 to R112-20), and until when it may be contested.

Everything is said by sealed entries of the timeline: that the person agreed to notices on the site, or took that back;
when the decision was made available; when they first opened it; when an agent noted that it was handed over. What is
presumed follows from these and from the day, so that no job has to run for it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.access.data import Right
from parvis.calendars.api import Calendar
from parvis.cases.data import Actor, Incomplete, NotAllowed
from parvis.cases.domain import handling
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.writing import Writing, writing
from parvis.cases.models import Case, Decision, TimelineEntry
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Law, Length, Received, Rules, Unit
from parvis.kernel.clock import PARIS

#: what a box of the last page of a form sends, beside the channels
ON_SITE = "on_site"
AGREED, READ, HANDED = "notice_agreed", "notice_read", "notice_handed"
#: CRPA R112-20: not opened within fifteen days, it was received on the day on which it was made available
UNOPENED = dt.timedelta(days=15)
#: CJA R421-1, R421-5; clear months, and a last day that is off moves (code de procédure civile art. 642)
_APPEAL = Law(Length(months=2, unit=Unit.CLEAR))
_ROLLS = Rules(rolls=True)
#: how a decision may have been handed over
WAYS = ("registered", "counter")


@dataclass(frozen=True, slots=True)
class Notice:
    """agreed: the person wants notices on the site. available_on: since when it is there; read_on: first opened.

    on: the day on which it counts as notified, None as long as it does not; by: "site", "presumed" (never opened in
    time) or one of `WAYS`; presumed_on: from which day on it will be presumed, if nobody opens it; until: the last day
    to contest it.
    """

    agreed: bool
    available_on: dt.date
    read_on: dt.date | None = None
    on: dt.date | None = None
    by: str = ""
    presumed_on: dt.date | None = None
    until: dt.date | None = None


def _day(entry: TimelineEntry) -> dt.date:
    return entry.at.astimezone(PARIS).date()


def agreed(timeline: Sequence[TimelineEntry], before: dt.datetime | None = None) -> bool:
    """Whether the person agreed to notices on the site, as last said (before that moment)."""
    said = [entry for entry in timeline if entry.kind == AGREED and (before is None or entry.at <= before)]
    return bool(said) and bool(said[-1].data["agreed"])


def notice(case: Case, decision: Decision | None, timeline: Sequence[TimelineEntry], today: dt.date) -> Notice | None:
    """What is known of a decision's notice on `today`; None where there is none to notify. No statement.

    timeline: oldest first, as the person reads it. A decision born of silence is nobody's to notify: it is contested
    from its own day on.
    """
    if decision is None:
        return None
    calendar = Calendar(handling.zone_of_organisation(case.organisation_id))
    if decision.implied:
        return None
    made = next((entry for entry in timeline if _makes_available(entry, decision)), None)
    if made is None:  # its document is being made
        return None
    consent, available = agreed(timeline, made.at), _day(made)
    read = next((_day(entry) for entry in timeline if entry.kind == READ), None)
    found = [(dt.date.fromisoformat(one.data["on"]), str(one.data["by"])) for one in timeline if one.kind == HANDED]
    if consent and read is not None and read <= available + UNOPENED:
        found.append((read, "site"))
    elif consent and today > available + UNOPENED:
        found.append((available, "presumed"))
    on, by = min(found) if found else (None, "")
    return Notice(
        agreed=consent,
        available_on=available,
        read_on=read,
        on=on,
        by=by,
        presumed_on=available + UNOPENED + dt.timedelta(days=1) if consent and on is None else None,
        until=contest_until(on, calendar) if on else None,
    )


def _makes_available(entry: TimelineEntry, decision: Decision) -> bool:
    if decision.label and decision.series:
        return entry.kind == "document" and entry.data.get("number") == decision.label
    return entry.kind == "decided"


def contest_until(on: dt.date, calendar: Calendar) -> dt.date:
    """The last day to contest, before the court or the authority, what was notified or born on `on`."""
    last = deadlines.reckon(_ROLLS, _APPEAL, [Received(on)], calendar).last_day
    assert last is not None
    return last


def said_of(case: Case) -> list[TimelineEntry]:
    """What was said of notices in a case, oldest first: one statement."""
    return list(TimelineEntry.objects.filter(case=case, kind__in=(AGREED, READ, HANDED)).order_by("id"))


def agree(write: Writing, *, agreed: bool) -> None:
    """Note that the person agrees to notices on the site, or takes it back (CRPA R112-17)."""
    write.note(AGREED, {"agreed": agreed})


def opened(
    case: Case, decision: Decision | None, timeline: Sequence[TimelineEntry], *, by: Actor, at: dt.datetime
) -> bool:
    """Note that the person opened the decision, the first time; whether this was it (CRPA R112-20). No statement but
    then.
    """
    if decision is None or decision.implied or any(entry.kind == READ for entry in timeline):
        return False
    if not any(_makes_available(entry, decision) for entry in timeline):
        return False
    write = Writing(case, by=by, at=at, quiet=True)
    write.note(READ, {"number": decision.label})
    write.finish()
    return True


def may_be_handed(decision: Decision | None, timeline: Sequence[TimelineEntry]) -> bool:
    """Whether there is something to note when it was handed over, which nobody did yet."""
    return decision is not None and not decision.implied and not any(one.kind == HANDED for one in timeline)


def hand(case: Case, on: dt.date, way: str, *, by: Actor, at: dt.datetime, version: int) -> None:
    """Note that the decision was handed over: presented by registered letter, or given at the counter. Once.

    Raises Incomplete for a day to come or of before the decision, NotAllowed without one, without the right, for a case
    that is lent or once it was noted, Conflict, NotFound.
    """
    with writing(case.id, by=by, at=at, version=version) as write:
        decision = Decision.objects.filter(case=write.case).first()
        may = Right.HANDLE_CASES in rights_in(by, write.case.wall_id) and write.case.wall_id not in by.lent
        if not may or decision is None or decision.implied or way not in WAYS:
            raise NotAllowed("hand")
        if not decision.decided_at.astimezone(PARIS).date() <= on <= at.astimezone(PARIS).date():
            raise Incomplete({"hand": {"on": "day"}})
        if TimelineEntry.objects.filter(case=write.case, kind=HANDED).exists():
            raise NotAllowed("handed already")
        write.note(HANDED, {"by": way, "on": on.isoformat()})
