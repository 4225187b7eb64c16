"""For how long a case is kept: the definition says the length, the end of the case says from when.

Until that day an erasure is refused (RGPD art. 17.3 b and d); from it on the case is due, and listed for the data
protection officer. Nothing is erased by itself: public archives are eliminated with the written visa of the director
of the departmental archives (Code du patrimoine L212-2 and L212-3).
"""

import datetime as dt
from typing import TYPE_CHECKING

from parvis.cases.definition import Retention
from parvis.cases.domain import revisions
from parvis.cases.domain.retention import until
from parvis.cases.models import Case, CaseType, Decision, TimelineEntry
from parvis.workflows.data import Kind

if TYPE_CHECKING:
    from parvis.cases.domain.moving import Move


def of_case(case: Case) -> Retention | None:
    """The retention of a case: its revision's own. One of before retention was asked has none: then what the case type
    says today counts, if it says anything.
    """
    own = revisions.load(case.revision_id).definition.retention
    if own is not None:
        return own
    latest = CaseType.objects.filter(id=case.case_type_id).values_list("published", flat=True).first()
    return revisions.load(latest).definition.retention if latest else None


def day_of(case: Case) -> dt.date | None:
    """Until when a case that has ended is kept, counted anew; None where nothing says for how long. What ended after
    it was granted counts from the day of its latest entry in the timeline.
    """
    retention = of_case(case)
    if retention is None or case.closed_at is None:
        return None
    moved = TimelineEntry.objects.filter(case=case, kind="moved").order_by("-id").values_list("at", flat=True).first()
    granted = None
    if case.kind == Kind.DECIDED:
        granted = Decision.objects.filter(case=case).values_list("valid_until", flat=True).first()
    return until(retention, revisions.day(max(case.closed_at, moved or case.closed_at)), granted)


def settle(move: "Move", kind: Kind, *, on: dt.date | None = None) -> None:
    """Set, after a transition, until when the case is kept; a case that is opened again is not counted down.

    on: the day that counts, where it is not that of the writing.

    What ends what was granted (repealed, withdrawn) counts from its own day. The person concerned only ever sets it
    with the end of their request, as a trigger of the database demands.
    """
    write, case = move.write, move.write.case
    if not kind.is_final:
        if case.retain_until is not None:
            write.change(retain_until=None)
        return
    retention = of_case(case)
    if retention is None or (case.retain_until is not None and write.by.kind == "resident"):
        return
    granted: dt.date | None = None
    if kind is Kind.DECIDED:
        decision = write.decision or Decision.objects.filter(case=case).first()
        granted = decision.valid_until if decision else None
    write.change(retain_until=until(retention, on or revisions.day(write.at), granted))
