"""Background work: Procrastinate's queue in the same database and transaction as the change that asks for it.

A job acts as the system actor "worker", inside the wall that it was given (`wall_id`); a timer acts as "timer". Both
see nothing else: row-level security binds them as it binds a request.
"""

import datetime as dt
import functools
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, cast

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as _proxy
from procrastinate.tasks import Task

from parvis.kernel.reach import Reach, acting


class Job(Protocol):
    """A function whose arguments are JSON and that may be deferred."""

    __name__: str

    def __call__(self, **kwargs: Any) -> None: ...


_tasks: dict[str, "Task[Any, Any, Any]"] = {}


def job(
    *, queue: str = "default", retries: int = 8, lock: str | None = None, own_transactions: bool = False
) -> Callable[[Callable[..., None]], Job]:
    """Make a function a job.

    retries: attempts after the first failure, each waiting twice as long (2 s, 4 s, …).
    lock: two jobs with the same lock never run at once.
    own_transactions: the function waits on something outside (a mail server, a key store), so it opens its own short
    transactions with `acting`, and commits what it must remember before it waits.
    """

    def decorate(function: Callable[..., None]) -> Job:
        name = f"{function.__module__}.{function.__qualname__}"

        @functools.wraps(function)
        def run(**kwargs: Any) -> None:
            wall = kwargs.get("wall_id")
            walls = (uuid.UUID(wall),) if wall else ()
            if own_transactions:
                function(**kwargs)
                return
            with acting(Reach(actor="worker", walls=walls)):
                function(**kwargs)

        retry = RetryStrategy(max_attempts=retries + 1, exponential_wait=2) if retries else False
        _tasks[name] = _proxy.task(name=name, queue=queue, retry=retry, lock=lock)(run)
        run.job_name = name  # type: ignore[attr-defined]
        return cast(Job, run)

    return decorate


#: for what nobody waits for: every other job goes first
BACKGROUND = -10
_priority: ContextVar[int] = ContextVar("priority", default=0)


@contextmanager
def in_background() -> Iterator[None]:
    """Jobs deferred within the block run after all others: what a visitor asks for waits for one of them at most."""
    token = _priority.set(BACKGROUND)
    try:
        yield
    finally:
        _priority.reset(token)


def defer(job: Job, *, queueing_lock: str | None = None, delay: dt.timedelta | None = None, **arguments: Any) -> None:
    """Ask for `job` to run once the open transaction has committed; nothing is asked if it rolls back.

    delay: not before so long from now.

    queueing_lock: with a job already waiting under this lock, none is added.
    """
    task = _tasks[job.job_name]  # type: ignore[attr-defined]
    priority = _priority.get()
    at = dt.datetime.now(dt.UTC) + delay if delay else None
    if queueing_lock is None:
        task.configure(schedule_at=at, priority=priority).defer(**arguments)
        return
    # What Procrastinate's own function inserts, but a lock that is taken is passed over by the statement itself: its
    # error would end the transaction, unless a savepoint stood before each job.
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at) "
            "values (%s, %s, %s, %s, %s, %s, %s) on conflict (queueing_lock) where status = 'todo' do nothing",
            [task.queue, task.name, priority, task.lock, queueing_lock, json.dumps(arguments), at],
        )


def periodic(cron: str, *, queue: str = "default") -> Callable[[Callable[[int], None]], Callable[[int], None]]:
    """Run a function on a timetable (cron syntax, UTC), as the actor "timer". It gets the timestamp in seconds.

    One that the database's restart cuts is tried again (1, 2, 4… s), so that none stays failed for want of a second.
    """

    def decorate(function: Callable[[int], None]) -> Callable[[int], None]:
        name = f"{function.__module__}.{function.__qualname__}"

        @functools.wraps(function)
        def run(timestamp: int) -> None:
            with acting(Reach(actor="timer")):
                function(timestamp)

        retry = RetryStrategy(max_attempts=6, exponential_wait=2)
        _tasks[name] = _proxy.periodic(cron=cron)(
            _proxy.task(name=name, queue=queue, retry=retry, pass_context=False)(run)
        )
        return function

    return decorate
