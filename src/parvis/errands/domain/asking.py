"""Asking for an errand, within the transaction of the step that wants it."""

import datetime as dt
import uuid
from typing import Any

from django.db import connection

from parvis.calendars import api as calendars
from parvis.cases import api as cases
from parvis.cases.registry import Arrived
from parvis.errands.data import State, What
from parvis.errands.domain import doing
from parvis.errands.models import Errand
from parvis.kernel import rows
from parvis.kernel.clock import PARIS
from parvis.territory.api import closing_days, organisations
from parvis.workflows.data import Timer

#: timers act a few minutes after midnight, once their last day is over
_AT = dt.time(0, 5)
#: days that a moved case keeps before a timer that counts otherwise there, or is new, may act (ADR 0026)
NOTICE = 7


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


def rewind(case_id: uuid.UUID, at: dt.datetime) -> None:
    """The timers of a case that is handled by another revision now: those that its workflow has still go on, from when
    they began; others are dropped, new ones begin at `at`. What counts otherwise than before acts no sooner than
    `NOTICE` days after `at`. Two statements, more where something differs.
    """
    soonest = at + dt.timedelta(days=NOTICE)
    row = "select organisation_id, revision_id, status, wall_id, subject_id from cases_case where id = %s"
    with connection.cursor() as cursor:
        cursor.execute(row, [case_id])
        organisation_id, revision_id, status, wall_id, subject_id = cursor.fetchone()
    wanted = {one.id: one for one in cases.types.load(revision_id).definition.workflow.timers if one.status == status}
    for errand in Errand.objects.select_for_update().filter(case=case_id, what=What.TIMER, state=State.WAITING):
        timer = wanted.get(errand.name)
        if timer is None or (timer.status, timer.transition) != (errand.status, errand.transition):
            errand.state, errand.ended_at = State.DROPPED, at
            errand.save(update_fields=["state", "ended_at"])
            continue
        del wanted[errand.name]
        if (day := due(timer, organisation_id, errand.asked_at)) != errand.due_at:
            errand.due_at = max(day, soonest)
            errand.save(update_fields=["due_at"])
    rows.insert(
        [
            Errand(
                case_id=case_id,
                wall_id=wall_id,
                subject_id=subject_id,
                what=What.TIMER,
                name=timer.id,
                status=timer.status,
                transition=timer.transition,
                asked_at=at,
                due_at=max(due(timer, organisation_id, at), soonest),
            )
            for timer in wanted.values()
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
