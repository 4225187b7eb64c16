"""The worker: runs background jobs until a signal, through restarts of the database and deaths of its like.

Procrastinate's worker ends without an error when its listener cannot reconnect: it is run in a loop, each time on a
fresh connection. Jobs of a worker that was killed stay "doing": every worker hands them back (`_rescue`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from typing import Any

import procrastinate
from asgiref.sync import sync_to_async
from django.db import close_old_connections, connections
from procrastinate import exceptions
from procrastinate.contrib.django import app as _django_app

HEARTBEAT = 5.0
"""Seconds between two signs of life in `procrastinate_workers`."""
STALLED = 20.0
"""Seconds without a sign of life after which a worker counts as dead, and its jobs are handed back."""
_GRACE = 20.0
_CONCURRENCY = 2
_LONGEST_PAUSE = 3.0

_log = logging.getLogger(__name__)


def run(*, concurrency: int = _CONCURRENCY, on_turn: Callable[[], None] = lambda: None) -> None:
    """Run jobs until SIGINT or SIGTERM; jobs under way get 20 s to finish. `on_turn` is called at each connection."""
    asyncio.run(_run(concurrency, on_turn))


async def _run(concurrency: int, on_turn: Callable[[], None]) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    pause = 0.1
    while not asked.is_set():
        on_turn()
        started = loop.time()
        turn = asyncio.create_task(_turn(concurrency))
        ended = asyncio.create_task(asked.wait())
        await asyncio.wait({turn, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        turn.cancel()
        try:
            await turn
        except asyncio.CancelledError:
            continue
        except (exceptions.ConnectorException, OSError) as error:
            _log.warning("the worker lost the database: %s", error)
        if asked.is_set():
            continue
        pause = 0.1 if loop.time() - started > 10 else min(_LONGEST_PAUSE, pause * 2)
        _log.info("the worker connects again in %.1f s", pause)
        try:
            await asyncio.wait_for(asked.wait(), pause)
        except TimeoutError:
            pass


async def _turn(concurrency: int) -> None:
    """One connection's life. Jobs stay linked to Django's own: what they defer belongs to their transaction."""
    await sync_to_async(connections.close_all)()
    connector = _django_app.connector.get_worker_connector()  # type: ignore[attr-defined]
    app = _django_app.with_connector(connector)
    over = asyncio.Event()
    async with app.open_async():
        rescue = asyncio.create_task(_rescue(app, over))
        try:
            await app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                shutdown_graceful_timeout=_GRACE,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                # Arguments name people's things: they don't outlive their job.
                delete_jobs="successful",
                task_middleware=[_fresh_connection],
            )
        finally:
            over.set()
            rescue.cancel()
            # Awaited while the application is open: a round under way would find it closed.
            await asyncio.gather(rescue, return_exceptions=True)


def _fresh_connection(call_next: Callable[[], Any], _context: object, _worker: object) -> Any:
    """Give each job a tested connection: outside of requests Django never looks after them."""
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


async def _rescue(app: procrastinate.App, over: asyncio.Event) -> None:
    """Hand back the jobs of dead workers, again and again, until `over`.

    Being cancelled is not enough: while the driver connects anew, a cancellation may end as an error of the connection,
    and is lost (seen once in some twenty restarts of the database: the worker then waited for this task for ever).
    """
    while not over.is_set():
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
                await app.job_manager.retry_job(job)
                _log.warning("job %s (%s) was left by a dead worker and runs again", job.id, job.task_name)
        except exceptions.ConnectorException as error:
            # Another worker was quicker, or the database left: the next round knows.
            _log.info("jobs could not be handed back: %s", error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), HEARTBEAT)
