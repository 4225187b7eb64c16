"""Lending one case to another organisation, for some days: a dated grant across the wall, which either side ends."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _, override

from parvis.access.api import describe_wall, wall_for
from parvis.access.data import Right
from parvis.cases.data import Actor, ActorKind, Direction, Lent, NotAllowed
from parvis.cases.domain import informing, messaging, transmitting
from parvis.cases.domain.actors import system
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.writing import Writing, writing
from parvis.cases.events import CaseLent, CaseReturned
from parvis.cases.models import Case, Grant, TimelineEntry
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import departments, organisations
from parvis.territory.data import Department

LENT, RETURNED = "lent", "returned"
#: days; help that lasts longer is given again, so that somebody looks at it
LONGEST = 366


def is_lent() -> Q:
    """The cases that are lent to the acting walls now: a condition on `Case`, by primary key."""
    return Q(id__in=RawSQL("select unnest(cases_granted())", []))  # noqa: S611 - no input


def in_force(case: Case | uuid.UUID) -> Grant | None:
    """The grant that opens a case to the acting walls, if it lies outside of them. One statement."""
    return Grant.objects.filter(case=case, ended_at=None).first()


def acting_on(by: Actor, grant: Grant) -> Actor:
    """The agent with the roles of their own wall, and their own quality, for the one case that is lent to it."""
    held = by.roles_in(grant.to_wall_id)
    return replace(
        by,
        roles={**by.roles, grant.wall_id: held},
        offices={**by.offices, grant.wall_id: by.office_in(grant.to_wall_id)},
        lent={**by.lent, grant.wall_id: Lent(grant.case_id, grant.decides)},
    )


def lend(
    case_id: uuid.UUID,
    department_id: uuid.UUID,
    *,
    last_day: dt.date,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int | None,
    decides: bool = False,
    transmits: bool = False,
) -> Grant:
    """Open a case to a department of another organisation, from now until the end of `last_day`.

    Its agents see the case and all that goes with it, and handle it; they decide it only if `decides`: an order or a
    refusal is the act of the organisation that received the request. transmits: it is for them to answer, and was sent
    to the wrong organisation (CRPA L114-2): the time before an implied acceptance runs from their receipt. The person
    is told, in the thread, who handles it from now on. Raises NotAllowed (without the right to assign, lent on, in the
    past, too long, within the organisation, already lent, finished), NotFound, Conflict.
    """
    department = departments.get(department_id)
    until = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), PARIS)
    with writing(case_id, by=by, at=at, version=version, mine=reason) as write:
        case = write.case
        if case.wall_id in by.lent or Right.ASSIGN_CASES not in rights_in(by, case.wall_id):
            raise NotAllowed("lend")
        if case.closed_at or not reason.strip() or department.organisation_id == case.organisation_id:
            raise NotAllowed("lend")
        if not at < until <= at + dt.timedelta(days=LONGEST):
            raise NotAllowed("a grant ends, within a year")
        standing = Grant.objects.filter(case=case, ended_at=None).first()
        if standing is not None:
            if standing.until > at:
                raise NotAllowed("already lent")
            _end(standing, at=at, by=None)
        _organisation, sphere = describe_wall(case.wall_id)
        grant = Grant(
            case=case,
            wall_id=case.wall_id,
            subject_id=case.subject_id,
            to_wall_id=wall_for(department.organisation_id, sphere),
            to_organisation_id=department.organisation_id,
            to_department_id=department.id,
            since=at,
            until=until,
            reason=reason.strip(),
            decides=decides,
            given_by=by.person_id,
            giver_name=by.name,
        )
        grant.save(force_insert=True)
        write.change(assignee_id=None, assignee_name="")
        write.note(
            LENT,
            {
                "decides": decides,
                "department": str(department.id),
                "grant": str(grant.id),
                "reason": grant.reason,
                "until": until.isoformat(),
            },
        )
        if transmits:
            transmitting.to_competent(write, organisations.get(department.organisation_id).title)
        _tell_person(write, department, last_day, grant.reason)
        informing.ask(case, informing.LENT, department.id)
        jobs.defer(lapse, delay=until - at, case_id=str(case.id), wall_id=str(case.wall_id), grant_id=str(grant.id))
        write.publish(CaseLent(case.id, case.wall_id, case.organisation_id, at, grant.id, department.organisation_id))
    return grant


def give_back(case_id: uuid.UUID, *, by: Actor, at: dt.datetime, reason: str = "") -> bool:
    """End the grant of a case: its own organisation takes it back, or the other one gives it back.

    From this moment on the other wall sees nothing of it. False if it was not lent any more. Raises NotAllowed,
    NotFound.
    """
    with writing(case_id, by=by, at=at, version=None) as write:
        case = write.case
        needed = Right.HANDLE_CASES if case.wall_id in by.lent else Right.ASSIGN_CASES
        if by.kind is not ActorKind.SYSTEM and needed not in rights_in(by, case.wall_id):
            raise NotAllowed("give back")
        grant = Grant.objects.filter(case=case, ended_at=None).first()
        if grant is None:
            return False
        _close(write, grant, reason)
    return True


def _close(write: Writing, grant: Grant, reason: str) -> None:
    case = write.case
    back = departments.get(case.department_id)
    write.change(assignee_id=None, assignee_name="")
    write.note(RETURNED, {"department": str(case.department_id), "grant": str(grant.id), "reason": reason.strip()})
    with override(case.language):
        words = _("Your request is again with the department “%(department)s” (%(organisation)s).") % {
            "department": _name(back, case.language),
            "organisation": organisations.get(case.organisation_id).title,
        }
    messaging.tell(write, write.say(words, direction=Direction.TO_RESIDENT))
    informing.ask(case, informing.HANDED)
    write.publish(CaseReturned(case.id, case.wall_id, case.organisation_id, write.at, grant.id))
    # Last: for who gives it back, nothing of the case is within reach any more.
    write.after(lambda: _end(grant, at=write.at, by=write.by))


def _end(grant: Grant, *, at: dt.datetime, by: Actor | None) -> None:
    Grant.objects.filter(id=grant.id, ended_at=None).update(
        ended_at=at, ended_by=by.person_id if by else None, ender_name=by.name if by else ""
    )


@jobs.job()
def lapse(*, case_id: str, wall_id: str, grant_id: str) -> None:
    """Write down that a grant has come to its end; the wall stood again the moment it was over, without this."""
    grant = Grant.objects.filter(id=grant_id, ended_at=None).first()
    if grant is not None and grant.until <= clock.now():
        give_back(uuid.UUID(case_id), by=system(""), at=clock.now())


def _tell_person(write: Writing, department: Department, last_day: dt.date, reason: str) -> None:
    case = write.case
    with override(case.language):
        words = _(
            "Your request is now handled by the department “%(department)s” (%(organisation)s), until %(day)s. "
            "%(holder)s stays responsible for the answer."
        ) % {
            "department": _name(department, case.language),
            "organisation": organisations.get(department.organisation_id).title,
            "day": date_long(last_day),
            "holder": organisations.get(case.organisation_id).title,
        }
    messaging.tell(write, write.say(f"{words}\n\n{reason}", direction=Direction.TO_RESIDENT))


def _name(department: Department, language: str) -> str:
    return (department.name.en or department.name.fr) if language == "en" else department.name.fr


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Who handles a lent case, until when (the last day included)."""

    department: Department
    last_day: dt.date
    reason: str
    decides: bool


def elsewhere(timeline: Iterable[TimelineEntry], at: dt.datetime) -> Elsewhere | None:
    """Where a case is lent at `at`, read from its timeline: no statement. None where it is at home."""
    found: Elsewhere | None = None
    for entry in timeline:
        if entry.kind == RETURNED:
            found = None
        elif entry.kind == LENT:
            until = dt.datetime.fromisoformat(entry.data["until"])
            found = None
            if until > at:
                try:
                    department = departments.get(uuid.UUID(entry.data["department"]))
                except LookupError:  # it was dissolved since
                    continue
                last_day = (until - dt.timedelta(microseconds=1)).astimezone(PARIS).date()
                found = Elsewhere(department, last_day, entry.data["reason"], entry.data["decides"])
    return found
