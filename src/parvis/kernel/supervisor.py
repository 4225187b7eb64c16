"""Keeps a set of services running: starts them, restarts the ones that end, stops them all together.

Each service is the leader of a session of its own, so that Ctrl-C reaches this process alone, and so that nothing of a
killed service survives beside its successor.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

_TICK = 0.2
_STEADY = 20.0
"""Seconds after which a service counts as well, and its next failure as the first."""
_LONGEST_PAUSE = 5.0


@dataclass
class Service:
    """One program that must run. `environment` is all of its environment; `log` takes its output, if not ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    failures: int = field(default=0, init=False)
    not_before: float = field(default=0.0, init=False)

    def start(self) -> None:
        with self.log.open("ab") if self.log else nullcontext() as output:
            self.process = subprocess.Popen(
                self.command, env=dict(self.environment), start_new_session=True, stdout=output, stderr=output
            )
        self.started = time.monotonic()

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class Supervisor:
    """Runs `services` until a signal or `stop()`; `tend` is called at every turn and may raise nothing."""

    def __init__(
        self,
        services: Sequence[Service],
        *,
        tend: Callable[[], None],
        report: Callable[[str], None],
        grace: float = 15.0,
    ) -> None:
        self._services = services
        self._tend = tend
        self._report = report
        self._grace = grace
        self._wake = threading.Event()
        self._asked = 0

    def stop(self, *_: object) -> None:
        """End `run`; asked twice, without waiting for the services to finish."""
        self._asked += 1
        self._wake.set()

    @property
    def stopping(self) -> bool:
        return self._asked > 0

    def run(self, *, once_started: Callable[[], None] = lambda: None) -> None:
        """Start everything, call `once_started` in a thread of its own, and keep all running until asked to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            for service in self._services:
                service.start()
            threading.Thread(target=once_started, daemon=True).start()
            while not self._asked:
                self._wake.wait(_TICK)
                if not self._asked:
                    self._tend()
                    for service in self._services:
                        self._look_after(service)
        finally:
            self._stop_all()

    def _look_after(self, service: Service) -> None:
        now = time.monotonic()
        if service.process is None:
            if now >= service.not_before:
                service.start()
            return
        code = service.process.poll()
        if code is None:
            return
        service.signal(signal.SIGKILL)  # what it may have left behind
        service.process = None
        service.failures = 0 if now - service.started > _STEADY else service.failures + 1
        pause = min(_LONGEST_PAUSE, 0.1 * 2**service.failures)
        service.not_before = now + pause
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        self._report(f"{service.name} ended ({how}); it starts again in {pause:.1f} s.")

    def _stop_all(self) -> None:
        running = [service for service in self._services if service.process is not None]
        # The leader alone: a web server stops its own workers once they have answered.
        for service in running:
            if service.process is not None and service.process.poll() is None:
                service.process.terminate()
        until = time.monotonic() + self._grace
        for service in running:
            while service.process is not None and service.process.poll() is None:
                if time.monotonic() > until or self._asked > 1:
                    break
                time.sleep(0.05)
            service.signal(signal.SIGKILL)
            if service.process is not None:
                service.process.wait()
