"""Background work of `workload`."""

import datetime as dt
import uuid
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from parvis.access.api import Right, acting_as, describe_wall, standing_of
from parvis.cases import api as cases
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting
from parvis.workload.domain import digesting, handing, noticing
from parvis.workload.models import Notice

#: a job goes through so many rounds of `handing.AT_ONCE`, then hands on to another: others wait for the worker, too
_ROUNDS = 200
#: nobody is told of what became late before that hour
_MORNING = 7


@jobs.job(own_transactions=True)
def hand_out(*, organisation_id: str, department_id: str, person_id: str, after: str = "") -> None:
    """Go on with handing out in turn what a supervisor began with, a transaction each round: run twice, it finds
    nothing left to give. Ends where the person may no longer. after: the last case that was looked at.
    """
    place, own = uuid.UUID(department_id), uuid.UUID(person_id)
    last = uuid.UUID(after) if after else handing.START
    for _round in range(_ROUNDS):
        with acting_as(own, Right.ASSIGN_CASES, actor="worker") as reach:
            if not reach.walls:
                return
            by = cases.actor_of(standing_of(own), as_agent=True)
            found = handing.give_round(
                uuid.UUID(organisation_id), place, reach.walls, by=by, at=clock.now(), after=last
            )
        if found is None:
            return
        last = found
    _go_on(
        hand_out,
        f"workload:hand_out:{department_id}",
        organisation_id=organisation_id,
        department_id=department_id,
        person_id=person_id,
        after=str(last),
    )


@jobs.job(own_transactions=True)
def arrive(*, organisation_id: str, department_id: str, walls: list[str], after: str = "") -> None:
    """Hand out what arrived in a department, as it chose, a transaction each round: run twice, it finds nothing more
    to give. after: the last case that was looked at.
    """
    behind = tuple(map(uuid.UUID, walls))
    last = uuid.UUID(after) if after else handing.START
    for _round in range(_ROUNDS):
        with acting(Reach(actor="worker", walls=behind)):
            by = cases.system(_("Automatic handing out"))
            found = handing.arrive(
                uuid.UUID(organisation_id), uuid.UUID(department_id), behind, by=by, at=clock.now(), after=last
            )
        if found is None:
            return
        last = found
    _go_on(
        arrive,
        f"workload:arrive_on:{department_id}",
        organisation_id=organisation_id,
        department_id=department_id,
        walls=walls,
        after=str(last),
    )


def _go_on(job: jobs.Job, queueing_lock: str, **arguments: Any) -> None:
    with acting(Reach(actor="worker")):
        jobs.defer(job, queueing_lock=queueing_lock, **arguments)


@jobs.job(queue="mail", own_transactions=True)
def tell(*, person_id: str, walls: list[str]) -> None:
    """Tell somebody what waits to be told: run twice, it finds nothing more."""
    own = uuid.UUID(person_id)
    with acting(Reach(actor="worker", person=own, walls=tuple(map(uuid.UUID, walls)))):
        noticing.tell(own)


@jobs.job(queue="mail", own_transactions=True)
def digest(*, person_id: str, day: str) -> None:
    """Send somebody's digest of that day, if it is still that day: once, however often it runs."""
    digesting.digest(uuid.UUID(person_id), dt.date.fromisoformat(day))


@jobs.job()
def note_late(*, wall_id: str) -> None:
    """Leave notices of what became late behind a wall, on the organisation's working days."""
    today, wall = clock.today(), uuid.UUID(wall_id)
    organisation_id, _sphere = describe_wall(wall)
    if digesting.works_on(organisation_id, today):
        noticing.leave_late(wall, organisation_id, today)


@jobs.periodic("* * * * *")
def tell_each_minute(timestamp: int) -> None:
    """Have everybody told who waits to be."""
    for person_id, walls in _asked("select person_id, walls from workload_untold()"):
        jobs.defer(
            tell,
            queueing_lock=f"workload:tell:{person_id}",
            person_id=str(person_id),
            walls=[str(one) for one in walls],
        )


@jobs.periodic("* * * * *")
def hand_out_each_minute(timestamp: int) -> None:
    """Have handed out what arrived, where a department chose so. A submission itself asks nothing for it."""
    for organisation_id, department_id, walls in _asked(
        "select organisation_id, department_id, walls from workload_arrived()"
    ):
        jobs.defer(
            arrive,
            queueing_lock=f"workload:arrive:{department_id}",
            organisation_id=str(organisation_id),
            department_id=str(department_id),
            walls=[str(one) for one in walls],
        )


@jobs.periodic("4 * * * *")
def begin_each_day(timestamp: int) -> None:
    """From each person's hour on, their digest; from seven on, what became late. Late or twice, each is told once."""
    now = clock.now().astimezone(PARIS)
    day = now.date()
    with jobs.in_background():
        for (person_id,) in _asked("select person_id from workload_undigested(%s, %s)", day, now.hour):
            lock = f"workload:digest:{person_id}"
            jobs.defer(digest, queueing_lock=lock, person_id=str(person_id), day=day.isoformat())
        if now.hour >= _MORNING:
            for (wall_id,) in _asked("select wall_id from workload_newly_late(%s)", day):
                jobs.defer(note_late, queueing_lock=f"workload:late:{wall_id}", wall_id=str(wall_id))


@jobs.periodic("23 3 * * *")
def forget_told(timestamp: int) -> None:
    """Forget what was told more than a month ago: the policy shows the timer nothing else."""
    Notice.objects.all().delete()


def _asked(statement: str, *values: dt.date | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())
