"""The web server: Granian, its workers forked from a process that has loaded the applications.

Forked workers share the memory of what was loaded, and one that died is back within milliseconds.
"""

from __future__ import annotations

import gc
import multiprocessing
import os

from parvis.config.settings.environment import read
from parvis.kernel import loading


def serve(address: str, port: int) -> int:
    """Serve until a signal; answers the exit code."""
    multiprocessing.set_start_method("fork")
    preload()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from parvis.kernel.arriving import THREADS

    Granian(
        "parvis.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(read("PARVIS_WEB_WORKERS")),
        # A thread for each request that arrives, waits or is fetched; few of them work at once (`Arriving`).
        blocking_threads=THREADS,
        runtime_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def preload() -> None:
    """Load what every worker needs, and leave it out of garbage collection, so that its pages stay shared."""
    with loading.for_good():
        from django.db import connections
        from django.urls import get_resolver

        import parvis.config.wsgi  # noqa: F401

        get_resolver().url_patterns  # noqa: B018
        connections.close_all()
    # A page makes tens of thousands of objects and hardly a cycle: looking every 700 finds nothing, at some percent.
    gc.set_threshold(50_000, 20, 50)


if __name__ == "__main__":
    raise SystemExit(serve(os.environ.get("PARVIS_BIND") or "127.0.0.1", int(os.environ.get("PORT") or "8000")))
