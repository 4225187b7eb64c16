"""The supervisor of the embedded PostgreSQL, on servers of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from parvis.kernel import postgres, postgres_setup
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
_START = (
    "import sys; from pathlib import Path; from parvis.kernel import postgres;"
    "print(postgres.start(Path(sys.argv[1]), durable=False).pid, flush=True)"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's user may enter: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="parvis-test-", dir="/tmp") as found:
        os.chmod(found, 0o755)
        yield Path(found)
        for var in Path(found).rglob("postgres.lock"):
            postgres.stop(var.parent)


def _start_elsewhere(var: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _START, str(var)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_a_server_is_started_attached_to_stopped_and_started_again(folder: Path) -> None:
    var = folder / "var"
    assert postgres.status(var) is None
    first = postgres.start(var, durable=False)
    assert postgres.start(var, durable=False) == first
    assert postgres.status(var) == first
    first.ensure_database("kept")
    assert postgres.stop(var) is True
    assert postgres.status(var) is None
    assert postgres.stop(var) is False
    again = postgres.start(var, durable=False)
    assert again.pid != first.pid
    assert again.databases() == ["kept"]


def test_roles_are_plain_and_what_the_owner_makes_the_application_may_use(folder: Path) -> None:
    server = postgres.start(folder / "var", durable=False)
    assert server.ensure_database("one") is True
    assert server.ensure_database("one") is False
    with psycopg.connect(server.url("one", postgres.OWNER)) as owner:
        owner.execute("create extension pg_trgm")
        owner.execute("create extension unaccent")
        owner.execute("create extension btree_gist")
        owner.execute("create table thing (id bigint generated always as identity, name text)")
        found = owner.execute(
            "select rolname, rolsuper, rolbypassrls from pg_roles where rolname like 'parvis%'"
        ).fetchall()
    assert sorted(found) == [("parvis_app", False, False), ("parvis_owner", False, False)]
    with psycopg.connect(server.url("one")) as application:
        application.execute("insert into thing (name) values ('Élodie Œuvre')")
        assert application.execute("select lower(name) from thing").fetchone() == ("élodie œuvre",)
        application.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("create table own (id int)")
    server.create_database("two", template="one")
    assert server.ask("two", "select count(*) from thing") == "1"
    assert server.ask("nowhere", "select 1") is None
    server.drop_database("two")
    server.drop_database("two")
    assert not server.database_exists("two")


@pytest.mark.parametrize(
    "name",
    ["my projects/é à", "it's, here", "a" * 120],
    ids=["spaces", "quotes", "long"],
)
def test_any_folder_will_do(folder: Path, name: str) -> None:
    server = postgres.start(folder / name, durable=False)
    try:
        server.ensure_database("one")
        with psycopg.connect(server.url("one")) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        assert server.socket_dir.stat().st_mode & 0o777 == 0o700
        assert len(os.fsencode(server.socket_dir)) < 100
    finally:
        postgres.stop(folder / name)


def test_a_folder_that_the_shell_would_read_is_refused_in_plain_words(folder: Path) -> None:
    with pytest.raises(postgres.PostgresError, match="in its name"):
        postgres.start(folder / "$HOME", durable=False)


def test_the_server_listens_on_its_socket_alone(folder: Path) -> None:
    server = postgres.start(folder / "var", durable=False)
    assert server.ask("postgres", "show listen_addresses") == ""


def test_many_starts_at_once_give_one_server(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        pids = set(pool.map(_start_elsewhere, [folder / "var"] * 4))
    assert len(pids) == 1
    assert postgres.start(folder / "var", durable=False).pid in pids


def test_a_starter_killed_at_any_moment_leaves_a_folder_that_starts(folder: Path) -> None:
    for milliseconds in (0, 150, 400):
        var = folder / f"var{milliseconds}"
        starter = subprocess.Popen(
            [sys.executable, "-c", _START, str(var)],
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(var.exists)
        with suppress(subprocess.TimeoutExpired):
            starter.wait(milliseconds / 1000)
        os.killpg(starter.pid, signal.SIGKILL)
        starter.wait()
        server = postgres.start(var, durable=False)
        assert server.ensure_database("one") is True
        assert server.ask("one", "select count(*) from pg_roles where rolname like 'parvis%'") == "2"
        postgres.stop(var)


def test_a_killed_server_is_replaced_without_loss(folder: Path) -> None:
    var = folder / "var"
    server = postgres.start(var, durable=True)
    server.ensure_database("one")
    with psycopg.connect(server.url("one", postgres.OWNER)) as connection:
        connection.execute("create table t (n int)")
        connection.execute("insert into t values (7)")
    idle = psycopg.connect(server.url("one"))
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: postgres.status(var) is None)
    again = postgres.start(var, durable=True)
    idle.close()
    assert again.pid != server.pid
    assert again.ask("one", "select n from t") == "7"


def test_a_zombie_and_a_stranger_with_the_number_are_not_the_server(folder: Path) -> None:
    var = folder / "var"
    server = postgres.start(var, durable=False)
    note = server.data / "postmaster.pid"
    lines = note.read_text().splitlines()
    zombie = subprocess.Popen(["true"])
    until(lambda: " Z " in Path(f"/proc/{zombie.pid}/stat").read_text())
    for pid in (zombie.pid, os.getpid()):
        note.write_text("\n".join([str(pid), *lines[1:]]) + "\n")
        assert postgres.status(var) is None
    zombie.wait()
    note.write_text("\n".join(lines) + "\n")
    assert postgres.status(var) == server


def test_a_half_made_folder_is_made_again_and_a_strange_one_is_left_alone(folder: Path) -> None:
    var = folder / "var"
    (var / "pg.new" / "base").mkdir(parents=True)
    server = postgres.start(var, durable=False)
    assert not (var / "pg.new").exists()
    postgres.stop(var)
    shutil.rmtree(server.data / "global")
    with pytest.raises(postgres.PostgresError, match="not a PostgreSQL data folder"):
        postgres.start(var, durable=False)
    assert server.data.exists()


def test_variables_of_another_server_lead_nowhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    server = postgres.start(folder / "var", durable=False)
    assert server.ask("postgres", "show port") == str(postgres.PORT)
    assert not [name for name in postgres_setup.client_environment() if name.startswith("PG")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_root_s_server_runs_as_a_user_of_its_own_also_in_a_closed_home(folder: Path) -> None:
    home = folder / "closed"
    home.mkdir(mode=0o700)
    server = postgres.start(home / "var", durable=False)
    try:
        status = Path(f"/proc/{server.pid}/status").read_text()
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        assert fields["Uid"].split()[0] == str(server.data.stat().st_uid) != "0"
        assert fields["CapEff"] == "0000000000000002"  # CAP_DAC_OVERRIDE alone
    finally:
        postgres.stop(home / "var")
    opened = postgres.start(folder / "open", durable=False)
    status = Path(f"/proc/{opened.pid}/status").read_text()
    closed_above = any(not path.stat().st_mode & 1 for path in postgres.binaries().parents)
    assert ("CapEff:\t0000000000000000" in status) is not closed_above
