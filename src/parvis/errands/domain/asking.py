"""Asking for an errand, within the transaction of the step that wants it."""

import datetime as dt
from typing import Any

from parvis.calendars import api as calendars
from parvis.cases.registry import Arrived
from parvis.errands.data import What
from parvis.errands.domain import doing
from parvis.errands.models import Errand
from parvis.kernel import rows
from parvis.kernel.clock import PARIS
from parvis.territory.api import closing_days, organisations
from parvis.workflows.data import Timer

#: timers act a few minutes after midnight, once their last day is over
_AT = dt.time(0, 5)


def ask(move: Any, what: What, name: str, options: dict[str, Any]) -> None:
    """Have something done for the case of a move, as soon as it is committed: two statements."""
    case, at = move.write.case, move.write.at
    errand = Errand(
        case_id=case.id,
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        what=what,
        name=name,
        transition=move.transition.id,
        options=options,
        asked_at=at,
        due_at=at,
    )
    rows.insert([errand])
    doing.defer(errand)


def wind(found: Arrived) -> None:
    """Start the timers of the status to which a case came. One statement, none where it has none."""
    case = found.case
    timers = [one for one in found.published.definition.workflow.timers if one.status == case.status]
    rows.insert(
        [
            Errand(
                case_id=case.id,
                wall_id=case.wall_id,
                subject_id=case.subject_id,
                what=What.TIMER,
                name=timer.id,
                status=timer.status,
                transition=timer.transition,
                asked_at=found.at,
                due_at=due(timer, case.organisation_id, found.at),
            )
            for timer in timers
        ]
    )


def due(timer: Timer, organisation_id: Any, at: dt.datetime) -> dt.datetime:
    """When a timer that starts at `at` acts: once its last day is over. The day of `at` is not counted."""
    day = at.astimezone(PARIS).date()
    if timer.counted == "working":
        organisation = organisations.get(organisation_id)
        end = day + dt.timedelta(days=2 * timer.days + 60)
        closed = frozenset(one.date for one in closing_days.between(organisation_id, day, end))
        calendar = calendars.Calendar(calendars.zone_of(organisation.insee or organisation.county), closed)
        last = calendars.add_working_days(day, timer.days, calendar)
    else:
        last = day + dt.timedelta(days=timer.days)
    return dt.datetime.combine(last + dt.timedelta(days=1), _AT, PARIS)
