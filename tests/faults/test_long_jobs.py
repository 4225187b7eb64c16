"""The worker and the database are killed within work that takes a while: letters printed, copies made, zones imported.

Each goes on where it stopped or starts again, and ends whole: nothing twice, nothing by halves. A blow falls only once
there is something to cut, and counts only if it was cut; so each kind of work is struck by each killing.
"""

import io
import json
import random
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from parvis.kernel import postgres
from tests.environment import ROOT
from tests.faults.inquest import Inquest
from tests.faults.killer import Killer, Victim
from tests.faults.long_work import LETTERS
from tests.faults.people import Notebook
from tests.faults.traffic import Traffic
from tests.installation import Installation
from tests.waiting import until

INSEE, TABLE, OLD, LINES = "59183", "secteurs_longs", 100, 15_000
#: seconds until what was cut has ended: a dead worker's jobs are handed back after twenty, and tried again later
END = 240.0
#: seconds for the machine to begin with something, however loaded
BEGIN = 120.0
#: blows of each kind: one may fall just as the work ends
TRIES = 4
WRITING = (
    "select count(*) from pg_stat_activity where query ilike 'insert into%zonestretch%' and wait_event_type = 'Lock'"
)
#: (kind, id) of what a worker that registered after a given one has begun and not ended
UNDER_WAY = """
select 'letters', b.id::text from procrastinate_jobs j join mailroom_batch b on b.id::text = j.args->>'batch_id'
where j.status = 'doing' and j.worker_id > %(after)s and b.file_id is null
and exists (select from mailroom_letter l where l.batch_id = b.id and l.file_id is not null)
union all
select 'copies', c.id::text from procrastinate_jobs j join cases_copy c on c.id::text = j.args->>'copy_id'
where j.status = 'doing' and j.worker_id > %(after)s and c.file_id is null and c.done > 0
"""


class Watcher:
    """Asks the database, as its superuser, also where it has just been killed: there is then no answer."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def answer(self, question: str, **given: Any) -> list[tuple[Any, ...]] | None:
        """The rows; None where the database is away."""
        database = postgres.status(self.installation.var)
        if database is None:
            return None
        try:
            with psycopg.connect(database.url("parvis", "postgres"), connect_timeout=5) as connection:
                return connection.execute(question.encode(), given or None).fetchall()
        except psycopg.OperationalError:
            return None

    def rows(self, question: str, **given: Any) -> list[tuple[Any, ...]]:
        return self.answer(question, **given) or []

    def one(self, question: str, **given: Any) -> Any:
        found = self.rows(question, **given)
        return found[0][0] if found else None

    def stored(self, wall: Any, digest: str) -> bytes:
        """The bytes behind a wall."""
        return (self.installation.var / "files" / str(wall) / digest[:2] / digest).read_bytes()


class LongWork:
    """All that was asked of the worker, and which of it was cut by whom."""

    def __init__(self, installation: Installation, watcher: Watcher) -> None:
        self.installation, self.watcher = installation, watcher
        self.batches: list[str] = []
        self.copies: list[str] = []
        self.cut: set[tuple[Victim, str]] = set()
        self.last = 0
        """The worker that registered last before the last blow."""

    def ask(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.long_work"],
            env=self.installation.environment
            | {"PARVIS_DB_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "parvis.config.settings"},
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout.splitlines()[-1])
        self.batches.append(said["batch"])
        self.copies += said["copies"]

    def unfinished(self) -> set[str] | None:
        """What has no file yet; None where the database is away."""
        found = self.watcher.answer(
            "select id::text from mailroom_batch where file_id is null and id::text = any(%(batches)s)"
            " union all select id::text from cases_copy where file_id is null and id::text = any(%(copies)s)",
            batches=self.batches,
            copies=self.copies,
        )
        return None if found is None else {row[0] for row in found}

    def strike(self, killer: Killer, victim: Victim) -> None:
        """Kill while both kinds of work are under way; or what is left, where all of a kind has ended meanwhile."""
        self.ask()
        going: dict[str, set[str]] = {}

        def aimed() -> bool:
            going.clear()
            for kind, one in self.watcher.rows(UNDER_WAY, after=self.last):
                going.setdefault(kind, set()).add(one)
            left = self.unfinished()
            return {"letters", "copies"} <= set(going) or (
                left is not None and (left.isdisjoint(self.batches) or left.isdisjoint(self.copies))
            )

        def look() -> None:
            left: list[set[str]] = []
            until(lambda: (found := self.unfinished()) is not None and not left.append(found), 60, what="for an answer")
            self.cut |= {(victim, kind) for kind, ones in going.items() if ones & left[0]}

        until(aimed, BEGIN, what="for letters and copies to be under way")
        self.last = self.watcher.one("select max(id) from procrastinate_workers")
        killer.kill(victim, look)


def _sheet(path: Path, zone: str, lines: int) -> Path:
    rows = [f"{zone};Rue {number} des Essais;tous;;" for number in range(lines)]
    path.write_text("\n".join(["zone;voie;parité;du;au", *rows]), encoding="utf-8")
    return path


def _importing(installation: Installation, sheet: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "parvis", "zones", "import", INSEE, TABLE, str(sheet)],
        env=installation.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def _imported(installation: Installation, sheet: Path) -> str:
    going = _importing(installation, sheet)
    said, _ = going.communicate(timeout=BEGIN)
    assert going.returncode == 0, said
    return said


@contextmanager
def _halted_import(installation: Installation, watcher: Watcher, sheet: Path) -> "Iterator[subprocess.Popen[str]]":
    """An import in the middle of its writing, behind half of its rows: somebody else holds the place of the next."""
    database = postgres.status(installation.var)
    assert database is not None
    with psycopg.connect(database.url("parvis", "postgres")) as other:
        other.execute(
            "insert into territory_zonestretch (id, table_id, position, zone, street, parity, first, last)"
            " select gen_random_uuid(), id, %s, 'x', 'x', 'all', 'x', 'x' from territory_zonetable where code = %s",
            [LINES // 2, TABLE],
        )
        going = _importing(installation, sheet)
        until(lambda: watcher.one(WRITING) or going.poll() is not None, BEGIN, what="for the import to be half done")
        assert going.poll() is None, going.communicate()
        try:
            yield going
        finally:
            going.kill()
            going.communicate(timeout=60)
            other.close()


def test_long_work_ends_whole_whoever_dies(
    installation: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    begun, watcher = time.monotonic(), Watcher(installation)
    killer = Killer(installation, Traffic(), random.Random(0))
    before = Inquest(installation.var, Notebook())
    until(lambda: not before.still_to_do(), 120, what="for the demonstration's own jobs")
    before.connection.close()
    _imported(installation, _sheet(tmp_path / "old.csv", "Ancien", OLD))
    new = _sheet(tmp_path / "new.csv", "Nouveau", LINES)

    work = LongWork(installation, watcher)
    for victim in (Victim.JOB_WORKER, Victim.DATABASE):
        for _ in range(TRIES):
            with _halted_import(installation, watcher, new) as cut:
                work.strike(killer, victim)
                if victim is Victim.DATABASE:
                    said, _errors = cut.communicate(timeout=BEGIN)
                    assert cut.returncode, "the import outlived its database"
                    assert "Traceback" not in said, said
                    assert "database" in said.lower(), said
            # The worker's death is none of the import's: that one is killed itself.
            until(lambda: watcher.one(WRITING) == 0, 60, what="for the database to notice")
            assert _zones(watcher) == [("Ancien", OLD)], "half an import"
            if {(victim, "letters"), (victim, "copies")} <= work.cut:
                break
    struck = {(victim, kind) for victim in (Victim.JOB_WORKER, Victim.DATABASE) for kind in ("letters", "copies")}
    assert work.cut == struck, struck - work.cut
    until(lambda: work.unfinished() == set(), END, what="for the end of what was cut")

    for batch in work.batches:
        _letters_are_whole(watcher, batch)
    assert watcher.one("select count(*) from files_storedfile where name like 'lettres-%'") == len(work.batches)
    for copy in work.copies:
        _copy_is_whole(watcher, copy)
    assert re.search(r"15[\W]?000", _imported(installation, new))
    assert _zones(watcher) == [("Nouveau", LINES)]
    inquest = Inquest(installation.var, Notebook())
    until(lambda: not inquest.still_to_do(), 120, what="for the last jobs")
    inquest.jobs()
    inquest.log()
    inquest.connection.close()
    assert not inquest.findings, "\n".join(inquest.findings)
    with capsys.disabled():
        sys.stdout.write(
            f"\nlong work: {len(work.batches)} batches, {len(work.copies)} copies, cut by each killing;"
            f" {time.monotonic() - begun:.0f} s\n"
        )


def _zones(watcher: Watcher) -> list[tuple[Any, ...]]:
    return watcher.rows(
        "select zone, count(*) from territory_zonestretch s join territory_zonetable t on t.id = s.table_id"
        " where t.code = %(code)s group by zone",
        code=TABLE,
    )


def _letters_are_whole(watcher: Watcher, batch: str) -> None:
    import pikepdf

    rows = watcher.rows("select file_id, pages, state from mailroom_letter where batch_id = %(id)s", id=batch)
    assert len({row[0] for row in rows}) == len(rows) == LETTERS
    assert {row[2] for row in rows} == {"printed"}
    [(wall, digest, pages, error)] = watcher.rows(
        "select f.wall_id, f.sha256, b.pages, b.last_error from mailroom_batch b"
        " join files_storedfile f on f.id = b.file_id where b.id = %(id)s",
        id=batch,
    )
    assert error == ""
    # Each starts on an odd page; so all but the last may bring a blank one.
    assert pages in {sum(row[1] + row[1] % 2 for row in rows) - last[1] % 2 for last in rows}
    with pikepdf.open(io.BytesIO(watcher.stored(wall, digest))) as whole:
        assert len(whole.pages) == pages


def _copy_is_whole(watcher: Watcher, copy: str) -> None:
    [(file, done, total)] = watcher.rows("select file_id, done, total from cases_copy where id = %(id)s", id=copy)
    assert done == total > 0
    # One file behind the copy's own wall: what was cut left none of its own.
    [(wall, digest, stored)] = watcher.rows(
        "select wall_id, sha256, id from files_storedfile where wall_id = %(id)s", id=copy
    )
    assert stored == file
    folder = watcher.installation.var / "files" / copy
    assert [path.name for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")] == [digest]
    archive = zipfile.ZipFile(io.BytesIO(watcher.stored(wall, digest)))
    assert archive.testzip() is None
    assert len({name.partition("/")[0] for name in archive.namelist()}) == total
    assert len(set(archive.namelist())) == len(archive.namelist())
