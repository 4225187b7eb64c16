"""A run from its confirmation to its end.

Invariants: the cases are listed once, in one transaction; each is done in a transaction of its own, which also writes
what became of it, so that a death of the worker at any moment leaves no case done twice and none half-done; who asked
is looked up anew for each: rights that they lost since are rights that they have not.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import gettext as _, override

from parvis.access.api import Missing
from parvis.bulk.data import MOST, ItemState, Progress, Refused, RunState
from parvis.bulk.domain.choosing import Chosen, all_of
from parvis.bulk.domain.erasing import KEPT, forget
from parvis.bulk.domain.refusing import REFUSALS, words_of
from parvis.bulk.domain.standing import reach_and_actor
from parvis.bulk.models import Item, Run
from parvis.bulk.registry import Act, Options, Todo, act_of
from parvis.cases import api as cases
from parvis.finding.data import BadQuery, Query
from parvis.kernel import clock, jobs, rows
from parvis.kernel.reach import Reach, acting

log = structlog.get_logger("parvis.bulk")
#: cases that a worker does before it lets other work go first
SLICE = 100
#: rows of one insertion
_ROWS = 1000


def start(
    run_id: uuid.UUID,
    act: Act,
    chosen: Chosen,
    options: Options,
    *,
    person_id: uuid.UUID,
    organisation_id: uuid.UUID | None,
    title: str,
    back: str,
    language: str,
    at: dt.datetime,
) -> Run:
    """Have a worker do it. run_id: made with the page that confirms, so that a second click finds the first one's.

    Raises Missing where it is somebody else's.
    """
    try:
        with transaction.atomic():
            run = Run.objects.create(
                id=run_id,
                person_id=person_id,
                organisation_id=organisation_id,
                act=act.key,
                title=title,
                address=chosen.query.address() if chosen.query is not None else "",
                chosen=[[str(one.id), one.version] for one in chosen.first] if chosen.query is None else [],
                options=dict(options),
                back=back,
                language=language,
                asked_at=at,
            )
            _ask(run)
            jobs.defer(forget, delay=KEPT, run_id=str(run.id), person_id=str(person_id))
    except IntegrityError:
        # Of two clicks at once, the second waits here for the first one's transaction: asking before inserting would
        # not see it.
        found = Run.objects.filter(id=run_id, person_id=person_id).first()
        if found is None:
            raise Missing("run", run_id) from None
        return found
    return run


def stop(run_id: uuid.UUID) -> bool:
    """Stop a run of the acting person's: the case that is being done is done to its end. False if it was over."""
    running = Run.objects.filter(id=run_id, state__in=[RunState.ASKED, RunState.RUNNING])
    return bool(running.update(state=RunState.STOPPED))


def resume(run_id: uuid.UUID) -> bool:
    """Go on with what was stopped, where it stopped. False if it was not."""
    with transaction.atomic():
        run = Run.objects.select_for_update().filter(id=run_id, state=RunState.STOPPED).first()
        if run is None:
            return False
        run.state, run.reason = RunState.RUNNING if run.items.exists() else RunState.ASKED, ""
        run.save(update_fields=["state", "reason"])
        _ask(run)
    return True


def progress(run_id: uuid.UUID) -> Progress:
    """How far a run is: one statement."""
    states = {state: Count("id", filter=Q(state=state)) for state in ItemState}
    found = Item.objects.filter(run_id=run_id).aggregate(total=Count("id"), **{str(k): v for k, v in states.items()})
    return Progress(found["total"], found["done"], found["unchanged"], found["refused"])


def _ask(run: Run) -> None:
    with jobs.in_background():
        jobs.defer(work, queueing_lock=f"bulk:{run.id}", run_id=str(run.id), person_id=str(run.person_id))


# tried for two hours: a database that is away has come back by then
@jobs.job(own_transactions=True, retries=12)
def work(*, run_id: str, person_id: str) -> None:
    """Do a slice of a run, then ask for the next; cut short, it goes on with the first case that was not done."""
    own = Reach(actor="worker", person=uuid.UUID(person_id))
    with acting(own):
        run = Run.objects.filter(id=run_id).first()
    if run is None:  # erased since
        return
    if run.state == RunState.ASKED:
        _list(run)
    with acting(own):
        run = Run.objects.filter(id=run_id, state=RunState.RUNNING).first()
        waiting = Item.objects.filter(run_id=run_id, state=ItemState.WAITING).order_by("id")
        ids = list(waiting.values_list("id", "case_id")[:SLICE]) if run else []
    if run is None:
        return
    ahead = _ahead(run, [case_id for _item_id, case_id in ids])
    for item_id, _case_id in ids:
        _do(run, item_id, ahead)
    with acting(own):
        now = Run.objects.select_for_update().filter(id=run_id, state=RunState.RUNNING).first()
        if now is None:
            return
        if Item.objects.filter(run_id=run_id, state=ItemState.WAITING).exists():
            _ask(now)
        else:
            _end(now)


def _list(run: Run) -> None:
    """List the cases of a run: all of them, or none."""
    reach, _by = reach_and_actor(run, act_of(run.act))
    with acting(reach), override(run.language):
        now = Run.objects.select_for_update().filter(id=run.id, state=RunState.ASKED).first()
        if now is None:  # stopped, or another worker was quicker
            return
        try:
            with transaction.atomic():
                reason = _insert(now, reach)
                if reason:
                    transaction.set_rollback(True)
        except BadQuery as wrong:
            reason = "; ".join(wrong.problems.values())
        if reason:
            now.state, now.reason, now.ended_at = RunState.REFUSED, reason[:500], clock.now()
            now.options = {}
        else:
            now.state = RunState.RUNNING
        now.save(update_fields=["state", "reason", "ended_at", "options"])


def _insert(run: Run, reach: Reach) -> str:
    """Insert the items; why it can't be done, "" where it was.

    Of an exact act, a case is listed as it was when the run was confirmed, however late a worker comes to it.
    """
    # a run that was confirmed before versions were kept has ids alone
    total, seen = 0, {one[0]: one[1] for one in run.chosen if not isinstance(one, str)}
    exact = act_of(run.act).exact
    for chunk in _chunks(run, reach):
        if exact and not seen:
            # What came since, nobody saw: UUIDv7 (RFC 9562) are ordered by time, and the page that confirms made ours.
            chunk = [one for one in chunk if one < run.id]
        total += len(chunk)
        if total > MOST:
            return too_many()
        for first in range(0, len(chunk), _ROWS):
            rows.insert(
                [
                    Item(
                        run=run,
                        person_id=run.person_id,
                        case_id=ident,
                        reference=reference,
                        version=seen.get(str(ident), version) if exact else version,
                    )
                    for ident, reference, version in cases.versions_of(
                        chunk[first : first + _ROWS], at=run.asked_at if exact and not seen else None
                    )
                ]
            )
    return ""


def _chunks(run: Run, reach: Reach) -> Iterable[list[uuid.UUID]]:
    if run.chosen:
        return [[uuid.UUID(one if isinstance(one, str) else one[0]) for one in run.chosen]]
    query = Query.read(QueryDict(run.address))
    return all_of(query, reach.walls, person_id=run.person_id, today=clock.today())


def too_many() -> str:
    """What is said of a choice that is too large."""
    return _("At most %(num)s requests at once: filter the list first") % {"num": f"{MOST:,}".replace(",", "\u202f")}


def _ahead(run: Run, case_ids: list[uuid.UUID]) -> Any:
    """What the act works out for a slice; None where it can't: each case is then told why by itself."""
    act = act_of(run.act)
    reach, by = reach_and_actor(run, act)
    try:
        with acting(reach), override(run.language):
            return act.ahead(case_ids, run.options, by=by, at=clock.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("bulk.ahead_failed", act=act.key, run=str(run.id))
        return None


def _do(run: Run, item_id: uuid.UUID, ahead: Any = None) -> None:
    """Do one case, unless the run was stopped or another worker has it."""
    act = act_of(run.act)
    reach, by = reach_and_actor(run, act_of(run.act))
    with acting(reach), override(run.language):
        locked = Item.objects.select_for_update(of=("self",), skip_locked=True)
        item = locked.filter(id=item_id, state=ItemState.WAITING, run__state=RunState.RUNNING).first()
        if item is None:
            return
        item.state, item.reason = _outcome(
            act, run.options, Todo(item.case_id, item.version, by, clock.now(), run.asked_at, item.id, ahead)
        )
        item.save(update_fields=["state", "reason"])


def _outcome(act: Act, options: Options, todo: Todo) -> tuple[ItemState, str]:
    try:
        with transaction.atomic():
            changed = act.do(todo, options)
    except Refused as refused:
        return ItemState.REFUSED, str(refused)[:500]
    except REFUSALS as refused:
        return ItemState.REFUSED, words_of(refused)[:500]
    except (OperationalError, InterfaceError):  # the database is away: the whole job is tried again
        raise
    except Exception:
        # One case on which something of ours fails must not hold up the others: it is told, and left as it was.
        log.exception("bulk.item_failed", act=act.key, case=str(todo.case_id))
        return ItemState.REFUSED, _("Something went wrong on our side: nothing was done to this request")
    return (ItemState.DONE if changed else ItemState.UNCHANGED), ""


def _end(run: Run) -> None:
    act_of(run.act).finish(run)
    run.state, run.ended_at, run.chosen, run.options = RunState.DONE, clock.now(), [], {}
    run.save(update_fields=["state", "ended_at", "chosen", "options"])
