"""Doing errands: each once, however often its job runs or is killed.

What lies in our own database is done in one transaction with the errand's end. Who is asked outside is asked without a
transaction, after `doing` was committed, under the errand's id, which is the same at every try; nobody else takes an
errand that is being done before its time is up.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from contextlib import nullcontext

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.errands.data import Failed, Later, Overtaken, State, What
from parvis.errands.models import Errand
from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting

logger = logging.getLogger(__name__)

#: waits between the tries of an errand; after the last it has failed
WAITS = tuple(dt.timedelta(minutes=one) for one in (1, 5, 30, 120, 480))
#: so long an errand is left to who is doing it
LEASE = dt.timedelta(minutes=10)
#: so many errands that wait for another try since less than so long: their service is left alone
LET_DOWN, HELD = 3, dt.timedelta(minutes=5)
#: what finds its service busy looks again after one of these for each before it, of so many at most
STRIDE, FARTHEST = dt.timedelta(seconds=10), 30
#: what a timer takes at once: the rest comes with the next one
MOST = 2_000
#: kinds of entries in the history
DONE, FAILED = "errand_done", "errand_failed"

#: (errand, moment) → what the history says of it (None: nothing). Raises Failed, Later, Overtaken.
Doer = Callable[[Errand, dt.datetime], dict[str, object] | None]
DOERS: dict[str, Doer] = {}
#: the same for who is asked outside: (errand) → what to send, within a transaction; then what came, outside of any
CALLERS: dict[str, tuple[Callable[[Errand], object], Callable[[object], object], Callable[..., dict[str, object]]]] = {}


def defer_due(at: dt.datetime) -> int:
    """Have done what is due at `at`; how many. By the timer."""
    with connection.cursor() as cursor:
        cursor.execute("select id, wall_id from errands_due(%s, %s)", [at, MOST])
        due = cursor.fetchall()
    for errand_id, wall_id in due:
        jobs.defer(do, queueing_lock=f"errand:{errand_id}", errand_id=str(errand_id), wall_id=str(wall_id))
    return len(due)


def defer(errand: Errand, delay: dt.timedelta | None = None) -> None:
    """Have an errand done. One that asks somebody outside goes after all other work: it may keep a worker waiting."""
    with jobs.in_background() if errand.what in CALLERS else nullcontext():
        jobs.defer(
            do,
            queueing_lock=f"errand:{errand.id}",
            delay=delay,
            errand_id=str(errand.id),
            wall_id=str(errand.wall_id),
        )


@jobs.job(retries=0, own_transactions=True)
def do(*, errand_id: str, wall_id: str) -> None:
    """Do one errand, if it is due and nobody did it. What fails is tried again by the errand's own timetable."""
    reach, ident = Reach(actor="worker", walls=(uuid.UUID(wall_id),)), uuid.UUID(errand_id)
    try:
        with acting(reach):
            errand = _taken(ident)
            if errand is None:
                return
            if errand.what in CALLERS:
                asked = CALLERS[errand.what][0](errand)
            else:
                _end(errand, DOERS[errand.what](errand, clock.now()))
                return
        answer = CALLERS[errand.what][1](asked)
        with acting(reach):
            again = Errand.objects.select_for_update().filter(id=ident, state=State.DOING).first()
            if again is not None and again.attempts == errand.attempts:
                _end(again, CALLERS[errand.what][2](again, answer, clock.now()))
    except Exception as error:
        with acting(reach):
            _fail(ident, error)


def _taken(errand_id: uuid.UUID) -> Errand | None:
    """The errand, locked, if it is to be done now. One that somebody outside is asked for is marked so."""
    now = clock.now()
    open_ones = (State.WAITING, State.DOING)
    errand = Errand.objects.select_for_update().filter(id=errand_id, state__in=open_ones, due_at__lte=now).first()
    if errand is not None and errand.what in CALLERS:
        if not _its_turn(errand, now):
            return None
        errand.state, errand.due_at = State.DOING, now + LEASE
        errand.attempts += 1
        errand.save(update_fields=["state", "due_at", "attempts"])
    return errand


def _its_turn(errand: Errand, now: dt.datetime) -> bool:
    """Whether who is asked outside may be asked now: one errand at a time, so that a slow service keeps one worker and
    never all of them; nobody for a while after several that it let down. What is not asked now is asked later: after
    those before it, or by the timer.
    """
    with connection.cursor() as cursor:  # until `doing` is committed
        key = f"{errand.what}:{errand.wall_id}:{errand.name}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    those = Errand.objects.filter(wall_id=errand.wall_id, what=errand.what, name=errand.name).exclude(id=errand.id)
    tried = Q()
    for attempts, wait in enumerate(WAITS, 1):  # `due_at` less its wait is when it was tried
        tried |= Q(attempts=attempts, due_at__gt=now - HELD + wait)
    if those.filter(tried, state=State.WAITING)[:LET_DOWN].count() == LET_DOWN:
        return False
    if those.filter(state=State.DOING, due_at__gt=now).exists():
        before = those.filter(state=State.WAITING, due_at__lte=now, id__lt=errand.id)[:FARTHEST].count()
        defer(errand, STRIDE * (before + 1))
        return False
    return True


def _end(errand: Errand, said: dict[str, object] | None) -> None:
    errand.state, errand.ended_at, errand.last_error = State.DONE, clock.now(), ""
    errand.save(update_fields=["state", "ended_at", "last_error"])
    if said is not None:
        _tell(errand, DONE, said)


def _tell(errand: Errand, kind: str, data: dict[str, object]) -> None:
    found = {"what": errand.what, "name": errand.name, **data}
    cases.record(errand.case_id, kind, found, by=cases.system(_("Workflow")), at=clock.now())


def _fail(errand_id: uuid.UUID, error: Exception) -> None:
    """Note what became of a try: again later, tomorrow, never, or given up and told."""
    errand = Errand.objects.select_for_update().filter(id=errand_id).first()
    if errand is None or errand.state not in (State.WAITING, State.DOING):
        return  # erased meanwhile, or ended by another
    now = clock.now()
    if errand.what not in CALLERS:  # its transaction took the count back
        errand.attempts += 1
    if isinstance(error, Overtaken):
        errand.state, errand.ended_at = State.DROPPED, now
    elif isinstance(error, Later):
        errand.state, errand.due_at, errand.attempts = State.WAITING, now + dt.timedelta(days=1), 0
    else:
        known = isinstance(error, Failed)
        if not known:
            logger.error("an errand failed", exc_info=error, extra={"errand": str(errand_id)})
        errand.last_error = (error.words if isinstance(error, Failed) else type(error).__name__)[:500]
        if (isinstance(error, Failed) and error.final) or errand.attempts > len(WAITS):
            errand.state, errand.ended_at = State.FAILED, now
        else:
            errand.state, errand.due_at = State.WAITING, now + WAITS[errand.attempts - 1]
    errand.save(update_fields=["state", "due_at", "attempts", "last_error", "ended_at"])
    if errand.state == State.FAILED:
        _tell(errand, FAILED, {"error": errand.last_error})


def again(errand_id: uuid.UUID, case_id: uuid.UUID, *, at: dt.datetime) -> bool:
    """Have an errand that failed tried again, within the acting agent's walls; False where it did not fail."""
    with transaction.atomic():
        errand = Errand.objects.select_for_update().filter(id=errand_id, case_id=case_id, state=State.FAILED).first()
        if errand is None:
            return False
        errand.state, errand.due_at, errand.attempts, errand.ended_at = State.WAITING, at, 0, None
        errand.save(update_fields=["state", "due_at", "attempts", "ended_at"])
        defer(errand)
    return True


def of_case(case_id: uuid.UUID) -> list[Errand]:
    """The errands of a case within reach, oldest first: one statement."""
    return list(Errand.objects.filter(case=case_id).exclude(state=State.DROPPED).order_by("id"))


__all__ = ["CALLERS", "DOERS", "What", "again", "defer", "defer_due", "do", "of_case"]
