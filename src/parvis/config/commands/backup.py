"""`parvis backup` and `parvis restore`: the database and the files together, as they were at one moment."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from parvis import __version__
from parvis.config.commands import installation
from parvis.config.commands.database import DATABASE
from parvis.config.commands.installation import Claim
from parvis.kernel import archive, cli, postgres

_DUMP = "database.dump"
_STATE = "var"
_NOT_STATE = (
    "pg", "run", "log", "tools", "tests", "metrics", "cache", "static", "incoming",
    "parvis.", "postgres.", "personas.txt", ".backup-", ".restore-",
)  # fmt: skip
"""What of `var` is made again by itself; everything else is saved (files, keys, checkpoints of the ledger)."""

# The restored objects take the place of all others in one transaction: it holds whole, or nothing has happened.
_BEFORE = """\
set lock_timeout = '10s';
drop schema public cascade;
create schema public;
alter schema public owner to pg_database_owner;
grant usage on schema public to public;
"""


@cli.command(
    "backup",
    "Save the database and the files together in one file, while Parvis runs or not",
    arguments=[cli.argument("file", metavar="FILE", type=Path, help="the file to write, for example parvis.backup")],
    django=False,
)
def backup(options: Namespace) -> int:
    target = options.file.absolute()
    if target.exists():
        raise cli.CommandError(f"{target} exists: choose another name.")
    if not target.parent.is_dir():
        raise cli.CommandError(f"The folder {target.parent} does not exist.")
    var = installation.var()
    with _server(var), tempfile.TemporaryDirectory(prefix=".backup-", dir=var) as scratch, cli.progress() as bar:
        held = Path(scratch) / _STATE
        # Before the dump: its rows' bytes cannot be swept any more, and no checkpoint is later than the ledger.
        _hold(var, held, newest=False)
        task = bar.add_task("Saving the database", total=None)
        dump = Path(scratch) / _DUMP
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", _owner_url(var))
        _hold(var, held, newest=True)
        members = [(_DUMP, dump)]
        members += [(path.relative_to(scratch).as_posix(), path) for path in sorted(held.rglob("*")) if path.is_file()]
        total = sum(path.stat().st_size for _, path in members)
        bar.update(task, description="Writing the backup", total=total)
        with archive.writing(target) as writer:
            for name, path in members:
                writer.add(name, path, lambda size: bar.advance(task, size))
            writer.close({"parvis": __version__, "made": datetime.now(UTC).isoformat(timespec="seconds")})
    cli.say(f"Saved in {target}: the database and {len(members) - 1} files, {total / 1e6:.1f} MB.")
    cli.say("It holds personal data and keys: keep it as you keep the server.")
    return 0


@cli.command(
    "restore",
    "Put back what `parvis backup` saved",
    arguments=[
        cli.argument("file", metavar="FILE", type=Path, help="the file that `parvis backup` wrote"),
        cli.argument("--replace", action="store_true", help="delete what is here now"),
    ],
    django=False,
)
def restore(options: Namespace) -> int:
    source = options.file.absolute()
    if not source.is_file():
        raise cli.CommandError(f"{source} is not a file.")
    var = installation.var()
    var.mkdir(parents=True, exist_ok=True)
    claim = Claim(var)
    if not claim.take():
        raise cli.CommandError("Parvis is running here: `parvis down` first.")
    try:
        with _server(var), tempfile.TemporaryDirectory(prefix=".restore-", dir=var) as scratch, cli.progress() as bar:
            size = source.stat().st_size
            task = bar.add_task("Checking the backup", total=size)
            about = archive.verify(source, lambda size: bar.advance(task, size))
            _refuse_to_replace(var, options.replace)
            bar.reset(task, description="Reading the backup", total=size)
            archive.extract(source, Path(scratch), lambda size: bar.advance(task, size))
            bar.reset(task, description="Restoring the database", total=None)
            _restore_database(var, Path(scratch) / _DUMP)
            _put_back(Path(scratch) / _STATE, var, Path(scratch) / "replaced")
    except archive.BadArchive as error:
        raise cli.CommandError(f"{source} is not a whole backup: {error}. Nothing was changed.") from error
    finally:
        claim.free()
    cli.say(f"Restored what Parvis {about['parvis']} saved on {about['made']}.")
    cli.say("Check it with `parvis ledger verify` once `parvis up` has run.")
    return 0


@contextmanager
def _server(var: Path) -> Iterator[None]:
    """The embedded server, started for the while if it did not run."""
    if not installation.embedded():
        yield
        return
    ran = postgres.status(var) is not None
    try:
        server = postgres.start(var)
        server.ensure_database(DATABASE)
        yield
    except postgres.PostgresError as error:
        raise cli.CommandError(str(error)) from error
    finally:
        if not ran:
            postgres.stop(var)


def _owner_url(var: Path) -> str:
    if installation.embedded():
        server = postgres.status(var)
        if server is None:
            raise cli.CommandError("The embedded database has ended.")
        return server.url(DATABASE, postgres.OWNER)
    url = os.environ.get("DATABASE_OWNER_URL")
    if not url:
        raise cli.CommandError("DATABASE_OWNER_URL is not set: a backup reads, and a restore writes, every table.")
    return url


def _hold(var: Path, held: Path, *, newest: bool) -> None:
    """Link the files of `var` below `held` (copy what changes in place), so that none can vanish meanwhile.

    newest: only the files that have been stored since; the rest must stay as old as the dump.
    """
    for entry in sorted(var.iterdir()):
        if entry.name.startswith(_NOT_STATE) or entry.is_socket() or (newest and entry.name != "files"):
            continue
        for path in sorted(entry.rglob("*")) if entry.is_dir() else [entry]:
            target = held / path.relative_to(var)
            if target.exists() or not path.is_file() or path.is_symlink() or path.name.startswith(".draft-"):
                continue
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                if entry.name == "files":
                    os.link(path, target)
                else:
                    shutil.copy2(path, target)
            except FileNotFoundError:
                continue  # removed meanwhile, before the dump: no row will name it


def _run(program: str, *arguments: str, script: str | None = None) -> str:
    done = subprocess.run(
        [postgres.binaries() / program, *arguments],
        env=postgres.client_environment(),
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        if os.strerror(errno.ENOSPC) in done.stderr:
            raise OSError(errno.ENOSPC, done.stderr.strip())
        raise cli.CommandError(f"{program} failed:\n{done.stderr.strip()}")
    return done.stdout


def _refuse_to_replace(var: Path, replace: bool) -> None:
    if replace:
        return
    tables = _run("psql", "-XAtc", "select count(*) from pg_tables where schemaname = 'public'", _owner_url(var))
    state = [entry.name for entry in var.iterdir() if not entry.name.startswith(_NOT_STATE)]
    if int(tables) or "files" in state:
        raise cli.CommandError(
            "There is a database or there are files here already. Nothing was changed.\n"
            "To delete them and put the backup in their place: parvis restore --replace FILE"
        )


def _restore_database(var: Path, dump: Path) -> None:
    script = dump.with_suffix(".sql")
    _run("pg_restore", "--no-owner", f"--file={script}", str(dump))
    before = dump.with_name("before.sql")
    before.write_text(_BEFORE)
    _run(
        "psql", "-X", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        f"--file={before}", f"--file={script}", _owner_url(var),
    )  # fmt: skip
    # The stamp speaks of the tables that were replaced; without it the next start looks for itself.
    url = _owner_url(var)
    name = _run("psql", "-XAtc", "select quote_ident(current_database())", url).strip()
    _run("psql", "-X", "--quiet", "-c", f"comment on database {name} is null", url)


def _put_back(state: Path, var: Path, replaced: Path) -> None:
    """Move the restored files to their places, and what was there out of the way."""
    replaced.mkdir()
    for entry in sorted(var.iterdir()):
        if not entry.name.startswith(_NOT_STATE):
            entry.rename(replaced / entry.name)
    for entry in sorted(state.iterdir()) if state.exists() else ():
        entry.rename(var / entry.name)
