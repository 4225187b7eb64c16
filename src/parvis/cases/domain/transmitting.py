"""A request that was sent to an administration that is not competent, and transmitted (CRPA L114-2, L114-3).

An implied refusal counts from the first receipt, an implied acceptance from that of the competent one: dates follow.
"""

import datetime as dt
import uuid

from parvis.access.data import Right
from parvis.cases.data import Actor, Incomplete, NotAllowed
from parvis.cases.domain import recounting
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.writing import Writing, writing
from parvis.cases.models import Case, TimelineEntry
from parvis.kernel.clock import PARIS

TRANSMITTED = "transmitted"
#: how long a request may have lain elsewhere
OLDEST = dt.timedelta(days=366)
#: characters of the name of an administration
MOST_NAME = 200


def came_from(
    case_id: uuid.UUID, administration: str, first: dt.date, *, by: Actor, at: dt.datetime, version: int
) -> Case:
    """Note that another administration received the request first, on that day, and transmitted it: once.

    Raises Incomplete (by field: `administration`, `first`), NotAllowed without the right or once it ended or was noted,
    Conflict, NotFound.
    """
    with writing(case_id, by=by, at=at, version=version) as write:
        case, name = write.case, administration.strip()
        may = Right.HANDLE_CASES in rights_in(by, case.wall_id) and case.wall_id not in by.lent
        noted = TimelineEntry.objects.filter(case=case, kind=TRANSMITTED, data__has_key="first").exists()
        if not may or case.closed_at is not None or noted:
            raise NotAllowed(TRANSMITTED)
        wrong = {}
        if not name or len(name) > MOST_NAME:
            wrong["administration"] = "name"
        if not case.received_on - OLDEST <= first <= case.received_on:
            wrong["first"] = "day"
        if wrong:
            raise Incomplete({TRANSMITTED: wrong})
        write.note(TRANSMITTED, {"first": first.isoformat(), "from": name, "here": case.received_on.isoformat()})
        recounting.apply(write)
    return case


def to_competent(write: Writing, name: str) -> None:
    """Note that the request is transmitted today to the administration of that name, which is competent."""
    write.note(TRANSMITTED, {"here": write.at.astimezone(PARIS).date().isoformat(), "to": name})
    recounting.apply(write)
