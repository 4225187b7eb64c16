"""The bench's own installation, and its processes by what they do."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench import meters
from parvis.kernel import postgres
from tests.environment import ROOT
from tests.installation import Installation, until


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installed:
    """An installation that runs, with a superuser's connection to its database."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        server = postgres.status(installation.var)
        assert server is not None
        self.server = server
        self.admin_url = server.url("parvis", "postgres")
        self.admin: psycopg.Connection[Any] = psycopg.connect(self.admin_url, autocommit=True)
        self.admin.execute("create extension if not exists pg_stat_statements")
        self._web = meters.tree(self._service("web"))
        self.meter = meters.Meter(self.admin, self._web, postgres.APPLICATION)

    def close(self) -> None:
        self.admin.close()

    def _service(self, name: str) -> int:
        """The process of a service of `parvis up`."""
        assert self.installation.process is not None
        for pid in meters.tree(self.installation.process.pid)[1:]:
            if meters.name(pid).endswith(f"-m parvis {name}"):
                return pid
        raise LookupError(f"no process of the service {name}")

    def web(self) -> list[int]:
        """The web server and its workers: the parent first. Raises RuntimeError if one died: its figures are lost."""
        if meters.tree(self._web[0]) != self._web:
            raise RuntimeError("a web worker ended while it was measured")
        return self._web

    def run_module(self, module: str, *arguments: str) -> Any:
        """Run a module of the bench within the installation; what it prints as JSON. Raises RuntimeError."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.installation.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{module}:\n{done.stderr[-4000:]}")
        return json.loads(done.stdout)

    @contextmanager
    def worker_paused(self) -> Iterator[None]:
        """Stop the background worker for a while, so that its statements are not counted among a request's."""
        pid = self._service("worker")
        until(lambda: self._stopped(pid), 60, "a moment at which the worker holds nothing", every=0.05)
        try:
            yield
        finally:
            os.killpg(pid, signal.SIGCONT)

    def _stopped(self, pid: int) -> bool:
        """Stop the worker; let it go on if that was within a transaction, whose locks all others would wait for."""
        os.killpg(pid, signal.SIGSTOP)
        row = self.admin.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
            "and state in ('active', 'idle in transaction')"
        ).fetchone()
        if row == (0,):
            return True
        os.killpg(pid, signal.SIGCONT)
        return False

    def waiting_jobs(self) -> int:
        row = self.admin.execute(
            "select count(*) from procrastinate_jobs where status in ('todo', 'doing') "
            "and coalesce(scheduled_at, now()) <= now()"
        ).fetchone()
        assert row is not None
        return int(row[0])

    def forget_jobs(self) -> None:
        """Take every waiting job out of the queue: what was seeded needs no receipts."""
        self.admin.execute("delete from procrastinate_events where job_id in (select id from procrastinate_jobs)")
        self.admin.execute("delete from procrastinate_jobs")

    def presses(self) -> list[int]:
        """The processes in which the worker has documents set and sealed: they end when none came for a while."""
        return [pid for pid in meters.tree(self._service("worker")) if "/documents/press" in meters.name(pid)]

    def memory(self) -> dict[str, Any]:
        """PSS in MB of each process, by what it does; the press is no part of the worker."""
        assert self.installation.process is not None
        web, presses = self.web(), self.presses()
        worker = [pid for pid in meters.tree(self._service("worker")) if pid not in presses]
        workers = [round(meters.pss_megabytes(pid), 1) for pid in web[1:]]
        parvis = {
            "supervisor": round(meters.pss_megabytes(self.installation.process.pid), 1),
            "web parent": round(meters.pss_megabytes(web[0]), 1),
            "web workers": workers,
            "worker": round(sum(map(meters.pss_megabytes, worker)), 1),
            "press": round(sum(map(meters.pss_megabytes, presses)), 1),
        }
        database = round(sum(map(meters.pss_megabytes, meters.tree(self.server.pid))), 1)
        total = sum(value for value in parvis.values() if isinstance(value, float)) + sum(workers)
        return parvis | {"postgresql": database, "parvis": round(total, 1), "all": round(total + database, 1)}

    def memory_without_press(self) -> dict[str, Any]:
        """The same, once the press has ended by itself."""
        until(lambda: not self.presses(), 90, "the end of the press, that nothing was asked of", every=0.2)
        return self.memory()

    def worker_pids(self) -> list[int]:
        return meters.tree(self._service("worker"))


@contextmanager
def installed(purpose: str) -> Iterator[Installed]:
    """An installation of its own, with the demonstration, that ends with the block."""
    with tempfile.TemporaryDirectory(prefix=f"parvis-{purpose}-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - as root the database runs as a user of its own
        installation = Installation(Path(folder) / "var", free_port())
        installation.start()
        try:
            here = Installed(installation)
            yield here
            here.close()
        finally:
            installation.stop()
