"""Storage that fails in the middle, wherever Parvis writes: nothing half-done stays, and the retry is whole."""

import errno
import json
import tarfile
from argparse import Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from parvis.cases.models import TimelineEntry
from parvis.config.commands import backup
from parvis.documents.domain import producing
from parvis.documents.models import Document
from parvis.files import api as files
from parvis.files.domain import confining, disk
from parvis.files.models import StoredFile
from parvis.kernel import archive, cli, clock, postgres
from parvis.mailroom.domain import batches, printing
from parvis.mailroom.models import Batch, Letter
from tests.cases.test_desk import client_of
from tests.conftest import _as_owner
from tests.documents.conftest import _seals, _var  # noqa: F401 - a var and a seal of the test's own
from tests.factories import attached
from tests.factories.desk import Desk, desk as make_desk
from tests.queue import run_waiting, waiting

KINDS = frozenset({"picture", "pdf", "office"})


class Full:
    """`files.store` on a disk that takes so many files whole, and fails within the next one."""

    def __init__(self, takes: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.takes, self.monkeypatch, self.real = takes, monkeypatch, files.store

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.takes -= 1
        if self.takes < 0:
            self.monkeypatch.setattr(disk.os, "fsync", no_room)
        return self.real(*args, **options)


def no_room(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def nothing_half_done() -> None:
    """No draft on the disk, no bytes that no row names, no row without bytes."""
    with _as_owner():
        named = {(str(wall), sha) for wall, sha in StoredFile.objects.values_list("wall_id", "sha256")}
    assert not list(disk.root().glob("*/.draft-*"))
    kept = {(path.parts[-3], path.name) for path in disk.root().glob("*/*/*")}
    assert named <= kept


@pytest.mark.django_db
def test_while_a_document_is_sealed(monkeypatch: pytest.MonkeyPatch):
    desk = make_desk()
    desk.submit()
    with monkeypatch.context() as broken:
        broken.setattr(disk.os, "fsync", no_room)
        (job,) = [found for found in waiting() if found[1].endswith("producing.produce")]
        arguments: Any = json.loads(job[2]) if isinstance(job[2], str) else job[2]
        with pytest.raises(OSError, match="No space"):
            producing.produce(**arguments)
    with _as_owner():
        assert Document.objects.get().file_id is None
        assert not TimelineEntry.objects.filter(kind="document").exists()
    nothing_half_done()
    run_waiting()
    with _as_owner():
        assert Document.objects.get().file_id
        assert TimelineEntry.objects.filter(kind="document").count() == 1
    nothing_half_done()


def letters(desk: Desk, made: Any, number: int) -> list[Any]:
    with _as_owner():
        return [
            Letter.objects.create(
                wall_id=desk.town.wall_id,
                organisation_id=desk.town.organisation_id,
                subject_id=made.subject_id,
                case_id=made.case_id,
                department_id=desk.town.department_id,
                topic="message",
                reference=made.reference,
                language="fr",
                title=f"Lettre {one}",
                address=["Madame Exemple", "59140 DUNKERQUE"],
                texts=["Bonjour"],
                asked_at=clock.now(),
            ).id
            for one in range(number)
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("takes", [0, 1, 3])
def test_while_a_batch_is_printed(takes: int, monkeypatch: pytest.MonkeyPatch):
    """At the first letter, in the middle, and at the batch's own file: the letters that are made are kept."""
    desk = make_desk()
    made = desk.submit()
    chosen = letters(desk, made, 3)
    with desk.town.inside():
        batch = batches.claim(chosen, walls=[desk.town.wall_id], by="x", by_id=None, at=clock.now()).batches[0]
    arguments = {"batch_id": str(batch), "wall_id": str(desk.town.wall_id)}
    with monkeypatch.context() as broken:
        broken.setattr(printing.files, "store", Full(takes, broken))
        with pytest.raises(OSError, match="No space"):
            printing.print_batch(**arguments)
    with _as_owner():
        found = Batch.objects.get()
        kept = list(Letter.objects.filter(id__in=chosen).exclude(file_id=None).values_list("id", "file_id"))
    assert found.file_id is None
    assert "No space left" in found.last_error
    assert len(kept) == takes
    nothing_half_done()
    page = client_of(desk.malik).get(f"/agents/courriers/lots/{batch}/").content.decode()
    assert "No space left" not in page, "an error of the machine's is told in words"
    assert "reprendre" in page
    printing.print_batch(**arguments)
    printing.print_batch(**arguments)
    with _as_owner():
        assert Batch.objects.get().last_error == ""
        assert set(kept) <= set(Letter.objects.filter(id__in=chosen).values_list("id", "file_id"))
        assert StoredFile.objects.count() == 4
    nothing_half_done()


@pytest.mark.django_db
def test_while_a_picture_is_written_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The confined process finds no room for what it draws: to be tried again, not refused as damaged."""
    came = tmp_path / "came"
    came.write_bytes(attached.picture(form="PNG"))
    monkeypatch.setattr(disk, "scratch", no_room)
    spooled = files.Spooled("plan.png", came, came.stat().st_size, None, full=False)
    with pytest.raises(files.FilesBusy), files.examined(spooled, kinds=KINDS, largest=10**6):
        pytest.fail("it was taken")
    spooled.close()
    assert not came.exists()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_disk_fills_within_the_confined_process(form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The process that draws meets the full disk itself, in the middle of its writing: Linux has a device for that."""
    full, came = tmp_path / "full", tmp_path / "came"
    full.symlink_to("/dev/full")
    monkeypatch.setattr(disk, "scratch", lambda: nullcontext(full))
    came.write_bytes(attached.picture((600, 400), form=form))
    spooled = files.Spooled("plan", came, came.stat().st_size, None, full=False)
    with pytest.raises(files.FilesBusy), files.examined(spooled, kinds=KINDS, largest=10**6):
        pytest.fail("it was taken")
    with pytest.raises(files.FilesBusy):
        confining.draw(came, f"image/{form.lower()}")
    spooled.close()
    assert not came.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("within", ["the dump", "the files", "the archive", "its end"])
def test_while_a_backup_is_made(
    within: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """No backup stays, nor what was begun of one; the operator reads why; with room again, it is made."""
    found = connection.settings_dict
    place = f"@/{found['NAME']}?host={found['HOST']}&port={found['PORT']}"
    var, target = tmp_path / "var", tmp_path / "parvis.backup"
    for path in ("files/wall/ab/abc", "outbox/one.eml", "incoming/strangers", "secret-key"):
        (var / path).parent.mkdir(parents=True, exist_ok=True)
        (var / path).write_bytes(b"x" * 300_000)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setenv("PARVIS_VAR", str(var))
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{postgres.APPLICATION}{place}")
    monkeypatch.setenv("DATABASE_OWNER_URL", f"postgresql://{postgres.OWNER}{place}")

    def run() -> int:
        command = cli.Command("backup", "x", backup.backup, django=False)
        return cli.execute(Namespace(command=command, file=target))

    with monkeypatch.context() as broken:
        if within == "the dump":
            real = backup._run
            broken.setattr(backup, "_run", lambda *said: real(*said[:-2], "--file=/dev/full", said[-1]))
        elif within == "the files":
            broken.setattr(backup.shutil, "copy2", no_room)
        elif within == "the archive":
            broken.setattr(tarfile, "copyfileobj", no_room)
        else:
            broken.setattr(archive.os, "fsync", no_room)
        assert run() == 1
    said = capsys.readouterr().err
    assert "The disk is full" in said
    assert "Traceback" not in said
    assert sorted(tmp_path.rglob("*")) == before
    assert run() == 0
    names = set(archive.verify(target)["members"])
    assert {"database.dump", "var/files/wall/ab/abc", "var/secret-key"} <= names
    assert "var/incoming/strangers" not in names, "what strangers were sending is no part of it"
