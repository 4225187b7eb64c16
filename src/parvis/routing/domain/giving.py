"""What a worker does once a case is where its rule sends it: give it to somebody there, send it on after its answers
were mended, tell supervisors of what no rule could send. Acts behind the case's wall.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Conflict, NotAllowed, NotFound
from parvis.kernel import clock
from parvis.routing.data import Placed, RuleSet, Target, Way
from parvis.routing.domain import evaluating
from parvis.routing.models import Version
from parvis.workload import api as workload
from parvis.workload.data import Hand


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a case stands. sent_to: the department of its last routing; fresh: it was never given to anybody."""

    organisation_id: uuid.UUID
    wall_id: uuid.UUID
    department_id: uuid.UUID
    assignee_id: uuid.UUID | None
    version: int
    closed: bool
    fresh: bool
    sent_to: uuid.UUID | None


def stands(case_id: uuid.UUID) -> Stands | None:
    """Where a case within reach stands. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.organisation_id, c.wall_id, c.department_id, c.assignee_id, c.version, c.closed_at is not null,"
            " not exists (select from cases_timelineentry e where e.case_id = c.id and e.kind = 'assigned'),"
            " (select (e.data->>'department')::uuid from cases_timelineentry e where e.case_id = c.id"
            " and e.kind in ('routed', 'transferred') order by e.id desc limit 1) from cases_case c where c.id = %s",
            [case_id],
        )
        row = cursor.fetchone()
    return Stands(*row) if row else None


def words(placed: Placed) -> str:
    """Why a case is given to whom it is given, as its history says it."""
    if placed.rule is None or placed.why is not None:
        return _("By default: no rule sent it")
    return _("By rule %(number)s: %(name)s") % {"number": placed.number, "name": placed.rule.name}


def hand_of(to: Target, case: Stands) -> Hand | None:
    """Who would get the case there. Three statements; none where it waits for somebody."""
    if to.way is Way.PILE:
        return None
    return workload.one_of(case.organisation_id, to.department, case.wall_id, set(to.people), today=clock.today())


def give(case_id: uuid.UUID, version_id: uuid.UUID, rule_id: uuid.UUID | None, *, at: dt.datetime) -> bool:
    """Give a case that has just come to somebody of where its rule sent it (no rule: where all others go). False where
    somebody took it meanwhile, or nobody is there: the department's supervisors are told of that one.
    """
    case = stands(case_id)
    kept = Version.objects.filter(id=version_id).first()
    if case is None or kept is None or case.closed or case.assignee_id is not None or not case.fresh:
        return False
    rules = RuleSet.model_validate(kept.document)
    found = next(((number, one) for number, one in enumerate(rules.rules, 1) if one.id == rule_id), None)
    to = found[1].to if found else rules.otherwise
    if to is None or to.department != case.department_id:
        return False
    hand = hand_of(to, case)
    if hand is None:
        tell(case_id, case, at=at)
        return False
    number, rule = found or (0, None)
    return _assigned(case_id, case, hand, words(Placed(to.department, to, rule, number)), at=at)


def again(case_id: uuid.UUID, *, at: dt.datetime) -> bool:
    """Send a case whose answers were mended where the rules in force lead now. False where that is where it is, or
    where somebody sent it since: people are not undone.
    """
    case = stands(case_id)
    if case is None or case.closed or case.sent_to != case.department_id:
        return False
    placed = evaluating.placed([case_id], (case.wall_id,)).get(case_id)
    if placed is None or placed.department_id == case.department_id:
        return False
    hand = hand_of(placed.to, case) if placed.to is not None else None
    return _assigned(case_id, case, hand, words(placed), at=at, department_id=placed.department_id)


def tell(case_id: uuid.UUID, case: Stands, *, at: dt.datetime) -> None:
    """Tell who sees to the work of the department that holds it: a notice each, a few e-mails at most."""
    for person_id in workload.oversee(case.organisation_id, case.department_id, case.wall_id, today=clock.today()):
        workload.leave(person_id, case_id, case.wall_id, workload.UNROUTED, at=at)


def _assigned(
    case_id: uuid.UUID,
    case: Stands,
    hand: Hand | None,
    reason: str,
    *,
    at: dt.datetime,
    department_id: uuid.UUID | None = None,
) -> bool:
    try:
        cases.assign(
            case_id,
            by=cases.system(_("Rules of routing")),
            at=at,
            version=case.version,
            assignee_id=hand.id if hand else None,
            assignee_name=hand.name if hand else "",
            department_id=department_id,
            reason=reason,
        )
    except (Conflict, NotAllowed, NotFound):  # an agent was quicker: what they did stays
        return False
    return True
