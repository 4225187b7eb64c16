"""`parvis up`, `down`, `reset`, `worker`, `web`: what `make up` and service managers start."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path

from parvis.config import applications
from parvis.config.commands import installation
from parvis.config.commands.database import DATABASE
from parvis.config.commands.installation import Claim, Running
from parvis.kernel import cli, loading, maintenance, postgres, processes
from parvis.kernel.supervisor import Service, Supervisor

_START_SECONDS = 300
"""The first start migrates an empty database and fills the demonstration."""
_STOP_SECONDS = 40
_MODULE = [sys.executable, "-m", "parvis"]


@cli.command(
    "up",
    "Start Parvis: database, migrations, web server and worker",
    arguments=[cli.argument("--detach", action="store_true", help="in the background")],
    django=False,
)
def up(options: Namespace) -> int:
    var = installation.var()
    var.mkdir(parents=True, exist_ok=True)
    if options.detach:
        return _detach(var)
    claim = Claim(var)
    if not claim.take():
        return _say_that_it_runs(claim)
    try:
        return _supervise(var, claim)
    finally:
        claim.free()


@cli.command("down", "Stop what `parvis up` started", django=False)
def down(options: Namespace) -> int:
    cli.say("Parvis is stopped." if _stop(installation.var()) else "Parvis was not running.")
    return 0


@cli.command(
    "reset",
    "Delete the embedded database, the files and the keys of this installation",
    arguments=[cli.argument("--yes", action="store_true", help="needed outside the demonstration")],
    django=False,
)
def reset(options: Namespace) -> int:
    var = installation.var()
    if not installation.embedded():
        raise cli.CommandError("DATABASE_URL names a server of yours: Parvis deletes nothing there.")
    if not installation.is_demonstration() and not options.yes:
        raise cli.CommandError(f"This deletes the database and the files in {var}. Type: parvis reset --yes")
    _stop(var)
    for entry in var.iterdir() if var.exists() else ():
        # The tools of `make` and the tests' own server are no one's data.
        if entry.name in ("tools", "tests"):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    cli.say("The database and the files are deleted. `make up` starts afresh.")
    return 0


@cli.command("web", "Run the web server alone (a service manager restarts it)", django=False)
def web(options: Namespace) -> int:
    from parvis.config.web import serve

    return serve(_address(), _port())


@cli.command(
    "worker",
    "Run the worker alone (a service manager restarts it)",
    arguments=[cli.argument("--concurrency", type=int, default=2, help="jobs at once (default: 2)")],
    django=False,
)
def worker(options: Namespace) -> int:
    # The commands of the modules stay out: a worker lives long, and runs none of them.
    os.environ["PARVIS_DB_ROLE"] = "app"
    with loading.for_good():
        if not applications.load():
            return 1
        from parvis.kernel.worker import run

    run(concurrency=options.concurrency)
    return 0


# --- running -----------------------------------------------------------------------------------------------------


def _supervise(var: Path, claim: Claim) -> int:
    left = processes.marked(var)
    if left:
        cli.say("Ending what an earlier start left behind")
        processes.end(left)
    _refuse_taken_port()
    # A person at a terminal reads our words; service managers and containers collect the lines themselves.
    log = var / "log" / "parvis.log" if sys.stdout.isatty() else None
    environment = _environment(var)
    if installation.embedded():
        try:
            postgres.start(var)
        except postgres.PostgresError as error:
            raise cli.CommandError(str(error)) from error
    try:
        if not _is_prepared(var):
            with maintenance.closed(_address(), _port()):
                prepared = subprocess.run([*_MODULE, "prepare"], env=environment, check=False)
            if prepared.returncode:
                return prepared.returncode
        supervisor = Supervisor(
            [
                Service("web", [*_MODULE, "web"], environment, log),
                Service("worker", [*_MODULE, "worker"], environment, log),
            ],
            tend=lambda: _tend_database(var),
            report=cli.complain,
        )
        claim.note(Running(os.getpid(), _port(), ready=False))
        supervisor.run(once_started=lambda: _welcome(var, claim, supervisor))
    finally:
        if installation.embedded():
            postgres.stop(var)
    cli.say("Parvis is stopped.")
    return 0


def _is_prepared(var: Path) -> bool:
    """Whether the embedded database is of this version already, asked without loading Django: a start in a second."""
    server = postgres.status(var) if installation.embedded() else None
    return server is not None and server.ask(DATABASE, installation.STAMP_QUERY) == installation.wanted_stamp()


def _tend_database(var: Path) -> None:
    """Start the embedded server again if it was killed."""
    if not installation.embedded() or postgres.status(var):
        return
    try:
        postgres.start(var)
        cli.complain("The database had ended; it runs again.")
    except postgres.PostgresError as error:
        cli.complain(f"The database has ended and does not start: {error}")


def _welcome(var: Path, claim: Claim, supervisor: Supervisor) -> None:
    """Once the first page answers, say where."""
    while not _answers():
        if supervisor.stopping:
            return
        time.sleep(0.05)
    claim.note(Running(os.getpid(), _port(), ready=True))
    cli.say(f"\nParvis runs at {_url()}")
    people = var / "personas.txt"
    if installation.is_demonstration() and people.exists():
        cli.say(f"\n{people.read_text().rstrip()}\n")
    if sys.stdout.isatty():
        cli.say(f"The log is in {var / 'log' / 'parvis.log'}\nCtrl-C stops everything.")
    else:
        cli.say("`make down` stops everything.")


def _answers() -> bool:
    connection = http.client.HTTPConnection(_reachable(), _port(), timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _detach(var: Path) -> int:
    """Start a supervisor of its own session, and wait until the first page answers."""
    log = var / "log" / "parvis.log"
    log.parent.mkdir(exist_ok=True)
    claim = Claim(var)
    if claim.holder():
        return _say_that_it_runs(claim)
    with log.open("ab") as output:
        before = output.tell()
        child = subprocess.Popen(
            [*_MODULE, "up"], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        holder = claim.holder()
        if holder and holder.ready:
            cli.say(_tail(log, before).rstrip())
            cli.say(f"The log is in {log}")
            return 0
        if child.poll() is not None:
            cli.complain(_tail(log, before).rstrip())
            return child.returncode or 1
        time.sleep(0.1)
    raise cli.CommandError(f"Parvis has not answered for {_START_SECONDS} s; its log is in {log}")


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as handle:
        handle.seek(start)
        text = handle.read().decode(errors="replace")
    return "\n".join(line for line in text.splitlines() if not line.startswith("{"))


def _stop(var: Path) -> bool:
    claim = Claim(var)
    holder = claim.holder()
    found = bool(holder)
    if holder:
        processes.end([holder.pid], grace=_STOP_SECONDS)
    left = processes.marked(var) if var.exists() else []
    if left:
        processes.end(left)
        found = True
    if installation.embedded() and postgres.stop(var):
        found = True
    return found


def _say_that_it_runs(claim: Claim) -> int:
    holder = claim.holder()
    where = f"at {_url(holder.port)} (process {holder.pid})" if holder else "here, and is only just starting"
    cli.say(f"Parvis already runs {where}. `make down` stops it.")
    return 0


# --- addresses ---------------------------------------------------------------------------------------------------


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise cli.CommandError(f"PORT={value} is not a port: a number from 1 to 65535.")
    return int(value)


def _address() -> str:
    return os.environ.get("PARVIS_BIND") or "127.0.0.1"


def _reachable() -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(_address(), _address())  # noqa: S104


def _url(port: int | None = None) -> str:
    return f"http://localhost:{port or _port()}"


def _refuse_taken_port() -> None:
    """The web server shares its port between its workers, and would share it with a stranger without a word."""
    family = socket.AF_INET6 if ":" in _address() else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_address(), _port()))
        except PermissionError as error:
            raise cli.CommandError(f"Port {_port()} is kept for root: PORT=8000 make up") from error
        except OSError as error:
            raise cli.CommandError(
                f"Port {_port()} of {_address()} is taken by another program. Another one: PORT={_port() + 1} make up"
            ) from error


def _environment(var: Path) -> dict[str, str]:
    environment = os.environ | {processes.MARK: str(var), "PARVIS_VAR": str(var), "PORT": str(_port())}
    # Else each of some forty threads keeps a heap of its own (glibc), and what a receipt took stays with it.
    environment.setdefault("MALLOC_ARENA_MAX", "2")
    # Figures of the web server's processes are summed through files, which outlive none of its starts.
    figures = var / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir()
    environment["PROMETHEUS_MULTIPROC_DIR"] = str(figures)
    if installation.is_demonstration():
        environment.setdefault("PARVIS_HOST", f"localhost:{_port()}")
    return environment
