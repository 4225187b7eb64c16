"""`parvis up` in earnest: a database, a web server and a worker of its own, killed and started again."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from parvis.config.commands.installation import Claim
from parvis.kernel import postgres, processes
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    var: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ("PARVIS_HOST", "DATABASE_URL")}
        return kept | {
            "PARVIS_VAR": str(self.var),
            "PARVIS_DEMO": "1",
            "PARVIS_DEMO_SMALL": "1",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT / "src"),
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "parvis", *words],
            env=self.environment, capture_output=True, text=True, check=False, timeout=200,
        )  # fmt: skip

    def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def ready(self) -> bool:
        try:
            return self.get("/readyz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def processes(self, words: str) -> list[int]:
        found = []
        for pid in processes.marked(self.var):
            try:
                if words in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "):
                    found.append(pid)
            except OSError:
                continue
        return found


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="parvis test ", dir="/tmp") as folder, socket.socket() as probe:
        os.chmod(folder, 0o755)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        found = Installation(Path(folder) / "var", port)
        started = found.run("up", "--detach")
        assert started.returncode == 0, started.stdout + started.stderr
        assert f"http://localhost:{port}" in started.stdout
        yield found
        found.run("down")


def _supervisor(installation: Installation) -> int:
    holder = Claim(installation.var).holder()
    assert holder is not None
    return holder.pid


def test_it_is_ready_and_says_so(installation: Installation) -> None:
    until(installation.ready)
    status, body, headers = installation.get("/readyz")
    assert json.loads(body) == {"ready": True, "parts": {"database": "ok", "migrations": "ok", "worker": "ok"}}
    assert installation.get("/healthz")[1] == b"ok\n"
    assert len(headers["x-request-id"]) == 32


def test_a_second_start_says_where_it_runs(installation: Installation) -> None:
    again = installation.run("up", "--detach")
    assert again.returncode == 0
    assert "already runs" in again.stdout


def test_a_taken_port_is_told_apart_from_one_s_own(installation: Installation) -> None:
    with tempfile.TemporaryDirectory(prefix="parvis-test-", dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        other = Installation(Path(folder) / "var", installation.port)
        refused = other.run("up")
        assert refused.returncode == 1
        assert f"Port {installation.port}" in refused.stderr
        assert f"PORT={installation.port + 1} make up" in refused.stderr


def test_figures_are_summed_over_the_workers_and_closed_to_proxies(installation: Installation) -> None:
    for _ in range(20):
        installation.get("/healthz")
    status, body, _ = installation.get("/metrics")
    assert status == 200
    line = next(line for line in body.decode().splitlines() if line.startswith("parvis_request_seconds_count"))
    assert float(line.split()[1]) >= 20
    assert "parvis_worker_silence_seconds" in body.decode()
    assert installation.get("/metrics", **{"X-Forwarded-For": "203.0.113.7"})[0] == 404


@pytest.mark.parametrize("victim", ["web", "worker", "database", "everything but the supervisor"])
def test_what_is_killed_comes_back(installation: Installation, victim: str) -> None:
    until(installation.ready)
    server = postgres.status(installation.var)
    assert server is not None
    victims = {
        "web": installation.processes("parvis web"),
        "worker": installation.processes("parvis worker"),
        "database": [server.pid],
    }
    chosen = victims.get(victim) or [pid for pids in victims.values() for pid in pids]
    before = {pid: _birth(pid) for pid in chosen}
    for pid in chosen:
        os.kill(pid, signal.SIGKILL)
    until(lambda: all(_birth(pid) != born for pid, born in before.items()), what="for the death")
    until(lambda: installation.ready() and postgres.status(installation.var), 60, what=f"for the return of {victim}")


def test_the_job_of_a_dead_worker_runs_again(installation: Installation) -> None:
    until(installation.ready)
    server = postgres.status(installation.var)
    assert server is not None
    _ask(
        server,
        "insert into procrastinate_jobs (queue_name, task_name, args, status)"
        " values ('builtin', 'builtin:procrastinate.builtin_tasks.remove_old_jobs', '{\"max_hours\": 1}', 'doing')",
    )
    # Jobs that have succeeded are deleted.
    until(lambda: server.ask("parvis", "select count(*) from procrastinate_jobs where queue_name = 'builtin'") == "0")


def test_a_killed_supervisor_is_succeeded(installation: Installation) -> None:
    old = _supervisor(installation)
    os.kill(old, signal.SIGKILL)
    until(lambda: not processes.alive(old))
    left = installation.processes("parvis web")
    assert left, "the web server lives on"
    started = time.monotonic()
    again = installation.run("up", "--detach")
    assert again.returncode == 0, again.stdout + again.stderr
    assert time.monotonic() - started < 60
    assert _supervisor(installation) != old
    assert not set(left) & set(installation.processes("parvis web"))
    until(installation.ready)


def test_down_ends_everything_and_starting_again_keeps_what_was_there(installation: Installation) -> None:
    server = postgres.status(installation.var)
    assert server is not None
    server.ensure_database("kept")
    assert "stopped" in installation.run("down").stdout
    assert processes.marked(installation.var) == []
    assert postgres.status(installation.var) is None
    assert "not running" in installation.run("down").stdout
    foreground = subprocess.Popen(
        [sys.executable, "-m", "parvis", "up"],
        env=installation.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    until(installation.ready, 60)
    again = postgres.status(installation.var)
    assert again is not None
    assert "kept" in again.databases()
    os.killpg(foreground.pid, signal.SIGINT)  # Ctrl-C
    assert foreground.wait(60) == 0
    assert processes.marked(installation.var) == []
    assert postgres.status(installation.var) is None


def _birth(pid: int) -> str | None:
    """When `pid` started, in the kernel's ticks; None if it does not run."""
    if not processes.alive(pid):
        return None
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return None


def test_a_backup_is_restored_elsewhere_whole(installation: Installation, tmp_path: Path) -> None:
    assert installation.run("up", "--detach").returncode == 0
    server = postgres.status(installation.var)
    assert server is not None
    _ask(server, "create table marker (n int); insert into marker values (42)")
    stored = installation.var / "files" / "wall" / "ab" / "abcd"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"bytes")
    saved = tmp_path / "parvis.backup"
    done = installation.run("backup", str(saved))
    assert done.returncode == 0, done.stderr
    assert saved.stat().st_mode & 0o777 == 0o600
    assert "exists" in installation.run("backup", str(saved)).stderr
    assert "is running" in installation.run("restore", str(saved)).stderr
    _ask(server, "update marker set n = 43; create table later (n int)")
    stored.write_bytes(b"other")
    installation.run("down")

    refused = installation.run("restore", str(saved))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert stored.read_bytes() == b"other"
    damaged = tmp_path / "damaged"
    body = bytearray(saved.read_bytes())
    body[len(body) // 2] ^= 1
    damaged.write_bytes(bytes(body))
    assert "Nothing was changed" in installation.run("restore", "--replace", str(damaged)).stderr
    assert stored.read_bytes() == b"other"

    done = installation.run("restore", "--replace", str(saved))
    assert done.returncode == 0, done.stderr
    assert stored.read_bytes() == b"bytes"
    assert installation.run("up", "--detach").returncode == 0
    server = postgres.status(installation.var)
    assert server is not None
    assert server.ask("parvis", "select n from marker") == "42"
    assert server.ask("parvis", "select to_regclass('later') is null") == "t"
    verified = installation.run("ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert list(installation.var.glob(".restore-*")) == []


def _ask(server: postgres.Server, statements: str) -> None:
    import psycopg

    with psycopg.connect(server.url("parvis", postgres.OWNER)) as connection:
        connection.execute(statements.encode())


def test_check_tells_and_mends_nothing(installation: Installation) -> None:
    until(installation.ready)
    checked = installation.run("check")
    assert checked.returncode == 0, checked.stdout
    assert "bound by the walls" in checked.stdout
    production: dict[str, Any] = {"PARVIS_DEMO": "0"}
    bare = subprocess.run(
        [sys.executable, "-m", "parvis", "check"],
        env=installation.environment | production, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert bare.returncode == 1
    for name in ("PARVIS_SECRET_KEY", "PARVIS_HOST", "PARVIS_EMAIL_URL"):
        assert name in bare.stderr
    wrong = {"PARVIS_SECRET_KEY": "short", "PARVIS_HOST": "https://x", "PARVIS_EMAIL_URL": "smtp://127.0.0.1:1"}
    told = subprocess.run(
        [sys.executable, "-m", "parvis", "check"],
        env=installation.environment | production | wrong, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 1
    assert told.stdout.count("PROBLEM") == 3
